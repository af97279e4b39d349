// The popup writes a number in the host's groups, but never with other digits.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grouped, loadGroups } from '../../../extension/src/popup/number-groups.ts';
import { FakeBackground } from '../support/fake-background.ts';

function formatted(...international: string[]): { readonly [type: string]: unknown } {
  return { format_numbers: { type: 'numbers_formatted', international } };
}

test('grouped: what the host says; the host is asked once, for numbers with a country code', async () => {
  const background = new FakeBackground();
  background.replies = formatted('+44 20 7946 0000');
  assert.equal(grouped('+442079460000', '+4420 79460000'), '+4420 79460000');
  assert.equal(await loadGroups(['+442079460000', '+12', '020 7946 0000']), true);
  assert.equal(await loadGroups(['+442079460000']), false);
  assert.equal(grouped('+442079460000'), '+44 20 7946 0000');
  assert.deepEqual(background.messages, [{ type: 'format_numbers', numbers: ['+442079460000'] }]);
});

test('grouped: other digits than those of the number are not shown, nor a reply that is too short', async () => {
  new FakeBackground().replies = formatted('+1 415-555-0199');
  await loadGroups(['+14155550100', '+14155550101']);
  assert.deepEqual([grouped('+14155550100'), grouped('+14155550101')], ['+14155550100', '+14155550101']);
});

test('grouped: the host is asked again after a failure', async () => {
  const background = new FakeBackground();
  assert.equal(await loadGroups(['+14155550102']), false);
  background.replies = formatted('+1 415-555-0102');
  assert.equal(await loadGroups(['+14155550102']), true);
  assert.equal(grouped('+14155550102'), '+1 415-555-0102');
});
