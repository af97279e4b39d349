// What the agent decided for one site, and what a page tells the popup of its own.

import { type Item, item } from './storage-item.ts';

export interface SiteSettings {
  readonly region?: string; // its numbers are read there (ISO 3166-1 alpha-2)
  readonly finds?: boolean; // whatever its pages ask for; where it is not said, as they ask
  readonly spared?: readonly string[]; // texts that are no phone numbers, the newest first
}

/** How the region was come by in which a page's numbers are read, the strongest first. */
export type How = 'site' | 'address' | 'host' | 'language' | 'default';

/** What the page in front answers the popup. */
export interface SiteReport {
  readonly hostname: string;
  readonly region: string | null;
  readonly how: How | null;
  readonly likely: readonly string[]; // regions that may be meant, the likeliest first
  readonly regions: readonly string[]; // all there are
  readonly finds: boolean;
  readonly asksNot: boolean; // the page asks that its numbers be left alone
}

export interface SiteQuestion {
  readonly ask: 'site';
}

const MOST_SPARED = 500; // a site
const LONGEST_SPARED = 100; // characters

/** The settings of one site, by the name of its host. */
export function siteItem(hostname: string): Item<SiteSettings> {
  return item<SiteSettings>(`site:${hostname}`, {});
}

/** Change some of a site's settings; `undefined` takes one back. */
export async function changeSite(
  hostname: string,
  change: (before: SiteSettings) => { [K in keyof SiteSettings]: SiteSettings[K] | undefined },
): Promise<void> {
  const stored = siteItem(hostname);
  const before = await stored.get();
  const after = Object.entries({ ...before, ...change(before) }).filter(([, value]) => value !== undefined);
  await stored.set(Object.fromEntries(after));
}

/** What two texts have in common that are the same number to a reader. */
export function sparedKey(text: string): string {
  return shortened(text)
    .normalize('NFKC')
    .replace(/[^\p{L}\p{Nd}]/gu, '')
    .toUpperCase();
}

/** Add a text to those that are no numbers; the oldest go. */
export function withSpared(spared: readonly string[] = [], text: string): string[] {
  return [shortened(text), ...withoutSpared(spared, text)].slice(0, MOST_SPARED);
}

export function withoutSpared(spared: readonly string[] = [], text: string): string[] {
  return spared.filter(each => sparedKey(each) !== sparedKey(text));
}

function shortened(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_SPARED);
}
