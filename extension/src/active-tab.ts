// The tab that the agent is looking at.

/** Return the ID of the active tab of the current window; undefined if it has none. */
export async function activeTabId(): Promise<number | undefined> {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab?.id;
}

/** Return the same for the background script, which is in no window: that of the last window with the focus. */
export async function frontTabId(): Promise<number | undefined> {
  const [tab] = await chrome.tabs.query({ active: true, lastFocusedWindow: true });
  return tab?.id;
}
