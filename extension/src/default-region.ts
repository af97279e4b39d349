// The agent's default region, which the host's configuration sets and the service worker stores.

import { storageItem } from './storage-item.ts';

/** The region (ISO 3166-1 alpha-2) that numbers without a country code are parsed for; null if none is set. */
export const defaultRegion = storageItem<string | null>('default_region', null);

/** Read the default region. If the storage cannot be read, return null: the host then uses its own default. */
export async function storedDefaultRegion(): Promise<string | null> {
  return defaultRegion.get().catch(() => null);
}
