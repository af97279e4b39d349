// A fake area of chrome.storage, in memory.

export class FakeStorageArea {
  readonly items: Record<string, unknown>;
  readonly accessLevels: string[] = [];
  maxItemChars = Number.POSITIVE_INFINITY; // like the quota of chrome.storage.sync

  constructor(items: Record<string, unknown> = {}) {
    this.items = items;
  }

  async get(keys: string | string[] | null): Promise<Record<string, unknown>> {
    const names = keys === null ? Object.keys(this.items) : [keys].flat();
    const stored = names.filter(name => name in this.items);
    return structuredClone(Object.fromEntries(stored.map(name => [name, this.items[name]])));
  }

  async set(values: object): Promise<void> {
    if (JSON.stringify(values).length > this.maxItemChars)
      throw new Error('QUOTA_BYTES_PER_ITEM quota exceeded');
    Object.assign(this.items, structuredClone(values));
  }

  async remove(keys: string | string[]): Promise<void> {
    for (const key of [keys].flat()) delete this.items[key];
  }

  async setAccessLevel({ accessLevel }: { accessLevel: string }): Promise<void> {
    this.accessLevels.push(accessLevel);
  }
}
