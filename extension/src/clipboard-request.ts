// Tells the popup that a keyboard command has opened it for the number in the clipboard.

const KEY = 'clipboard_requested_at'; // in the session's storage: Date.now()
const MAX_AGE_MS = 5_000; // after that the popup was opened for something else

/** Ask the popup that opens next to show what is in the clipboard. */
export async function requestClipboard(): Promise<void> {
  await chrome.storage.session.set({ [KEY]: Date.now() });
}

/** Return whether that was asked just now; only once. */
export async function takeClipboardRequest(): Promise<boolean> {
  const { [KEY]: requestedAt } = await chrome.storage.session.get(KEY);
  if (requestedAt === undefined) return false;
  await chrome.storage.session.remove(KEY);
  return typeof requestedAt === 'number' && Math.abs(Date.now() - requestedAt) < MAX_AGE_MS;
}
