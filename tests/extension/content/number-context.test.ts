// The words before a number, by which the popup's list names it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastWords } from '../../../extension/src/content/number-context.ts';

const TEXTS: [text: string, words: string][] = [
  ['Sales: ', 'Sales'],
  ['Anna Smith\n   Accounts  | Tel.: ', 'Anna Smith Accounts | Tel'],
  ['Sales +44 20 7946 0000, support (', 'support'], // what is before another number is about that one
  ['+44 20 7946 0000 / ', ''],
  ['☎ ', ''],
  ['Room 12: ', 'Room 12'],
  ['\u202eelas: ', 'elas'], // nothing turns round what is drawn
  [
    'For everything else please write to us or call our friendly front desk at ',
    '…us or call our friendly front desk at',
  ],
];
for (const [text, words] of TEXTS) {
  test(`lastWords: ${JSON.stringify(text)} is "${words}"`, () => {
    assert.equal(lastWords(text), words);
  });
}
