// Copies a call ID for the agent, who needs it to report a call.

import { t } from './i18n.ts';

/**
 * Copy the text of an element, and show on the button whether that worked. If it did not, as in a frame that
 * may not write to the clipboard, the text is selected: the agent can copy it with the keyboard.
 */
export async function copyCallId(element: HTMLElement, button: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(element.textContent ?? '');
    button.textContent = t('copied');
  } catch {
    button.textContent = t('copy_failed');
    getSelection()?.selectAllChildren(element);
  }
}
