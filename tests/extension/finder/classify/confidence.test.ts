// Tests of the confidence in a number, its type, country and label.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from '../../../../extension/src/finder/find.ts';

const CONFIDENCES: [text: string, region: string, confidence: number][] = [
  ['030/23125-012', 'DE', 0.8], // the branch belongs to the group before it
  ['030/23125012', 'DE', 0.8],
  ['0912-345-678', 'SE', 0.75],
  ['call 0800 123 4567', 'NL', 0.95], // its groups are no format of the country
];

for (const [text, region, confidence] of CONFIDENCES) {
  test(`confidence of ${JSON.stringify(text)}`, () => {
    assert.equal(find(text, region)[0]?.confidence.toFixed(2), confidence.toFixed(2));
  });
}

test('a fax number has a label', () => {
  assert.deepEqual(
    find('Phone 415-555-0100, Fax 415-555-0101', 'US').map(({ label }) => label),
    [undefined, 'fax'],
  );
});

test('a number has a type, a country and a confidence', () => {
  const [found] = find('Call 0800 157 0192', 'GB');
  assert.deepEqual([found?.numberType, found?.country], ['toll_free', 'GB']);
  assert.ok(found && found.confidence > 0.9 && found.confidence <= 1);
});
