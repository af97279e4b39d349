// A list of countries to select from, by name in the browser's language, with the suggested ones first.

import { createElement } from './dom.ts';
import { t, textLanguage } from './i18n.ts';
import { countryName } from './locale-format.ts';

/** Regions are ISO 3166-1 alpha-2 codes. */
export interface CountryOptions {
  readonly regions: readonly string[];
  readonly suggested: readonly string[]; // the most likely first
  readonly region: string | null; // the selected one
  readonly none?: string | null; // what selecting none is called; null: one has to be selected
}

/** Make the select element. `onSelect` gets a region, or undefined to leave it to the page's hints. */
export function countrySelect(
  attributes: Record<string, string>,
  { regions, suggested, region, none = t('country_auto') }: CountryOptions,
  onSelect: (region: string | undefined) => void,
): HTMLSelectElement {
  const first = suggested.filter(candidate => regions.includes(candidate));
  const others = regions.filter(candidate => !first.includes(candidate));
  const select = createElement(
    'select',
    attributes,
    none === null ? null : option('', none),
    ...first.map(candidate => option(candidate, countryName(candidate))),
    createElement('hr'),
    ...optionsByName(others),
  );
  select.value = region ?? '';
  select.addEventListener('change', event => {
    if (event.isTrusted) onSelect(select.value || undefined);
  });
  return select;
}

function optionsByName(regions: readonly string[]): HTMLOptionElement[] {
  const { compare } = new Intl.Collator(textLanguage());
  return regions
    .map(region => [region, countryName(region)] as const)
    .sort(([, one], [, other]) => compare(one, other))
    .map(([region, name]) => option(region, name));
}

function option(value: string, label: string): HTMLOptionElement {
  return createElement('option', { value }, label);
}
