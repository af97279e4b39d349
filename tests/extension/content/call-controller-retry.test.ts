// CallController when Voiso asks to wait: the same request is sent again while the card shows it.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { CallController } from '../../../extension/src/content/call-controller.ts';
import type { Card } from '../../../extension/src/content/card/card.ts';
import type { PlaceCall, Reply, Request } from '../../../extension/src/protocol.ts';
import { clickOn, FakeCard, PLACED, TARGET } from '../support/fake-card.ts';
import { flushPromises } from '../support/flush-promises.ts';

const RATE_LIMITED: Reply = {
  type: 'failure',
  code: 'rate_limited',
  params: { retry_after_s: 7, may_retry: true },
  detail: '',
};
const OTHER_TARGET = { ...TARGET, number: '+14155550101' };

let requests: Request[];
let replyTo: (request: PlaceCall) => Reply | Promise<Reply>;
let card: FakeCard;
let controller: CallController;

beforeEach(() => {
  requests = [];
  replyTo = () => PLACED;
  card = new FakeCard();
  controller = new CallController(card as unknown as Card);
  const sendMessage = async (request: Request) => {
    requests.push(request);
    if (request.type === 'place_call') return replyTo(request);
    return { type: 'failure', code: 'internal', params: {}, detail: '' };
  };
  Object.assign(globalThis, { chrome: { runtime: { id: 'a', sendMessage } } });
});

function calls(): PlaceCall[] {
  return requests.filter(request => request.type === 'place_call');
}

test('retry: the same request is sent again after the wait', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  replyTo = () => (calls().length < 3 ? RATE_LIMITED : PLACED);
  controller.call(clickOn(TARGET));
  await flushPromises();
  assert.deepEqual(card.states, ['calling', 'retry_wait']);
  t.mock.timers.tick(6_999);
  await flushPromises();
  assert.equal(calls().length, 1);
  for (const count of [2, 3]) {
    t.mock.timers.tick(7_000);
    await flushPromises();
    assert.equal(calls().length, count);
  }
  assert.deepEqual(calls()[2], calls()[0]);
  assert.deepEqual(card.states, ['calling', 'retry_wait', 'calling', 'retry_wait', 'calling', 'placed']);
});

test('retry: during the wait, a click on the number and hovering another change nothing', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  replyTo = () => RATE_LIMITED;
  controller.call(clickOn(TARGET));
  await flushPromises();
  controller.call(clickOn(TARGET));
  controller.showHoverCard(clickOn(OTHER_TARGET));
  await flushPromises();
  assert.deepEqual(card.states, ['calling', 'retry_wait']);
  assert.equal(calls().length, 1);
});

for (const [action, cancel] of [
  ['closing the card', () => card.close()],
  ['calling another number', () => controller.call(clickOn(OTHER_TARGET))],
] as const) {
  test(`retry: ${action} cancels the wait`, async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    replyTo = ({ number }) => (number === TARGET.number ? RATE_LIMITED : PLACED);
    controller.call(clickOn(TARGET));
    await flushPromises();
    cancel();
    t.mock.timers.tick(60_000);
    await flushPromises();
    assert.equal(calls().filter(({ number }) => number === TARGET.number).length, 1);
    controller.call(clickOn(TARGET));
    await flushPromises();
    assert.equal(new Set(calls().map(({ request_id }) => request_id)).size, calls().length);
    assert.equal(card.shown.at(-1)?.type, 'retry_wait', 'the number can be called again');
  });
}

test('retry: without permission to retry, the card shows a failure', async () => {
  const params = { retry_after_s: 600, may_retry: false };
  replyTo = () => ({ ...RATE_LIMITED, params }) as Reply;
  controller.call(clickOn(TARGET));
  await flushPromises();
  assert.deepEqual(card.states, ['calling', 'failed']);
});
