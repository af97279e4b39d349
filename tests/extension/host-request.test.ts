// Asking the service worker: an answer always comes, also from a page that outlived its extension.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import { newRequestId, requestHost } from '../../extension/src/host-request.ts';
import type { Failure, PlaceCall } from '../../extension/src/protocol.ts';
import callRequest from '../fixtures/messages/request_place_call.json';
import { fakeChrome } from './support/fake-chrome.ts';
import { replies } from './support/fake-port.ts';

const call = callRequest.request as PlaceCall;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

function worker(sendMessage: (request: unknown) => Promise<unknown>): void {
  fakeChrome({ runtime: { id: 'own', sendMessage } });
}

async function failure(): Promise<Failure> {
  const reply = await requestHost(call);
  assert.ok(reply.type === 'failure');
  return reply;
}

test('the request goes out as it is and the reply comes back as it is', async () => {
  const sent: unknown[] = [];
  worker(async request => {
    sent.push(request);
    return replies.place_call;
  });
  assert.deepEqual(await requestHost(call), replies.place_call);
  assert.deepEqual(sent, [call]);
});

const OUTDATED = [
  ['no runtime', () => fakeChrome({ runtime: undefined })],
  ['no id', () => fakeChrome({ runtime: {} })],
  ['a refusal', () => worker(() => Promise.reject(new Error('Extension context invalidated.')))],
  [
    'an exception',
    () =>
      worker(() => {
        throw new Error('Extension context invalidated.');
      }),
  ],
] as const;
for (const [how, arrange] of OUTDATED) {
  test(`a page from before an update (${how}) is to be reloaded, and nothing was dialled`, async () => {
    arrange();
    const { code, params } = await failure();
    assert.deepEqual([code, params], ['version_mismatch', { update: 'page' }]);
  });
}

test('a message that nobody took was not sent', async () => {
  worker(() => Promise.reject(new Error('Could not establish connection. Receiving end does not exist.')));
  const { code, params } = await failure();
  assert.deepEqual([code, params], ['host_silent', {}]);
});

test('a worker that ends before it answers leaves a call unknown', async () => {
  worker(() => Promise.reject(new Error('The message port closed before a response was received.')));
  const { code, params } = await failure();
  assert.deepEqual([code, params], ['host_silent', { outcome: 'unknown' }]);
});

test('a worker that never answers is waited for 75 seconds, not for ever', async () => {
  worker(() => new Promise(() => {}));
  const answer = failure();
  mock.timers.tick(75_000);
  const { code, params } = await answer;
  assert.deepEqual([code, params], ['host_silent', { outcome: 'unknown' }]);
});

test('a request that dials nothing has no unknown outcome', async () => {
  worker(async () => undefined);
  const reply = await requestHost({ type: 'warm_up' });
  assert.ok(reply.type === 'failure');
  assert.deepEqual(reply.params, {});
});

test('request ids are as the host wants them, and never the same', () => {
  const ids = Array.from({ length: 100 }, newRequestId);
  assert.equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^[A-Za-z0-9_-]{8,64}$/);
});
