// The ticks of the set-up: a value that Voiso did not accept is not done, although it is saved.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { failure } from '../../../extension/src/failures.ts';
import type { Step } from '../../../extension/src/options/page-advice.ts';
import { stepStates } from '../../../extension/src/options/step-states.ts';
import type { Status } from '../../../extension/src/protocol.ts';
import { REPLIES } from '../support/message-fixtures.ts';

const STATUS = { ...(REPLIES.status as Status), missing: [], problem: null };
const statesOf = (changes: Partial<Status>, ...faults: Step[]) =>
  Object.values(stepStates({ ...STATUS, ...changes }, new Set(faults)));

test('stepStates: what is set is done, and open again once Voiso did not accept it', () => {
  assert.deepEqual(statesOf({}), ['done', 'done', 'done']);
  assert.deepEqual(statesOf({}, 'account'), ['open', 'done', 'done']);
  assert.deepEqual(statesOf({}, 'agent', 'calls'), ['done', 'open', 'open']);
});

test('stepStates: what is missing is open; an agent is found only with an account', () => {
  assert.deepEqual(statesOf({ missing: ['api_key'] }), ['open', 'locked', 'done']);
  assert.deepEqual(statesOf({ missing: ['user_id'], user_id: null, default_region: null }), [
    'done',
    'open',
    'open',
  ]);
});

test('stepStates: nothing is known without a host, or of settings that cannot be read', () => {
  assert.deepEqual(Object.values(stepStates(undefined, new Set())), [undefined, 'locked', undefined]);
  const problem = failure('not_configured', '', { field: 'policy.x', line: 7 });
  assert.deepEqual(statesOf({ cluster: null, problem }), [undefined, 'locked', undefined]);
});
