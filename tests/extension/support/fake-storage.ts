// A fake area of chrome.storage, in memory.

export class FakeStorageArea {
  readonly items: Record<string, unknown>;
  readonly accessLevels: string[] = [];

  constructor(items: Record<string, unknown> = {}) {
    this.items = items;
  }

  async get(key: string): Promise<Record<string, unknown>> {
    return key in this.items ? { [key]: structuredClone(this.items[key]) } : {};
  }

  async set(values: object): Promise<void> {
    Object.assign(this.items, structuredClone(values));
  }

  async setAccessLevel({ accessLevel }: { accessLevel: string }): Promise<void> {
    this.accessLevels.push(accessLevel);
  }
}
