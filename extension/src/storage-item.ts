// A typed item of chrome.storage.local: one value under one key.

/** A stored value. `get` and the listener yield the item's default while nothing is stored. */
export interface StorageItem<T> {
  readonly key: string;
  get(): Promise<T>;
  set(value: T): Promise<void>;
  onChanged(listener: (value: T) => void, signal: AbortSignal): void;
}

/**
 * Describe the item under a key; nothing is read or written yet. Only this extension writes to its storage.
 */
export function storageItem<T>(key: string, defaultValue: T): StorageItem<T> {
  return {
    key,
    async get() {
      const stored = await chrome.storage.local.get<Record<string, T>>(key);
      return stored[key] ?? defaultValue;
    },
    async set(value) {
      await chrome.storage.local.set({ [key]: value });
    },
    onChanged(listener, signal) {
      const onStorageChanged = (
        changes: Record<string, chrome.storage.StorageChange>,
        area: string,
      ): void => {
        const change = changes[key];
        // Firefox also reports a value that was set again without a change.
        if (area !== 'local' || !change || change.newValue === change.oldValue) return;
        listener((change.newValue as T | undefined) ?? defaultValue);
      };
      chrome.storage.onChanged.addListener(onStorageChanged);
      const stop = () => chrome.storage?.onChanged.removeListener(onStorageChanged);
      signal.addEventListener('abort', stop, { once: true });
    },
  };
}
