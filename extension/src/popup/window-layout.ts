// The popup as a window or tab of its own: it is as wide as that, not as wide as a panel of the toolbar.

export async function fillWindow(): Promise<void> {
  const tab = await chrome.tabs.getCurrent();
  document.documentElement.dataset.view = tab ? 'window' : 'panel';
}

/** Close the popup if it is a window of its own. Firefox does not let the window close itself. */
export async function closeWindow(): Promise<void> {
  const tab = await chrome.tabs.getCurrent();
  if (tab?.id !== undefined) await chrome.tabs.remove(tab.id).catch(() => {});
}
