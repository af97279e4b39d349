// Looks up texts of _locales. The browser chooses the language: its own, or English where the extension lacks it.

import type en from '../_locales/en/messages.json';

/** A key of _locales/en/messages.json. */
export type MessageKey = keyof typeof en;

/** The part before `_one` and `_other` of keys that have a text for each plural category. */
type CountKey = {
  [K in MessageKey]: K extends `${infer Base}_other`
    ? `${Base}_one` extends MessageKey
      ? Base
      : never
    : never;
}[MessageKey];

/** Return a text with its placeholders $1, $2 … replaced. */
export function t(key: MessageKey, ...substitutions: string[]): string {
  return chrome.i18n.getMessage(key, substitutions);
}

/** Return the text for a number of things, as the grammar of its language wants it; the number is $1. */
export function countText(key: CountKey, count: number, shownCount = formatNumber(count)): string {
  const category = new Intl.PluralRules(textLanguage()).select(count);
  // English has fewer categories than the types of the keys can tell; fractions and millions are `other` here.
  return (
    chrome.i18n.getMessage(`${key}_${category}`, [shownCount]) ||
    chrome.i18n.getMessage(`${key}_other`, [shownCount])
  );
}

/** Format a whole number. */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat(textLanguage()).format(value);
}

/**
 * Return the language of the texts, a BCP 47 tag: the browser's with its country, such as `de-AT`, where the texts
 * are in that language. Numbers and dates inside of texts are formatted in it too.
 */
export function textLanguage(): string {
  const language = t('language');
  const browserLanguage = new Intl.Locale(chrome.i18n.getUILanguage().replaceAll('_', '-'));
  return browserLanguage.language === language ? browserLanguage.toString() : language;
}

/** Return the direction in which the texts are read: `ltr` or `rtl`. */
export function textDirection(): string {
  return t('text_direction');
}
