// Puts the texts of the browser's language into a page of the extension.

import { type MessageKey, t, uiLanguage } from './i18n.ts';

/** Replace the text and the placeholders of all elements that name a key of _locales. */
export function localizeDocument(): void {
  document.documentElement.lang = uiLanguage();
  for (const element of document.querySelectorAll<HTMLElement>('[data-i18n]')) {
    element.textContent = t(element.dataset.i18n as MessageKey);
  }
  for (const input of document.querySelectorAll<HTMLInputElement>('[data-i18n-placeholder]')) {
    input.placeholder = t(input.dataset.i18nPlaceholder as MessageKey);
  }
}
