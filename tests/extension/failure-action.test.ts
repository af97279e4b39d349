// After a failure one action is offered, and calling again only if certainly nothing was dialled.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionAfter } from '../../extension/src/failure-action.ts';
import { failure } from '../../extension/src/failures.ts';
import { ERROR_CODES } from '../../extension/src/protocol.ts';

test('actionAfter: what may be ringing is never called again from there', () => {
  const actions = ERROR_CODES.map(code => actionAfter(failure(code, '', { outcome: 'unknown' })));
  assert.deepEqual(new Set(actions), new Set([null]));
  assert.equal(actionAfter(failure('call_outcome_unknown', '')), null);
});

test('actionAfter: what the agent corrects leads to the settings, a missing host to the command', () => {
  assert.equal(actionAfter(failure('agent_unavailable', '')), 'try_again');
  assert.equal(actionAfter(failure('key_rejected', '')), 'open_settings');
  assert.equal(actionAfter(failure('host_missing', '')), 'copy_command');
  assert.equal(actionAfter(failure('number_blocked', '')), null);
  assert.equal(actionAfter(failure('not_configured', '')), 'open_settings');
  assert.equal(actionAfter(failure('not_configured', '', { store: 'journal' })), null);
  assert.equal(actionAfter(failure('not_configured', '', { field: 'policy.x', line: 7 })), null);
  assert.equal(actionAfter(failure('not_configured', '', { field: 'user_id', line: 7 })), 'open_settings');
  assert.equal(
    actionAfter(failure('not_configured', '', { field: 'policy.x', cause: 'being_read' })),
    'try_again',
  );
  assert.equal(actionAfter(failure('request_rejected', '', { status: 404 })), 'open_settings');
  assert.equal(actionAfter(failure('request_rejected', '', { status: 422 })), null);
});
