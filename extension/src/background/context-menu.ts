// The right-click menu: its two entries, and the call that a click on one of them asks for.

import { linkNumber } from '../finder/parse/tel-link.ts';
import { newRequestId } from '../host-request.ts';
import { say } from '../i18n.ts';
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
    {
      id: 'link',
      contexts: ['link'],
      targetUrlPatterns: ['tel:*', 'callto:*', 'sip:*', 'sips:*'],
      title: say('menu_link'),
    },
    there,
  );
}

/** Read the call out of a click. */
export function callFrom(
  info: Pick<chrome.contextMenus.OnClickData, 'menuItemId' | 'linkUrl' | 'selectionText'>,
  region: string | null,
): PlaceCall {
  const { written, extension } =
    info.menuItemId === 'link'
      ? linkNumber(info.linkUrl ?? '')
      : { written: (info.selectionText ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim() };
  return {
    type: 'place_call',
    request_id: newRequestId(),
    number: written.slice(0, LIMITS.number),
    written: written.slice(0, LIMITS.written),
    ...(region ? { region } : {}),
    ...(extension !== undefined && { extension }),
    via: 'menu',
  };
}
