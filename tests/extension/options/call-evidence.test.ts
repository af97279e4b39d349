// A test call tells what no other request of Voiso does; what it does not tell stays open.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { failure } from '../../../extension/src/failures.ts';
import { isOneOfTwo, withCallEvidence } from '../../../extension/src/options/call-evidence.ts';
import type { CallPlaced, SetupCheck } from '../../../extension/src/protocol.ts';

const CHECKS = (['agent', 'key_scope', 'click_to_call', 'agent_available'] as const).map(
  (name): SetupCheck => ({ name, outcome: 'not_checked', failure: null }),
);
const PLACED = { type: 'call_placed' } as CallPlaced;
const outcomes = (reply: Parameters<typeof withCallEvidence>[1]) =>
  withCallEvidence(CHECKS, reply).map(({ outcome }) => outcome);

test('withCallEvidence: a placed call proves the three points that only a call tells', () => {
  assert.deepEqual(outcomes(PLACED), ['not_checked', 'ok', 'ok', 'ok']);
  assert.deepEqual(outcomes(undefined), ['not_checked', 'not_checked', 'not_checked', 'not_checked']);
});

test('withCallEvidence: a refused call marks its cause, and a forbidden one both possible causes', () => {
  assert.deepEqual(outcomes(failure('agent_unavailable', '')).slice(1), [
    'not_checked',
    'not_checked',
    'failed',
  ]);
  assert.deepEqual(outcomes(failure('agent_unknown', ''))[0], 'failed');
  const forbidden = withCallEvidence(CHECKS, failure('permission_denied', ''));
  assert.deepEqual(
    forbidden.filter(isOneOfTwo).map(({ name }) => name),
    ['key_scope', 'click_to_call'],
  );
  assert.deepEqual(outcomes(failure('number_blocked', '')), outcomes(undefined));
});
