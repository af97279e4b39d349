// The popup as a window or tab of its own: it is as wide as that, not as wide as a panel of the toolbar.

export async function fillWindow(): Promise<void> {
  const tab = await chrome.tabs.getCurrent();
  document.documentElement.dataset.view = tab ? 'window' : 'panel';
}
