// Copies what the agent needs elsewhere: a call ID to report a call, a PIN to enter.

import { t } from './i18n.ts';

/**
 * Copy the text of an element, and show on the button whether that worked. If it did not, as in a frame that
 * may not write to the clipboard, the text is selected: the agent can copy it with the keyboard.
 */
export async function copyText(element: HTMLElement, button: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(element.textContent ?? '');
    button.textContent = t('copied');
  } catch {
    button.textContent = t('copy_failed');
    getSelection()?.selectAllChildren(element);
  }
}

/** Copy a text that is not shown. */
export async function copyHidden(text: string, button: HTMLElement): Promise<void> {
  const isCopied = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  button.textContent = t(isCopied ? 'copied' : 'copy_failed');
}
