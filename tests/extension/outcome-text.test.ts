// How a call ended, in words: each disposition has its own, and only a conversation has a duration.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { outcomeText } from '../../extension/src/outcome-text.ts';
import { type Call, DISPOSITIONS, type Outcome } from '../../extension/src/protocol.ts';
import { fakeChrome } from './support/fake-chrome.ts';

before(() => fakeChrome());

const textOf = (outcome: Outcome | null): string | null => outcomeText({ outcome } as Call);

test('outcomeText: every disposition has its own words', () => {
  const texts = [...DISPOSITIONS, null].map(disposition => textOf({ disposition, duration_s: null }));
  assert.equal(new Set(texts).size, DISPOSITIONS.length + 1);
  for (const text of texts) assert.match(text ?? '', /^\p{Lu}[\p{L} ]+$/u);
});

for (const [outcome, text] of [
  [null, null],
  [{ disposition: 'answered', duration_s: 125 }, 'Answered · 2:05'],
  [{ disposition: 'answered', duration_s: 0 }, 'Answered · 0:00'],
  [{ disposition: 'machine_answered', duration_s: 3725 }, 'A machine answered · 1:02:05'],
  [{ disposition: 'no_answer', duration_s: 30 }, 'No answer'],
  [{ disposition: null, duration_s: 30 }, 'Ended'],
] satisfies [Outcome | null, string | null][]) {
  test(`outcomeText: ${JSON.stringify(outcome)} is ${text}`, () => {
    assert.equal(textOf(outcome), text);
  });
}
