// While the settings cannot be read, no step may replace them by its empty fields but the one that corrects them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { failure } from '../../../extension/src/failures.ts';
import { statusForStep } from '../../../extension/src/options/problem.ts';
import type { ErrorParams, Status } from '../../../extension/src/protocol.ts';

const unread = (params: ErrorParams) =>
  ({ cluster: null, missing: [], problem: failure('not_configured', '', params) }) as unknown as Status;

test('statusForStep: a step is open if it corrects the setting that is wrong', () => {
  const status = unread({ field: 'user_id', line: 2 });
  assert.equal(statusForStep(status, 'user_id'), status);
  assert.equal(statusForStep(status, 'cluster'), undefined);
  assert.equal(statusForStep(status), undefined);
  assert.equal(statusForStep(unread({ field: 'policy.x', line: 7 }), 'user_id'), undefined);
});

test('statusForStep: all steps are open if the settings could be read, or do not exist', () => {
  const readable = { cluster: 'cc-test', missing: [], problem: null } as unknown as Status;
  const none = { ...unread({}), missing: ['cluster', 'user_id', 'api_key'] } as Status;
  for (const status of [readable, none]) assert.equal(statusForStep(status), status);
});
