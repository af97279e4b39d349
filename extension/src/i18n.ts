// Looks up texts of _locales, in the browser's language.

import type en from '../_locales/en/messages.json';

/** A key of _locales/en/messages.json. */
export type MessageKey = keyof typeof en;

/** Return a text with its placeholders $1, $2 … replaced. */
export function t(key: MessageKey, ...substitutions: string[]): string {
  return chrome.i18n.getMessage(key, substitutions);
}

/** Return the browser's language, a BCP 47 tag. */
export function uiLanguage(): string {
  return chrome.i18n.getUILanguage();
}

/** Return the locales for `Intl`, the preferred one first. */
export function locales(): string[] {
  return [uiLanguage(), 'en'];
}
