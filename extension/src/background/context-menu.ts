// The entries of the context menu, and the call that a click on one of them asks for.

import { parseTelLink } from '../finder/parse/tel-link.ts';
import { PHONE_SCHEMES } from '../finder/parse/tel-schemes.ts';
import { newRequestId } from '../host-request.ts';
import { t } from '../i18n.ts';
import { MAX_LENGTHS, type PlaceCall } from '../protocol.ts';

/** Create the entries. The browser keeps them while the background script is stopped. */
export async function registerContextMenu(): Promise<void> {
  await chrome.contextMenus.removeAll();
  // Installation and startup may happen together: then the entries exist already, which is not an error.
  const ignoreError = () => void chrome.runtime.lastError;
  chrome.contextMenus.create(
    { id: 'selection', contexts: ['selection'], title: t('menu_selection') },
    ignoreError,
  );
  chrome.contextMenus.create(
    {
      id: 'link',
      contexts: ['link'],
      targetUrlPatterns: PHONE_SCHEMES.map(scheme => `${scheme}:*`),
      title: t('menu_link'),
    },
    ignoreError,
  );
}

/** Build the request for a click on an entry. */
export function requestFromClick(
  click: Pick<chrome.contextMenus.OnClickData, 'menuItemId' | 'linkUrl' | 'selectionText'>,
  region: string | null,
): PlaceCall {
  const { text, extension } =
    click.menuItemId === 'link'
      ? parseTelLink(click.linkUrl ?? '')
      : { text: (click.selectionText ?? '').replace(/[\s\p{Cc}]+/gu, ' ').trim() };
  return {
    type: 'place_call',
    request_id: newRequestId(),
    number: text.slice(0, MAX_LENGTHS.number),
    original_text: text.slice(0, MAX_LENGTHS.original_text),
    ...(region ? { region } : {}),
    ...(extension !== undefined && { phone_extension: extension }),
    trigger: 'menu',
  };
}
