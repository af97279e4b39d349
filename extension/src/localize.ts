// Puts texts into a page of the extension, and sets its language and direction.

import { type MessageKey, t, textDirection, textLanguage } from './i18n.ts';

/** Replace the text and the placeholders of all elements that name a key of _locales. */
export function localizeDocument(): void {
  document.documentElement.lang = textLanguage();
  document.documentElement.dir = textDirection();
  for (const element of document.querySelectorAll<HTMLElement>('[data-i18n]')) {
    element.textContent = t(element.dataset.i18n as MessageKey);
  }
  for (const input of document.querySelectorAll<HTMLInputElement>('[data-i18n-placeholder]')) {
    input.placeholder = t(input.dataset.i18nPlaceholder as MessageKey);
  }
}
