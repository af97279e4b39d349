// Every message is answered, also when its handler throws.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Failure } from '../../extension/src/protocol.ts';
import { respond } from '../../extension/src/respond.ts';

function replyOf<T>(handle: () => T | Promise<T>): Promise<T | Failure> {
  return new Promise(resolve => {
    assert.equal(respond(resolve, handle), true, 'the browser keeps the channel open');
  });
}

test('respond sends what the handler returns', async () => {
  assert.equal(await replyOf(() => 'now'), 'now');
  assert.equal(await replyOf(async () => 'later'), 'later');
});

test('respond sends an internal failure if the handler throws or rejects', async () => {
  const expected = { type: 'failure', code: 'internal', params: {}, detail: 'Error: broken' };
  const fail = (): string => {
    throw new Error('broken');
  };
  assert.deepEqual(await replyOf(fail), expected);
  assert.deepEqual(await replyOf(async () => fail()), expected);
});
