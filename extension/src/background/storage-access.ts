// Keeps the storage to the extension's own documents.

/** Close the storage to content scripts, where the browser can. It does not remember that. */
export async function restrictStorage(): Promise<void> {
  const { local, sync, managed } = chrome.storage;
  // Firefox does not have it.
  await Promise.all(
    [local, sync, managed].map(area => area?.setAccessLevel?.({ accessLevel: 'TRUSTED_CONTEXTS' })),
  );
}
