// What a page says of its country, read from where pages say it: addresses, the host's name, languages.

import type { Hints } from './region-detection.ts';

const MOST = 20; // addresses that are asked
const LONGEST = 200_000; // characters of structured data that are read, all together
const DEEPEST = 12; // levels of it
const LANGUAGES = ['meta[http-equiv="content-language" i]', 'meta[property="og:locale" i]'];
const ADDRESSES = '[itemprop~="addressCountry"], .vcard .country-name, .h-card .p-country-name';

/** Read a page's hints; `host` is the name of its site. */
export function collectHints(page: Document, host: string): Hints {
  return { countries: [...inData(page), ...inText(page)], host, languages: languagesOf(page) };
}

/** The languages that a page names; cheap enough to be asked whether they changed. */
export function languagesOf(page: Document): string[] {
  const metas = LANGUAGES.map(selector => page.querySelector(selector)?.getAttribute('content'));
  return [page.documentElement?.getAttribute('lang'), ...metas].filter(tag => typeof tag === 'string');
}

function inText(page: Document): string[] {
  return [...page.querySelectorAll(ADDRESSES)].slice(0, MOST).map(element => {
    const named = element.querySelector('[itemprop~="name"]') ?? element; // a Country within the address
    return named.getAttribute('content') ?? named.textContent ?? '';
  });
}

function inData(page: Document): string[] {
  let left = LONGEST;
  const found: string[] = [];
  for (const { textContent } of page.querySelectorAll('script[type="application/ld+json" i]')) {
    left -= textContent.length;
    if (left < 0) break;
    found.push(...countriesIn(textContent));
  }
  return found.slice(0, MOST);
}

/** The countries of the addresses in a piece of JSON-LD. */
export function countriesIn(json: string): string[] {
  if (!json.includes('addressCountry')) return [];
  const found: string[] = [];
  const look = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > DEEPEST) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'addressCountry') found.push(...namesOf(inner));
      else look(inner, depth + 1);
    }
  };
  try {
    look(JSON.parse(json), 0);
  } catch {
    // what is no JSON says nothing
  }
  return found;
}

function namesOf(country: unknown): string[] {
  if (typeof country === 'string') return [country];
  if (Array.isArray(country)) return country.flatMap(namesOf);
  const { name } = Object(country) as { name?: unknown };
  return typeof name === 'string' ? [name] : [];
}
