// Which texts of a page the popup shows in place of a number.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPlain, shownNumber, spells } from '../../extension/src/number-text.ts';

const TEXTS: [text: string, plain: boolean][] = [
  ['+1 415 555 0410', true],
  ['+1 (415) 555-0410 ext. 7', true],
  ['1-800-FLOWERS', true],
  ['06 12 34\u00a056\u202f78', true],
  ['+49 30\u20131234567', true],
  ['+1 415 555 \u202e0410\u202c', false],
  ['+1 \u2067415 555\u2069 0410', false],
  ['+1 415 \u200f555 0410', false],
  ['+1 415 555 04\u200b10', false],
  ['+1 415 555 0410 שלוחה 7', false],
  ['+1 415 555 \u0660\u0664\u0661\u0660', false],
  ['+44 20 7946\u2003\u20030958', false],
  ['+49-30-1234567---89', false],
  ['+49 - 30 - 12 - 34 - 56 - 7', false],
  ['+1 415\n555 0410', false],
  ['', false],
];
for (const [text, plain] of TEXTS) {
  test(`isPlain: ${JSON.stringify(text)} is ${plain ? '' : 'not '}read as it is written`, () => {
    assert.equal(isPlain(text), plain);
  });
}

test('spells: the digits of the number in its order, and no letters', () => {
  assert.equal(spells('+1 (415) 555-0410', '+14155550410'), true);
  assert.equal(spells('(415) 555-0410', '+14155550410'), false);
  assert.equal(spells('+1 415 555 0410 x', '+14155550410'), false);
  assert.equal(spells('+1 415 555 0140', '+14155550410'), false);
});

test('shownNumber: a number is shown in the groups of the page if nothing but its digits is written there', () => {
  assert.equal(shownNumber('+14155550410', '+1 415 555 0410'), '+1 415 555 0410');
  for (const text of [undefined, '(415) 555-0410', '+1 415 555 0411', '+1 415 555 \u202e0410\u202c'])
    assert.equal(shownNumber('+14155550410', text), '+14155550410');
});
