// Shows that there is a question: opens the popup, or else a window with it, or else marks the toolbar button.

import { POPUP_TAB_PARAMETER } from '../popup-tab.ts';
import { showQuestionBadge } from '../toolbar-badge.ts';

const POPUP = 'popup.html';
const WINDOW_SIZE = { width: 384, height: 640 }; // the popup's width, and room for the window's frame

/** Show the question about a tab. The badge stays until the agent opens the popup. Never rejects. */
export async function showQuestion(tabId: number): Promise<void> {
  await showQuestionBadge(tabId);
  await openPopup(tabId).catch(() => {}); // the tab was closed in the meantime
}

/** Open the popup over a tab, or as a window where the browser does not let it open. */
export async function openPopup(tabId: number): Promise<void> {
  const { active, windowId } = await chrome.tabs.get(tabId);
  // The popup is always about the tab in front. A tab in the background must not get in the agent's way.
  if (!active) return;
  try {
    await chrome.action.openPopup({ windowId });
  } catch {
    // Older versions of Firefox need a gesture for it, and no browser opens it over a window without focus.
    await openWindow(tabId);
  }
}

/** Return whether the popup is open, as a panel of the toolbar or as a window. */
export async function isPopupOpen(): Promise<boolean> {
  const url = chrome.runtime.getURL(POPUP);
  // Firefox has no contexts, but its background script is a page, which sees the others.
  const addresses = chrome.runtime.getContexts
    ? (await chrome.runtime.getContexts({})).map(({ documentUrl }) => documentUrl)
    : chrome.extension.getViews().map(({ location }) => location.href);
  return addresses.some(address => address?.split(/[?#]/, 1)[0] === url);
}

/** Open the popup as a window of its own. If there is one for this tab, bring it to the front. */
async function openWindow(tabId: number): Promise<void> {
  const url = chrome.runtime.getURL(`${POPUP}?${POPUP_TAB_PARAMETER}=${tabId}`);
  const contexts = (await chrome.runtime.getContexts?.({ documentUrls: [url] }).catch(() => [])) ?? [];
  const windowId = contexts[0]?.windowId;
  if (windowId !== undefined && windowId >= 0) {
    await chrome.windows.update(windowId, { focused: true });
    await chrome.tabs.reload(contexts[0]?.tabId ?? chrome.tabs.TAB_ID_NONE);
  } else {
    await chrome.windows.create({ type: 'popup', url, focused: true, ...WINDOW_SIZE });
  }
}
