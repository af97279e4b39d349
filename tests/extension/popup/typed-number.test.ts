// What is typed into the dial field is read without invisible characters, and the caret stays where it is.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numbersIn } from '../../../extension/src/popup/pasted-numbers.ts';
import {
  caretIn,
  isDigits,
  isNational,
  isSameNumber,
  visibleText,
} from '../../../extension/src/popup/typed-number.ts';

test('visibleText: removes direction marks, and writes one line', () => {
  assert.equal(visibleText('\u202b+972\u00a03\n555\u202c'), '+972 3 555');
});

test('isDigits: other signs, letters and extensions are the agent’s own writing', () => {
  assert.deepEqual(['+44 20', '\u200e020', '(020', '020-', 'ext', '☎'].map(isDigits), [
    ...[true, true],
    ...[false, false, false, false],
  ]);
});

test('isNational: a number without a country code', () => {
  assert.deepEqual(['020', '(020', '+44', '＋44', '', 'x'].map(isNational), [
    ...[true, true],
    ...[false, false, false, false],
  ]);
});

test('isSameNumber: also after the preview has put the digits into groups', () => {
  assert.ok(isSameNumber('+1 701-555-0150', '+1 701 555 0150'));
  assert.ok(isSameNumber('(415) 555-0100', '4155550100'));
  assert.ok(!isSameNumber('+1 701-555-0151', '+1 701 555 0150'));
  assert.ok(!isSameNumber('+1 701-555-0150', '1 701-555-0150'));
  assert.ok(!isSameNumber('+1 701-555-0150 ext. 7', '+1 701-555-0150'));
  assert.ok(!isSameNumber('', '+1 701-555-0150'));
});

const CARETS: [formatted: string, text: string, caret: number, expected: number][] = [
  ['+44 20 7946', '+44207946', 9, 11], // at the end
  ['+44 20 7946', '+44207946', 5, 6],
  ['020 7946', '0207946', 0, 0],
  ['(415) 555-0100', '4155550100', 3, 4],
  ['(415) 555-0100', '415555 0100', 6, 9],
];
for (const [formatted, text, caret, expected] of CARETS) {
  test(`caretIn: ${caret} in ${text} is ${expected} in ${formatted}`, () => {
    assert.equal(caretIn(formatted, text, caret), expected);
  });
}

const TEXTS: [text: string, numbers: string[]][] = [
  ['call \u202b+44 20 7946 0000\u202c on 12/05/2026', ['+44 20 7946 0000']],
  ['020 7946 0000 or +44 20 7946 0000', ['020 7946 0000']], // twice the same
  ['+1 415 555 0100 ext. 7, 📞 020 7946 0000', ['+1 415 555 0100 ext. 7', '020 7946 0000']],
  ['+49 30 1234567/68', ['+49 30 1234567', '+49 30 1234568']],
  ['no number at all', []],
];
for (const [text, numbers] of TEXTS) {
  test(`numbersIn: ${text}`, () => {
    assert.deepEqual(
      numbersIn(text, 'GB').map(found => found.text),
      numbers,
    );
  });
}
