// The number that a field offers, by its value and by where the pointer is in it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  type Field,
  targetAtCaret,
  targetsInField,
} from '../../../../extension/src/content/scan/form-fields.ts';

const field = (value: string): Field => ({ value }) as Field;

const POINTED: [value: string, place: number, number: string | undefined][] = [
  ['+1 415 555 0100', 0, '+14155550100'],
  ['  Tel. +1 415 555 0100  ', 0, undefined], // a word more: only where the number stands
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

for (const [value, place, number] of POINTED) {
  test(`at ${place} of ${JSON.stringify(value.slice(0, 40))} is ${number ?? 'none'}`, () => {
    assert.equal(targetAtCaret(field(value), place, 'US')?.number, number);
  });
}

test('all numbers of a value are told, each as it is written', () => {
  const found = targetsInField(field('(415) 555-0100 ext. 7\nFax +1 415 555 0101'), 'US');
  assert.deepEqual(
    found.map(({ number, extension, originalText, label }) => [number, extension, originalText, label]),
    [
      ['+14155550100', '7', '(415) 555-0100', undefined],
      ['+14155550101', undefined, '+1 415 555 0101', 'fax'],
    ],
  );
});
