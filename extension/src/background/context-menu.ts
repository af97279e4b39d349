// The right-click menu: its two entries, and the call that a click on one of them asks for.

import { parseTelLink } from '../finder/parse/tel-link.ts';
import { newRequestId } from '../host-request.ts';
import { t } from '../i18n.ts';
import { LIMITS, type PlaceCall } from '../protocol.ts';

/** Put the entries into the menu. The browser keeps them while the worker sleeps. */
export async function registerContextMenu(): Promise<void> {
  await chrome.contextMenus.removeAll();
  // Install and start-up can come together; an entry that is there already is as it should be.
  const there = () => void chrome.runtime.lastError;
  chrome.contextMenus.create({ id: 'selection', contexts: ['selection'], title: t('menu_selection') }, there);
  chrome.contextMenus.create(
    {
      id: 'link',
      contexts: ['link'],
      targetUrlPatterns: ['tel:*', 'callto:*', 'sip:*', 'sips:*'],
      title: t('menu_link'),
    },
    there,
  );
}

/** Read the call out of a click. */
export function requestFromClick(
  info: Pick<chrome.contextMenus.OnClickData, 'menuItemId' | 'linkUrl' | 'selectionText'>,
  region: string | null,
): PlaceCall {
  const { text, extension } =
    info.menuItemId === 'link'
      ? parseTelLink(info.linkUrl ?? '')
      : { text: (info.selectionText ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim() };
  return {
    type: 'place_call',
    request_id: newRequestId(),
    number: text.slice(0, LIMITS.number),
    original_text: text.slice(0, LIMITS.original_text),
    ...(region ? { region } : {}),
    ...(extension !== undefined && { extension }),
    trigger: 'menu',
  };
}
