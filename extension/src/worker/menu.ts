// The right-click menu: its two entries, and the call that a click on one of them asks for.

import { newRequestId } from '../ask.ts';
import { say } from '../i18n.ts';
import { linkText } from '../link.ts';
import { LIMITS, type PlaceCall } from '../protocol.ts';

/** Put the entries into the menu. The browser keeps them while the worker sleeps. */
export async function createMenu(): Promise<void> {
  await chrome.contextMenus.removeAll();
  // Install and start-up can come together; an entry that is there already is as it should be.
  const there = () => void chrome.runtime.lastError;
  chrome.contextMenus.create(
    { id: 'selection', contexts: ['selection'], title: say('menu_selection') },
    there,
  );
  chrome.contextMenus.create(
    { id: 'link', contexts: ['link'], targetUrlPatterns: ['tel:*'], title: say('menu_link') },
    there,
  );
}

/** Read the call out of a click. */
export function callFrom(
  info: Pick<chrome.contextMenus.OnClickData, 'menuItemId' | 'linkUrl' | 'selectionText'>,
  region: string | null,
): PlaceCall {
  const written = info.menuItemId === 'link' ? numberIn(info.linkUrl) : info.selectionText;
  const text = (written ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return {
    type: 'place_call',
    request_id: newRequestId(),
    number: text.slice(0, LIMITS.number),
    written: text.slice(0, LIMITS.written),
    ...(region ? { region } : {}),
    via: 'menu',
  };
}

/** Read the number of a tel: link. Its parameters (RFC 3966: extension, context) are not part of it. */
function numberIn(url = ''): string | undefined {
  return linkText(url).split(';', 1)[0];
}
