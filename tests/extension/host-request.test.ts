// requestHost always resolves, also on a page that was opened before the extension was updated.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { newCall, requestHost } from '../../extension/src/host-request.ts';
import type { Failure } from '../../extension/src/protocol.ts';
import { fakeChrome } from './support/fake-chrome.ts';
import { replies } from './support/fake-port.ts';
import { PLACE_CALL as call } from './support/message-fixtures.ts';

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

function fakeWorker(sendMessage: (request: unknown) => Promise<unknown>): void {
  fakeChrome({ runtime: { id: 'own', sendMessage } });
}

async function failedCall(): Promise<Failure> {
  const reply = await requestHost(call);
  assert.ok(reply.type === 'failure');
  return reply;
}

test('requestHost: passes on request and reply unchanged', async () => {
  const sent: unknown[] = [];
  fakeWorker(async request => {
    sent.push(request);
    return replies.place_call;
  });
  assert.deepEqual(await requestHost(call), replies.place_call);
  assert.deepEqual(sent, [call]);
});

const OUTDATED_PAGES = [
  ['no runtime', () => fakeChrome({ runtime: undefined })],
  ['no id', () => fakeChrome({ runtime: {} })],
  ['a rejection', () => fakeWorker(() => Promise.reject(new Error('Extension context invalidated.')))],
  [
    'an exception',
    () =>
      fakeWorker(() => {
        throw new Error('Extension context invalidated.');
      }),
  ],
] as const;
for (const [how, arrange] of OUTDATED_PAGES) {
  test(`requestHost: on an outdated page (${how}) asks to reload it, and nothing was dialled`, async () => {
    arrange();
    const { code, params } = await failedCall();
    assert.deepEqual([code, params], ['version_mismatch', { update: 'page' }]);
  });
}

test('requestHost: a message without a receiver was not sent', async () => {
  fakeWorker(() =>
    Promise.reject(new Error('Could not establish connection. Receiving end does not exist.')),
  );
  const { code, params } = await failedCall();
  assert.deepEqual([code, params], ['host_silent', {}]);
});

test('requestHost: the outcome of a call is unknown if the worker stops before it replies', async () => {
  fakeWorker(() => Promise.reject(new Error('The message port closed before a response was received.')));
  const { code, params } = await failedCall();
  assert.deepEqual([code, params], ['host_silent', { outcome: 'unknown' }]);
});

test('requestHost: a worker that never replies is host_silent after 75 seconds', async () => {
  fakeWorker(() => new Promise(() => {}));
  const answer = failedCall();
  mock.timers.tick(75_000);
  const { code, params } = await answer;
  assert.deepEqual([code, params], ['host_silent', { outcome: 'unknown' }]);
});

test('requestHost: a request that is not a call has no unknown outcome', async () => {
  fakeWorker(async () => undefined);
  const reply = await requestHost({ type: 'warm_up' });
  assert.ok(reply.type === 'failure');
  assert.deepEqual(reply.params, {});
});

test('newCall: IDs have the format of the protocol and differ', () => {
  const ids = Array.from({ length: 100 }, () => newCall(call).request_id);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{8,64}$/);
});

test('newCall: has an ID of its own, whatever other fields an object from elsewhere has', () => {
  const { type: _type, ...fields } = call;
  const made = newCall({ ...fields, type: 'clear_history' } as typeof fields);
  assert.equal(made.type, 'place_call');
  assert.notEqual(made.request_id, call.request_id);
});
