// Takes the number in the clipboard where a keyboard command has opened the popup for it; it only fills the field.

import { takeClipboardRequest } from '../clipboard-request.ts';
import { button, byPart } from '../dom.ts';
import { t } from '../i18n.ts';
import { hasPermission } from '../optional-permissions.ts';

/** Pass on the text in the clipboard if the popup was opened for it. */
export async function showClipboard(onText: (text: string) => void): Promise<void> {
  if (!(await takeClipboardRequest())) return;
  const text = (await hasPermission('clipboardRead')) ? await readClipboard() : undefined;
  if (text?.trim()) onText(text.trim());
  else showNote(text === undefined ? t('clipboard_not_allowed') : t('clipboard_empty'), text === undefined);
}

async function readClipboard(): Promise<string | undefined> {
  // Chromium lets only a document with the focus read it, and the popup may just be opening.
  if (!document.hasFocus())
    await new Promise(resolve => window.addEventListener('focus', resolve, { once: true }));
  return navigator.clipboard.readText().catch(() => undefined);
}

function showNote(text: string, isSettingMissing: boolean): void {
  const note = byPart('clipboard-note');
  const openSettings = () => void chrome.runtime.openOptionsPage();
  note.replaceChildren(
    `${text} `,
    ...(isSettingMissing ? [button({}, t('popup_open_options'), openSettings)] : []),
  );
  note.hidden = false;
}
