// Tests of the automaton against regular expressions, in the notation of generate_plans.py.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PatternAutomaton } from '../../../../extension/src/finder/metadata/pattern-automaton.ts';

const ONE_OR_TWO = String.fromCharCode(0x100 + (1 << 1) + (1 << 2)); // the digit class [12]

const PATTERNS: [pattern: string, expression: RegExp][] = [
  ['12d', /^12\d$/],
  ['0?C', /^0?\d{3}$/],
  [`${ONE_OR_TWO}5`, /^[12]5$/],
  ['(1|23)4', /^(?:1|23)4$/],
  ['(1(2|3)?)?4', /^(?:1(?:2|3)?)?4$/],
  ['1{2,3}d{1,2}', /^1{2,3}\d{1,2}$/],
  ['', /^$/],
];

const DIGITS = Array.from({ length: 1_000 }, (_, number) => [`${number}`, `0${number}`, `1${number}`]).flat();

test('matchBits tells which patterns match all digits', () => {
  const automaton = new PatternAutomaton(PATTERNS.map(([pattern]) => pattern));
  for (const digits of ['', ...DIGITS]) {
    const expected = PATTERNS.reduce(
      (bits, [, expression], index) => bits | (expression.test(digits) ? 1 << index : 0),
      0,
    );
    assert.equal(automaton.matchBits(digits), expected, digits);
  }
});

test('matchesPrefix tells whether a pattern matches the first digits', () => {
  const automaton = new PatternAutomaton(['12d', '4(5|67)']);
  for (const digits of DIGITS)
    assert.equal(automaton.matchesPrefix(digits), /^(?:12\d|4(?:5|67))/.test(digits), digits);
});
