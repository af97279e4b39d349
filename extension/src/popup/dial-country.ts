// The country of numbers that are typed without a country code: shown beside the dial field, and changeable.

import { countrySelect } from '../country-select.ts';
import { storedDefaultRegion } from '../default-region.ts';
import { byPart } from '../dom.ts';
import { t, textLanguage } from '../i18n.ts';
import { loadFinder } from './lazy-finder.ts';

let region: string | undefined; // ISO 3166-1 alpha-2; the agent's default until another one is chosen

/** Show the agent's default country; `onChange` is called when another one is chosen. */
export async function initDialCountry(onChange: () => void): Promise<void> {
  byPart('country').ariaLabel = t('dial_country'); // until the list of the countries is there
  const [defaultRegion, { supportedRegions }] = await Promise.all([storedDefaultRegion(), loadFinder()]);
  region ??= defaultRegion ?? undefined;
  const language = new Intl.Locale(textLanguage()).region;
  const suggested = new Set([defaultRegion, language].filter(it => it !== null && it !== undefined));
  const attributes = { class: 'country', 'data-part': 'country', 'aria-label': t('dial_country') };
  const options = {
    regions: supportedRegions(),
    suggested: [...suggested],
    region: region ?? null,
    // The host would read the number in the default country again.
    none: defaultRegion === null ? t('dial_country_none') : null,
  };
  const select = countrySelect(attributes, options, selected => {
    region = selected;
    onChange();
  });
  select.dataset.used = byPart('country').dataset.used ?? 'true';
  byPart('country').replaceWith(select);
}

/** Return the country in which a number without a country code is read; undefined if none is chosen. */
export async function dialRegion(): Promise<string | undefined> {
  region ??= (await storedDefaultRegion()) ?? undefined;
  return region;
}

/** Hide the country while it does not matter, because the number has a country code. */
export function showDialCountry(isUsed: boolean): void {
  byPart('country').dataset.used = String(isUsed);
}
