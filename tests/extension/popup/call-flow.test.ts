// The calls of the popup: one that waits is placed only while that is shown, and a popup that is opened again tells.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import type { BackgroundMessage } from '../../../extension/src/context-messages.ts';
import { failure } from '../../../extension/src/failures.ts';
import type { Call, PlaceCall, Reply } from '../../../extension/src/protocol.ts';
import { PLACED } from '../support/fake-background.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { fakePage } from '../support/fake-page.ts';
import { FakeStorageArea } from '../support/fake-storage.ts';
import { flushPromises } from '../support/flush-promises.ts';
import { PLACE_CALL, REPLIES } from '../support/message-fixtures.ts';

const part = fakePage();
part('caller-id-line').hidden = true;
const { dismissResult, initCallFlow, placeCall, showLastCall } = await import(
  '../../../extension/src/popup/call-flow.ts'
);

const CALL: PlaceCall = { ...PLACE_CALL, request_id: 'request-of-the-popup', trigger: 'popup' };
const OTHER: PlaceCall = { ...CALL, request_id: 'another-request' };
const RATE_LIMITED = failure('rate_limited', '', { retry_after_s: 7, may_retry: true });
const UNREADABLE = failure('host_crashed', '');

let placed: PlaceCall[];
let replyTo: (call: PlaceCall) => Reply | Promise<Reply>;
let histories: Reply[]; // what the host says next; the last one again and again
let session: FakeStorageArea;
let finished: [id: string, mayBeRinging: boolean][];
let isBusy: boolean;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  placed = [];
  histories = [history()];
  session = new FakeStorageArea();
  finished = [];
  isBusy = false;
  const sendMessage = async (message: BackgroundMessage): Promise<Reply | undefined> => {
    if (message.type === 'get_history') return histories.length > 1 ? histories.shift() : histories[0];
    if (message.type !== 'place_call') return undefined;
    placed.push(message);
    return replyTo(message);
  };
  fakeChrome({ runtime: { id: 'own', sendMessage }, storage: { session } });
  initCallFlow({
    onBusy: value => {
      isBusy = value;
    },
    onFinished: (call, mayBeRinging) => finished.push([call.request_id, mayBeRinging]),
  });
});

function history(state?: Call['state']): Reply {
  const known = (REPLIES.history as { calls: Call[] }).calls[0] as Call;
  const outcome = state === 'placed' ? { call_id: '5c1f' } : { call_id: null, failure: null };
  const calls = state ? [{ ...known, ...outcome, request_id: CALL.request_id, state }] : [];
  return { ...(REPLIES.history as Reply & { type: 'history' }), calls };
}

function remember(call: PlaceCall): void {
  session.items.popup_call = { call, placedAt: Date.now() };
}

/** Let the time pass, and everything happen that waits for it. */
async function pass(seconds: number): Promise<void> {
  for (let half = 0; half < seconds * 2; half++) {
    await flushPromises();
    mock.timers.tick(500);
  }
  await flushPromises();
}

test('a call that waits is not placed any more when the agent goes on to another number, and that is said', async () => {
  replyTo = () => RATE_LIMITED;
  placeCall(CALL);
  await pass(2);
  assert.match(part('result').textContent, /Calling again in/);
  dismissResult();
  assert.match(part('result').textContent, /Cancelled/);
  assert.deepEqual([isBusy, finished], [false, [[CALL.request_id, false]]]);
  await pass(60);
  assert.equal(placed.length, 1);
  replyTo = () => PLACED;
  placeCall(OTHER);
  await pass(1);
  assert.match(part('result').textContent, /\+1 415-555-0100/);
  dismissResult();
  assert.equal(part('result').hidden, true, 'a result is only removed');
});

test('a call that is being placed still gets its result when the agent goes on to another number', async () => {
  let answer: (reply: Reply) => void = () => {};
  replyTo = () =>
    new Promise(resolve => {
      answer = resolve;
    });
  placeCall(CALL);
  await flushPromises();
  dismissResult();
  assert.match(part('result').textContent, /Calling/);
  assert.ok(session.items.popup_call, 'also if the popup is closed now');
  answer(PLACED);
  await pass(1);
  assert.equal(part('result').dataset.kind, 'success');
});

test('opened again, the popup tells the outcome also if the history cannot be read for a moment', async () => {
  remember(CALL);
  histories = [UNREADABLE, history('dialing'), UNREADABLE, UNREADABLE, history('placed')];
  const isShown = showLastCall();
  await pass(4);
  await isShown;
  assert.equal(part('result').dataset.kind, 'success');
  assert.deepEqual([isBusy, finished], [false, [[CALL.request_id, true]]], 'the list of calls is read again');
});

test('opened again, the popup says so if the outcome cannot be learned', async () => {
  remember(CALL);
  histories = [history('dialing'), UNREADABLE];
  const isShown = showLastCall();
  await pass(8);
  await isShown;
  assert.equal(part('result').dataset.kind, 'unknown');
  assert.deepEqual([isBusy, finished], [false, [[CALL.request_id, true]]]);
});

test('opened again, the popup does not show the last call over one that was just begun', async () => {
  remember(CALL);
  replyTo = () => new Promise(() => {}); // this is the last test: the call does not end
  histories = [history('placed')];
  const { get } = session;
  let reads = 0;
  session.get = async keys => {
    const items = await get.call(session, keys);
    if (++reads === 2) placeCall(OTHER); // while it is looked up a last time
    return items;
  };
  await showLastCall();
  assert.match(part('result').textContent, /Calling/);
});
