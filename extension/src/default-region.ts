// The agent's default region, which the host's configuration sets and the background script stores.

import { storageItem } from './storage-item.ts';

/** The region (ISO 3166-1 alpha-2) of numbers without a country code; null if none is configured. */
export const defaultRegion = storageItem<string | null>('default_region', null);

/** Read the default region. If the storage fails, return null: the host then uses its own default. */
export async function storedDefaultRegion(): Promise<string | null> {
  return defaultRegion.get().catch(() => null);
}
