// Numbers in a form field, by its value and by the caret's offset in it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  type Field,
  targetAtCaret,
  targetsInField,
} from '../../../../extension/src/content/scan/form-fields.ts';

const field = (value: string): Field => ({ value }) as Field;

const CARETS: [value: string, caret: number, number: string | undefined][] = [
  ['+1 415 555 0100', 0, '+14155550100'],
  ['  Tel. +1 415 555 0100  ', 0, undefined], // with other text, only at the number itself
  ['  +1 415 555 0100.', 0, '+14155550100'],
  ['Tel. +1 415 555 0100', 8, '+14155550100'],
  ['(415) 555-0100', 3, '+14155550100'],
  ['+1 415 555 0100, +1 415 555 0101', 0, '+14155550100'],
  ['+1 415 555 0100, +1 415 555 0101', 20, '+14155550101'],
  ['+1 415 555 0100\n+1 415 555 0101', 15, '+14155550100'],
  ['+1 415 555 0100\n+1 415 555 0101', 16, '+14155550101'],
  ['+1 415 555\n0100', 3, undefined],
  [`${'x '.repeat(5_000)}+1 415 555 0100${' x'.repeat(5_000)}`, 10_004, '+14155550100'],
  ['no number', 3, undefined],
  ['', 0, undefined],
];

for (const [value, caret, number] of CARETS) {
  test(`targetAtCaret: ${number ?? 'none'} at ${caret} in ${JSON.stringify(value.slice(0, 40))}`, () => {
    assert.equal(targetAtCaret(field(value), caret, 'US')?.number, number);
  });
}

test('targetsInField: returns all numbers of a value with their original text', () => {
  const targets = targetsInField(field('(415) 555-0100 ext. 7\nFax +1 415 555 0101'), 'US');
  assert.deepEqual(
    targets.map(({ number, extension, originalText, label }) => [number, extension, originalText, label]),
    [
      ['+14155550100', '7', '(415) 555-0100', undefined],
      ['+14155550101', undefined, '+1 415 555 0101', 'fax'],
    ],
  );
});
