// The settings that the agent made for one site.

import { keptKeys, readSynced, syncedKeys, writeSynced } from './settings/synced-storage.ts';

export interface SiteSettings {
  readonly region?: string; // ISO 3166-1 alpha-2; numbers without a country code are parsed for it
  readonly detectionEnabled?: boolean; // if absent, a page itself may opt out of detection
  readonly ignoredTexts?: readonly string[]; // texts that are not phone numbers, the newest first
}

/** Computes new values of some settings from all of them; `undefined` removes a setting. */
export type SiteSettingsChange = (settings: SiteSettings) => {
  readonly [K in keyof SiteSettings]: SiteSettings[K] | undefined;
};

/** How the region of a page is determined, the strongest source first. */
export const REGION_SOURCES = ['site', 'address', 'hostname', 'language', 'default'] as const;
export type RegionSource = (typeof REGION_SOURCES)[number];

const SYNCED_PREFIX = 'site:'; // of the keys in the storage
const IGNORED_PREFIX = 'ignored:';
const MAX_IGNORED_TEXTS = 500; // per site
const MAX_IGNORED_CHARS = 100; // per text

/**
 * Return the host name that settings are stored for; empty for a page without one: a file, or a sandboxed
 * frame, whose origin is "null".
 */
export function hostnameOf(origin: string): string {
  return URL.canParse(origin) ? new URL(origin).hostname : '';
}

/**
 * The settings of one site. Country and detection are synced. The ignored texts, which are content of pages, stay on
 * this computer.
 */
export function siteSettings(hostname: string): {
  get(): Promise<SiteSettings>;
  set(settings: SiteSettings): Promise<void>;
} {
  const [syncedKey, localKey] = [`${SYNCED_PREFIX}${hostname}`, `${IGNORED_PREFIX}${hostname}`];
  return {
    async get() {
      const [local, synced] = await Promise.all([
        chrome.storage.local.get<Record<string, string[]>>(localKey),
        readSynced([syncedKey]),
      ]);
      const ignoredTexts = local[localKey];
      return { ...(synced[syncedKey] as SiteSettings | undefined), ...(ignoredTexts && { ignoredTexts }) };
    },
    async set({ ignoredTexts = [], ...synced }) {
      const isEmpty = Object.keys(synced).length === 0;
      await Promise.all([
        ignoredTexts.length === 0
          ? chrome.storage.local.remove(localKey)
          : chrome.storage.local.set({ [localKey]: ignoredTexts }),
        writeSynced(syncedKey, isEmpty ? undefined : synced),
      ]);
    },
  };
}

/** Return the host names of all sites with settings, in alphabetical order. */
export async function sitesWithSettings(): Promise<string[]> {
  const lists = await Promise.all(
    [SYNCED_PREFIX, IGNORED_PREFIX].map(async prefix =>
      (await syncedKeys(prefix)).map(key => key.slice(prefix.length)),
    ),
  );
  return [...new Set(lists.flat())].sort();
}

/** Return whether something is stored for a site under a key of the storage. */
export function isSiteKey(key: string): boolean {
  return key.startsWith(SYNCED_PREFIX) || key.startsWith(IGNORED_PREFIX);
}

/** Return whether what is remembered for any of these sites does not fit into the synced storage. */
export async function isAnySiteKept(hostnames: readonly string[]): Promise<boolean> {
  return (await keptKeys(hostnames.map(hostname => `${SYNCED_PREFIX}${hostname}`))).length > 0;
}

/** Return settings after a change. */
function changedSettings(settings: SiteSettings, change: SiteSettingsChange): SiteSettings {
  const entries = Object.entries({ ...settings, ...change(settings) });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

let lastUpdate: Promise<unknown> = Promise.resolve();

/** Change some of a site's settings and store them, after the changes before: each keeps what the others changed. */
export function updateSiteSettings(hostname: string, change: SiteSettingsChange): Promise<void> {
  const update = async () => {
    const stored = siteSettings(hostname);
    await stored.set(changedSettings(await stored.get(), change));
  };
  const updated = lastUpdate.then(update);
  lastUpdate = updated.catch(() => {});
  return updated;
}

/** Return a key that is the same for texts that a reader takes for the same number. */
export function ignoreKey(text: string): string {
  return shortened(text)
    .normalize('NFKC')
    .replace(/[^\p{L}\p{Nd}]/gu, '')
    .toUpperCase();
}

/** Add a text in front; the oldest ones are dropped. */
export function addIgnored(texts: readonly string[] = [], text: string): string[] {
  return [shortened(text), ...removeIgnored(texts, text)].slice(0, MAX_IGNORED_TEXTS);
}

export function removeIgnored(texts: readonly string[] = [], text: string): string[] {
  return texts.filter(ignored => ignoreKey(ignored) !== ignoreKey(text));
}

function shortened(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, MAX_IGNORED_CHARS);
}
