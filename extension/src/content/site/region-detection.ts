// Detects the region of a page's national numbers from hints that the page gives. Pure functions.

import { planFor, supportedRegions } from '../../finder/metadata/calling-codes.ts';
import type { RegionSource } from '../../site-settings.ts';

export interface DetectedRegion {
  readonly region: string; // ISO 3166-1 alpha-2
  readonly source: RegionSource;
}

/** The hints of a page, as they are written there. */
export interface RegionHints {
  readonly countries: readonly string[]; // in addresses, marked up with schema.org or hCard
  readonly hostname: string;
  readonly languages: readonly string[]; // language tags (BCP 47), the most specific to the page first
}

/**
 * Detect the region. An address is the strongest hint, unless a page has addresses in several countries. A
 * domain is registered in a country. A language is the weakest: pages in Austria declare "de-DE" too.
 */
export function detectRegion(hints: RegionHints): DetectedRegion | undefined {
  const address = regionOfAddresses(hints);
  if (address) return { region: address, source: 'address' };
  const host = regionOfHostname(hints.hostname);
  if (host) return { region: host, source: 'hostname' };
  const language = regionOfLanguages(hints.languages);
  return language ? { region: language, source: 'language' } : undefined;
}

// Country domains that are used worldwide for what they spell, unless below "com.co" and the like.
const GENERIC_DOMAINS = new Set(
  'ac ag ai am as bz cc cd cf cm co cx dj eu fm ga gd gg gl gq gs hn im io ki la lc ly md me ml ms mu nu pn pw sc sh so st su tc tk tl to tv vc vg vu ws'.split(
    ' ',
  ),
);
const NATIONAL_SECOND_LEVEL = /(?:^|\.)(?:ac|co|com|edu|gob|gov|mil|net|org)\.[a-z]{2}$/;
// Domains of the United States only, and country domains in other scripts.
const OTHER_COUNTRY_DOMAINS: Readonly<Record<string, string>> = {
  gov: 'US',
  mil: 'US',
  edu: 'US',
  'xn--p1ai': 'RU',
  'xn--j1amh': 'UA',
  'xn--90ais': 'BY',
  'xn--90a3ac': 'RS',
  'xn--fiqs8s': 'CN',
  'xn--fiqz9s': 'CN',
  'xn--kpry57d': 'TW',
  'xn--3e0b707e': 'KR',
  'xn--o3cw4h': 'TH',
};

/** Return the region in which a hostname is registered, or undefined if its domain is not a country's. */
function regionOfHostname(hostname: string): string | undefined {
  const name = hostname.toLowerCase().replace(/\.$/, '');
  const domain = name.slice(name.lastIndexOf('.') + 1);
  if (domain === name) return undefined; // a machine in the local network
  if (Object.hasOwn(OTHER_COUNTRY_DOMAINS, domain)) return OTHER_COUNTRY_DOMAINS[domain];
  const isGeneric = GENERIC_DOMAINS.has(domain) && !NATIONAL_SECOND_LEVEL.test(name);
  return domain.length === 2 && !isGeneric ? toSupportedRegion(domain) : undefined;
}

// Languages that are used in one country only.
const SINGLE_COUNTRY_LANGUAGES: Readonly<Record<string, string>> = Object.fromEntries(
  'bg:BG cs:CZ da:DK et:EE fi:FI he:IL hu:HU hy:AM is:IS ja:JP ka:GE kk:KZ km:KH ko:KR lo:LA lt:LT lv:LV mn:MN nb:NO nn:NO no:NO pl:PL sk:SK sl:SI th:TH tr:TR uk:UA vi:VN'
    .split(' ')
    .map(entry => entry.split(':')),
);

function regionOfLanguages(tags: readonly string[]): string | undefined {
  for (const tag of tags) {
    const region = regionOfLanguageTag(tag);
    if (region) return region;
  }
  return undefined;
}

/**
 * Return the region that a language tag (BCP 47) names, or the only one in which the language is used.
 * "en-US" gives none: many templates declare it for any page in English.
 */
export function regionOfLanguageTag(tag: string): string | undefined {
  const [language = '', ...subtags] = tag.trim().replaceAll('_', '-').split('-');
  if (!/^[a-z]{2,3}$/i.test(language)) return undefined;
  const regionSubtag = subtags.find(subtag => /^[a-z]{2}$|^\d{3}$/i.test(subtag));
  if (regionSubtag === undefined) return SINGLE_COUNTRY_LANGUAGES[language.toLowerCase()];
  const region = toSupportedRegion(regionSubtag);
  return region === 'US' && language.toLowerCase() === 'en' ? undefined : region;
}

/** Return the region of the addresses on a page, if all of them are in the same one. */
function regionOfAddresses({ countries, languages }: RegionHints): string | undefined {
  const regions = new Set(countries.map(country => parseCountryName(country, languages)).filter(Boolean));
  return regions.size === 1 ? [...regions][0] : undefined;
}

const COUNTRY_ALIASES: Readonly<Record<string, string>> = {
  'u.k.': 'GB',
  'great britain': 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  gbr: 'GB',
  'u.s.': 'US',
  'u.s.a.': 'US',
  usa: 'US',
  'united states of america': 'US',
  america: 'US',
  uae: 'AE',
  'czech republic': 'CZ',
  holland: 'NL',
  'the netherlands': 'NL',
  korea: 'KR',
  'hong kong': 'HK',
  turkey: 'TR',
};

/** Parse a country as people write it: a code, or a name in English or in the page's language. */
function parseCountryName(country: string, languages: readonly string[]): string | undefined {
  const text = country.trim().toLowerCase();
  if (/^[a-z]{2}$/.test(text)) return toSupportedRegion(text);
  return (
    (Object.hasOwn(COUNTRY_ALIASES, text) ? COUNTRY_ALIASES[text] : undefined) ??
    regionsByName('en').get(text) ??
    regionsByName(languages[0] ?? 'en').get(text)
  );
}

const regionsByNameCache = new Map<string, ReadonlyMap<string, string>>(); // by language

/** Return the regions by their lower-case names in a language; an empty map if the tag is not valid. */
function regionsByName(language: string): ReadonlyMap<string, string> {
  const regions = regionsByNameCache.get(language) ?? new Map(regionNamesIn(language));
  regionsByNameCache.set(language, regions);
  return regions;
}

function regionNamesIn(language: string): [name: string, region: string][] {
  try {
    const names = new Intl.DisplayNames([language.replaceAll('_', '-')], { type: 'region' });
    return supportedRegions().map(region => [(names.of(region) ?? region).toLowerCase(), region]);
  } catch {
    return []; // the page declares something that is not a language tag
  }
}

/** Return a code as a region (ISO 3166-1 alpha-2), or undefined if there is no number plan for it. */
export function toSupportedRegion(code: string): string | undefined {
  const region = code.toUpperCase() === 'UK' ? 'GB' : code.toUpperCase();
  return planFor(region) && region.length === 2 ? region : undefined;
}
