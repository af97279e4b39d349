// What the agent decided for one site, and what a page tells the popup of its own.

import { type StorageItem, storageItem } from './storage-item.ts';

export interface SiteSettings {
  readonly region?: string; // its numbers are read there (ISO 3166-1 alpha-2)
  readonly detectionEnabled?: boolean; // whatever its pages ask for; where it is not said, as they ask
  readonly ignoredTexts?: readonly string[]; // texts that are no phone numbers, the newest first
}

/** How the region was come by in which a page's numbers are read, the strongest first. */
export const REGION_SOURCES = ['site', 'address', 'host', 'language', 'default'] as const;
export type RegionSource = (typeof REGION_SOURCES)[number];

const MAX_IGNORED = 500; // a site
const LONGEST_SPARED = 100; // characters

/** The settings of one site, by the name of its host. */
export function siteSettings(hostname: string): StorageItem<SiteSettings> {
  return storageItem<SiteSettings>(`site:${hostname}`, {});
}

/** Change some of a site's settings; `undefined` takes one back. */
export async function updateSiteSettings(
  hostname: string,
  change: (before: SiteSettings) => { [K in keyof SiteSettings]: SiteSettings[K] | undefined },
): Promise<void> {
  const stored = siteSettings(hostname);
  const before = await stored.get();
  const after = Object.entries({ ...before, ...change(before) }).filter(([, value]) => value !== undefined);
  await stored.set(Object.fromEntries(after));
}

/** What two texts have in common that are the same number to a reader. */
export function ignoreKey(text: string): string {
  return shortened(text)
    .normalize('NFKC')
    .replace(/[^\p{L}\p{Nd}]/gu, '')
    .toUpperCase();
}

/** Add a text to those that are no numbers; the oldest go. */
export function addIgnored(spared: readonly string[] = [], text: string): string[] {
  return [shortened(text), ...removeIgnored(spared, text)].slice(0, MAX_IGNORED);
}

export function removeIgnored(spared: readonly string[] = [], text: string): string[] {
  return spared.filter(each => ignoreKey(each) !== ignoreKey(text));
}

function shortened(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_SPARED);
}
