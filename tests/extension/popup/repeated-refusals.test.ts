// Which attempts the popup folds into one row of the last calls.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldRefusals } from '../../../extension/src/popup/repeated-refusals.ts';
import type { Call, History } from '../../../extension/src/protocol.ts';
import { REPLIES } from '../support/message-fixtures.ts';

const [CALL] = (REPLIES.history as History).calls as [Call];

function refused(
  seq: number,
  changes: Partial<Call> = {},
  code = 'too_many_calls',
  reason = 'too_many_today',
) {
  const failure = { type: 'failure', code, params: { reason, retry_after_s: seq }, detail: '' };
  return { ...CALL, seq, state: 'refused', failure, ...changes } as Call;
}

/** Return the `seq` of the calls of each row. */
function rows(...calls: Call[]): number[][] {
  return foldRefusals(calls).map(({ call, earlier }) => [call, ...earlier].map(({ seq }) => seq));
}

test('foldRefusals: attempts that one limit refused one after the other are one row, the newest first', () => {
  assert.deepEqual(rows(refused(4), refused(3), refused(2)), [[4, 3, 2]]);
});

test('foldRefusals: another number, extension or limit, or a call between them, is a row of its own', () => {
  const placed = { ...CALL, seq: 3, state: 'placed' } as Call;
  assert.deepEqual(rows(refused(4), placed, refused(2)), [[4], [3], [2]]);
  assert.deepEqual(rows(refused(4), refused(3, { number: '+14155550199' })), [[4], [3]]);
  assert.deepEqual(rows(refused(4), refused(3, { phone_extension: '7' })), [[4], [3]]);
  assert.deepEqual(rows(refused(4), refused(3, {}, 'too_many_calls', 'too_many_this_minute')), [[4], [3]]);
});

test('foldRefusals: calls that may be ringing, and those that something else refused, are rows of their own', () => {
  assert.deepEqual(rows(refused(4, { state: 'unknown' }), refused(3, { state: 'unknown' })), [[4], [3]]);
  assert.deepEqual(rows(refused(4, {}, 'agent_unavailable'), refused(3, {}, 'agent_unavailable')), [
    [4],
    [3],
  ]);
});
