// The tab that the popup is about: the one in front, or the one that its address names if it is a window.

import { activeTabId } from './active-tab.ts';

/** The name of the tab's ID in the address of a popup that is opened as a window of its own. */
export const POPUP_TAB_PARAMETER = 'tab';

/** Return the ID of the tab; undefined if there is none. */
export async function popupTabId(): Promise<number | undefined> {
  const parameter = new URLSearchParams(location.search).get(POPUP_TAB_PARAMETER);
  return parameter !== null && /^\d+$/.test(parameter) ? Number(parameter) : activeTabId();
}
