// Collects the hints of a page about its region: countries in addresses, its hostname, its languages.

import type { RegionHints } from './region-detection.ts';

const MAX_ADDRESSES = 20;
const MAX_JSON_CHARS = 200_000; // of all structured data together
const MAX_JSON_DEPTH = 12;
const LANGUAGE_SELECTORS = ['meta[http-equiv="content-language" i]', 'meta[property="og:locale" i]'];
const COUNTRY_SELECTOR = '[itemprop~="addressCountry"], .vcard .country-name, .h-card .p-country-name';

/** Collect the hints of a page; `hostname` is the one of its site. */
export function collectHints(page: Document, hostname: string): RegionHints {
  const countries = [...countriesInStructuredData(page), ...countriesInText(page)];
  return { countries, hostname, languages: languagesOf(page) };
}

/** Return the language tags that a page declares. This is fast enough to check them for changes. */
export function languagesOf(page: Document): string[] {
  const metas = LANGUAGE_SELECTORS.map(selector => page.querySelector(selector)?.getAttribute('content'));
  return [page.documentElement?.getAttribute('lang'), ...metas].filter(tag => typeof tag === 'string');
}

function countriesInText(page: Document): string[] {
  return [...page.querySelectorAll(COUNTRY_SELECTOR)].slice(0, MAX_ADDRESSES).map(element => {
    // An address may contain a schema.org Country with a name.
    const name = element.querySelector('[itemprop~="name"]') ?? element;
    return name.getAttribute('content') ?? name.textContent ?? '';
  });
}

function countriesInStructuredData(page: Document): string[] {
  let remainingChars = MAX_JSON_CHARS;
  const countries: string[] = [];
  for (const { textContent } of page.querySelectorAll('script[type="application/ld+json" i]')) {
    remainingChars -= textContent.length;
    if (remainingChars < 0) break;
    countries.push(...countriesInJsonLd(textContent));
  }
  return countries.slice(0, MAX_ADDRESSES);
}

/** Return the countries of the addresses in a JSON-LD document; none if it is not valid JSON. */
export function countriesInJsonLd(json: string): string[] {
  if (!json.includes('addressCountry')) return [];
  const countries: string[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > MAX_JSON_DEPTH) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'addressCountry') countries.push(...countryNamesOf(inner));
      else visit(inner, depth + 1);
    }
  };
  try {
    visit(JSON.parse(json), 0);
  } catch {
    return [];
  }
  return countries;
}

function countryNamesOf(country: unknown): string[] {
  if (typeof country === 'string') return [country];
  if (Array.isArray(country)) return country.flatMap(countryNamesOf);
  const { name } = Object(country) as { name?: unknown };
  return typeof name === 'string' ? [name] : [];
}
