// Texts that count, and the language in which numbers are formatted.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import ar from '../../extension/_locales/ar/messages.json';
import en from '../../extension/_locales/en/messages.json';
import pl from '../../extension/_locales/pl/messages.json';
import { countText, textDirection, textLanguage } from '../../extension/src/i18n.ts';

/** Set a browser with a language of its own, and the texts that it has chosen. */
function useBrowser(language: string, texts: Record<string, { message: string }>): void {
  const i18n = {
    getUILanguage: () => language,
    getMessage: (key: string, [value = '']: string[] = []) => texts[key]?.message.replace('$1', value) ?? '',
  };
  Object.assign(globalThis, { chrome: { i18n } });
}

for (const [count, text] of [
  [1, 'Pokaż 1 numer'],
  [3, 'Pokaż wszystkie 3 numery'],
  [12, 'Pokaż wszystkie numery (12)'],
  [22, 'Pokaż wszystkie 22 numery'],
] as const) {
  test(`countText: ${count} in Polish`, () => {
    useBrowser('pl', pl);
    assert.equal(countText('onpage_all', count), text);
  });
}

test('countText: two things in Arabic need no digit', () => {
  useBrowser('ar', ar);
  assert.equal(countText('onpage_all', 2), ar.onpage_all_two.message);
});

test('countText: the rules are those of the texts, not those of the browser', () => {
  useBrowser('cs', en); // Czech has other categories than English
  assert.equal(countText('onpage_all', 3), 'Show all 3 numbers');
});

test('textLanguage: the browser’s with its country, where the texts are in it', () => {
  useBrowser('en-GB', en);
  assert.equal(textLanguage(), 'en-GB');
  useBrowser('nl-BE', en);
  assert.equal(textLanguage(), 'en');
  useBrowser('ar', ar);
  assert.equal(textDirection(), 'rtl');
});
