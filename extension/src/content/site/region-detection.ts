// In which country a page's numbers are at home, by what the page says of itself. Pure: hints in, a region out.

import { planFor, supportedRegions } from '../../finder/metadata/calling-codes.ts';
import type { RegionSource } from '../../site-settings.ts';

export interface DetectedRegion {
  readonly region: string; // ISO 3166-1 alpha-2
  readonly source: RegionSource;
}

/** What a page says of itself, as it is written there. */
export interface Hints {
  readonly countries: readonly string[]; // of addresses: schema.org, hCard
  readonly host: string;
  readonly languages: readonly string[]; // what is most the page's own comes first
}

/**
 * An address says outright where its telephone is. The name of a site was bought in a country; a language only says
 * how a text is spelled: "de-DE" is found on Austrian pages, too. Addresses in several countries say nothing.
 */
export function detectRegion(hints: Hints): DetectedRegion | undefined {
  const address = ofAddresses(hints);
  if (address) return { region: address, source: 'address' };
  const host = regionOfHostname(hints.host);
  if (host) return { region: host, source: 'host' };
  const language = ofLanguages(hints.languages);
  return language ? { region: language, source: 'language' } : undefined;
}

// Letters of a country that the world uses for what they spell; "com.co" and the like are the country's own.
const GENERIC = new Set(
  'ac ag ai am as bz cc cd cf cm co cx dj eu fm ga gd gg gl gq gs hn im io ki la lc ly md me ml ms mu nu pn pw sc sh so st su tc tk tl to tv vc vg vu ws'.split(
    ' ',
  ),
);
const REGISTERED = /(?:^|\.)(?:ac|co|com|edu|gob|gov|mil|net|org)\.[a-z]{2}$/;
// Names of the United States alone, and the countries' own names in their own letters.
const OTHER_DOMAINS: Readonly<Record<string, string>> = {
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

/** The country that the name of a host is registered in. */
export function regionOfHostname(host: string): string | undefined {
  const name = host.toLowerCase().replace(/\.$/, '');
  const last = name.slice(name.lastIndexOf('.') + 1);
  if (last === name) return undefined; // a machine of this network
  if (Object.hasOwn(OTHER_DOMAINS, last)) return OTHER_DOMAINS[last];
  if (last.length !== 2 || (GENERIC.has(last) && !REGISTERED.test(name))) return undefined;
  return toSupportedRegion(last);
}

// Languages that are written in one country, beyond doubt.
const SINGLE_COUNTRY_LANGUAGES: Readonly<Record<string, string>> = Object.fromEntries(
  'bg:BG cs:CZ da:DK et:EE fi:FI he:IL hu:HU hy:AM is:IS ja:JP ka:GE kk:KZ km:KH ko:KR lo:LA lt:LT lv:LV mn:MN nb:NO nn:NO no:NO pl:PL sk:SK sl:SI th:TH tr:TR uk:UA vi:VN'
    .split(' ')
    .map(home => home.split(':')),
);

function ofLanguages(tags: readonly string[]): string | undefined {
  for (const tag of tags) {
    const region = regionOfLanguageTag(tag);
    if (region) return region;
  }
  return undefined;
}

/** The country that a language tag names, or means. "en-US" is what templates say of any English page. */
export function regionOfLanguageTag(tag: string): string | undefined {
  const [language = '', ...subtags] = tag.trim().replaceAll('_', '-').split('-');
  if (!/^[a-z]{2,3}$/i.test(language)) return undefined;
  const written = subtags.find(subtag => /^[a-z]{2}$|^\d{3}$/i.test(subtag));
  if (written === undefined) return SINGLE_COUNTRY_LANGUAGES[language.toLowerCase()];
  const region = toSupportedRegion(written);
  return region === 'US' && language.toLowerCase() === 'en' ? undefined : region;
}

/** The country of the addresses on a page, where all of them are in one. */
function ofAddresses({ countries, languages }: Hints): string | undefined {
  const found = new Set(countries.map(written => parseCountryName(written, languages)).filter(Boolean));
  return found.size === 1 ? [...found][0] : undefined;
}

const ALIASES: Readonly<Record<string, string>> = {
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

/** Read a country as people write it: its code, or its name in English or in the page's language. */
function parseCountryName(written: string, languages: readonly string[]): string | undefined {
  const text = written.trim().toLowerCase();
  if (/^[a-z]{2}$/.test(text)) return toSupportedRegion(text);
  return (
    (Object.hasOwn(ALIASES, text) ? ALIASES[text] : undefined) ??
    namesIn('en').get(text) ??
    namesIn(languages[0] ?? 'en').get(text)
  );
}

const named = new Map<string, ReadonlyMap<string, string>>();

/** The regions by their names in a language. */
function namesIn(language: string): ReadonlyMap<string, string> {
  const found = named.get(language) ?? new Map(namesOf(language));
  named.set(language, found);
  return found;
}

function namesOf(language: string): [name: string, region: string][] {
  try {
    const names = new Intl.DisplayNames([language.replaceAll('_', '-')], { type: 'region' });
    return supportedRegions().map(region => [(names.of(region) ?? region).toLowerCase(), region]);
  } catch {
    return []; // what the page wrote there is no language
  }
}

/** A region in our letters, if it has numbers of its own. */
export function toSupportedRegion(written: string): string | undefined {
  const region = written.toUpperCase() === 'UK' ? 'GB' : written.toUpperCase();
  return planFor(region) && region.length === 2 ? region : undefined;
}
