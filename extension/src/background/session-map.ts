// A bounded map that outlives the background script but not the browser: browsers stop the script when idle.

/**
 * Entries by key, kept in memory and in chrome.storage.session. Only the background script writes them. Where
 * the storage is missing or fails, they live as long as the script does.
 */
export class SessionMap<T> {
  readonly #storageKey: string;
  readonly #maxEntries: number;
  #entries: Promise<Map<string, T>> | undefined;

  /** If there are more than `maxEntries`, those that were changed longest ago are dropped. */
  constructor(storageKey: string, maxEntries: number) {
    this.#storageKey = storageKey;
    this.#maxEntries = maxEntries;
  }

  async get(key: string): Promise<T | undefined> {
    return (await this.#load()).get(key);
  }

  /**
   * Replace an entry by what `change` computes from it; `undefined` removes it. Returns the new entry.
   * `change` runs alone: of two changes at the same time, the second gets the result of the first.
   */
  async update(key: string, change: (entry: T | undefined) => T | undefined): Promise<T | undefined> {
    const entries = await this.#load();
    const entry = change(entries.get(key));
    entries.delete(key);
    if (entry !== undefined) entries.set(key, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= this.#maxEntries) break;
      entries.delete(oldest);
    }
    // Not awaited: a call must not wait for it. The entry in memory counts at once.
    void this.#store(entries);
    return entry;
  }

  #load(): Promise<Map<string, T>> {
    this.#entries ??= this.#read();
    return this.#entries;
  }

  async #read(): Promise<Map<string, T>> {
    try {
      const stored = await chrome.storage.session.get<Record<string, [string, T][]>>(this.#storageKey);
      return new Map(stored[this.#storageKey] ?? []);
    } catch {
      return new Map();
    }
  }

  async #store(entries: ReadonlyMap<string, T>): Promise<void> {
    try {
      await chrome.storage.session.set({ [this.#storageKey]: [...entries] });
    } catch {
      // The entries are in memory, which is enough until the browser stops the background script.
    }
  }
}
