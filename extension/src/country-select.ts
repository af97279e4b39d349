// A choice of country in the browser's language: those that may be meant come first.

import { createElement } from './dom.ts';
import { t } from './i18n.ts';
import { countryName } from './locale-format.ts';

export interface CountryOptions {
  readonly regions: readonly string[]; // all there are (ISO 3166-1 alpha-2)
  readonly likely: readonly string[]; // the likeliest first
  readonly region: string | null; // the one that holds
}

/** Make the choice; `chosen` runs with another region, or with none where the agent leaves it to the page again. */
export function countrySelect(
  attributes: Record<string, string>,
  { regions, likely, region }: CountryOptions,
  chosen: (region: string | undefined) => void,
): HTMLSelectElement {
  const first = likely.filter(each => regions.includes(each));
  const select = createElement(
    'select',
    attributes,
    option('', t('country_auto')),
    ...first.map(each => option(each, countryName(each))),
    createElement('hr'),
    ...named(regions.filter(each => !first.includes(each))),
  );
  select.value = region ?? '';
  select.addEventListener('change', event => {
    if (event.isTrusted) chosen(select.value || undefined);
  });
  return select;
}

/** Regions in the order of their names. */
function named(regions: readonly string[]): HTMLOptionElement[] {
  const { compare } = new Intl.Collator([chrome.i18n.getUILanguage(), 'en']);
  return regions
    .map(region => [region, countryName(region)] as const)
    .sort(([, one], [, other]) => compare(one, other))
    .map(([region, name]) => option(region, name));
}

function option(value: string, label: string): HTMLOptionElement {
  return createElement('option', { value }, label);
}
