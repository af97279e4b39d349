// After a failure one step is offered, and calling again only if certainly nothing was dialled.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepAfter } from '../../extension/src/failure-step.ts';
import { failure } from '../../extension/src/failures.ts';
import { ERROR_CODES } from '../../extension/src/protocol.ts';

test('stepAfter: what may be ringing is never called again from there', () => {
  const steps = ERROR_CODES.map(code => stepAfter(failure(code, '', { outcome: 'unknown' })));
  assert.deepEqual(new Set(steps), new Set([null]));
  assert.equal(stepAfter(failure('call_outcome_unknown', '')), null);
});

test('stepAfter: what the agent corrects leads to the settings, a missing host to the command', () => {
  assert.equal(stepAfter(failure('agent_unavailable', '')), 'try_again');
  assert.equal(stepAfter(failure('key_rejected', '')), 'open_settings');
  assert.equal(stepAfter(failure('host_missing', '')), 'copy_command');
  assert.equal(stepAfter(failure('number_blocked', '')), null);
  assert.equal(stepAfter(failure('not_configured', '')), 'open_settings');
  assert.equal(stepAfter(failure('not_configured', '', { store: 'journal' })), null);
  assert.equal(stepAfter(failure('not_configured', '', { field: 'policy.x', line: 7 })), null);
  assert.equal(stepAfter(failure('not_configured', '', { field: 'user_id', line: 7 })), 'open_settings');
  assert.equal(stepAfter(failure('request_rejected', '', { status: 404 })), 'open_settings');
  assert.equal(stepAfter(failure('request_rejected', '', { status: 422 })), null);
});
