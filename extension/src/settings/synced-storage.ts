// What the browser keeps in step with the agent's other computers. What does not fit there stays on this one.
//
// chrome.storage.sync holds 100 KB in 512 items of at most 8 KB each, and takes only so many changes in a minute. A
// value that it refuses is stored in chrome.storage.local under the same key, and applies here until it fits.

/** Return the values of some keys. */
export async function readSynced(keys: readonly string[]): Promise<Record<string, unknown>> {
  const [synced, local] = await Promise.all([
    chrome.storage.sync.get([...keys]).catch(() => ({})),
    chrome.storage.local.get([...keys]),
  ]);
  return { ...synced, ...local };
}

/** Store the value of a key; undefined removes it. Rejects only if this computer cannot store it either. */
export async function writeSynced(key: string, value: unknown): Promise<void> {
  if (value === undefined) {
    await Promise.all([chrome.storage.sync.remove(key), chrome.storage.local.remove(key)]);
    return;
  }
  try {
    await chrome.storage.sync.set({ [key]: value });
  } catch {
    await chrome.storage.local.set({ [key]: value });
    return;
  }
  await chrome.storage.local.remove(key);
}

/** Return all keys of such values that begin with a text. */
export async function syncedKeys(prefix: string): Promise<string[]> {
  const [synced, local] = await Promise.all([
    chrome.storage.sync.get(null).catch(() => ({})),
    chrome.storage.local.get(null),
  ]);
  const keys = new Set([...Object.keys(synced), ...Object.keys(local)]);
  return [...keys].filter(key => key.startsWith(prefix)).sort();
}

/** Return which of these keys have their values only on this computer. */
export async function keptKeys(keys: readonly string[]): Promise<string[]> {
  return Object.keys(await chrome.storage.local.get([...keys]));
}
