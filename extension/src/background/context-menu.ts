// The entries of the context menu, and the number that a click on one of them means.

import { type CallSubject, textSubject } from '../call-subject.ts';
import { parseTelLink } from '../finder/parse/tel-link.ts';
import { PHONE_SCHEMES } from '../finder/parse/tel-schemes.ts';
import { t } from '../i18n.ts';

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
  chrome.contextMenus.create({ id: 'page', contexts: ['page'], title: t('menu_page') }, ignoreError);
}

/** Return the number that a click on an entry means; `region` is that of the page's numbers. */
export function subjectFromClick(
  click: Pick<chrome.contextMenus.OnClickData, 'menuItemId' | 'linkUrl' | 'selectionText'>,
  region: string | null,
): CallSubject {
  if (click.menuItemId !== 'link') return textSubject(click.selectionText ?? '', region, 'menu');
  const { text, extension } = parseTelLink(click.linkUrl ?? '');
  return {
    ...textSubject(text, region, 'menu'),
    ...(extension !== undefined && { phone_extension: extension }),
  };
}
