// The settings that live in the browser, each one typed item of chrome.storage.local.

/** One value under one key, with what it is before anybody sets it. */
export interface Item<T> {
  get(): Promise<T>;
  set(value: T): Promise<void>;
  onChanged(callback: (value: T) => void, signal: AbortSignal): void;
}

/** One item of the storage. */
export function item<T>(key: string, before: T): Item<T> {
  return {
    async get() {
      const stored = await chrome.storage.local.get<Record<string, T>>(key);
      return stored[key] ?? before;
    },
    async set(value) {
      await chrome.storage.local.set({ [key]: value });
    },
    onChanged(callback, signal) {
      const heard = (changes: Record<string, chrome.storage.StorageChange>, area: string): void => {
        const change = changes[key];
        if (area !== 'local' || !change || change.newValue === change.oldValue) return; // Firefox tells of both
        callback((change.newValue as T | undefined) ?? before);
      };
      chrome.storage.onChanged.addListener(heard);
      signal.addEventListener('abort', () => chrome.storage?.onChanged.removeListener(heard), { once: true });
    },
  };
}

/** The region (ISO 3166-1 alpha-2) in which numbers without a country code are read; the host's config decides. */
export const defaultRegion = item<string | null>('default_region', null);
