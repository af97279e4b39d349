// The tab that the agent is looking at.

/** Return the ID of the active tab of the current window; undefined if it has none. */
export async function activeTabId(): Promise<number | undefined> {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab?.id;
}
