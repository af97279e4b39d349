// A call that Voiso wants later: the same request, in sight of the agent, who may give it up.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { CallController } from '../../../extension/src/content/call-controller.ts';
import type { Card } from '../../../extension/src/content/card/card.ts';
import type { PlaceCall, Reply, Request } from '../../../extension/src/protocol.ts';
import { CALLEE, FakeCard, nowhere, PLACED } from '../support/fake-card.ts';
import { flushPromises } from '../support/flush-promises.ts';

let asked: Request[];
let answer: (request: PlaceCall) => Reply | Promise<Reply>;
let card: FakeCard;
let dialling: CallController;

beforeEach(() => {
  asked = [];
  answer = () => PLACED;
  card = new FakeCard();
  dialling = new CallController(card as unknown as Card);
  const sendMessage = async (request: Request) => {
    asked.push(request);
    if (request.type === 'place_call') return answer(request);
    return { type: 'failure', code: 'internal', params: {}, detail: '' };
  };
  Object.assign(globalThis, { chrome: { runtime: { id: 'a', sendMessage } } });
});

function calls(): PlaceCall[] {
  return asked.filter(request => request.type === 'place_call');
}

const LATER: Reply = {
  type: 'failure',
  code: 'rate_limited',
  params: { retry_after_s: 7, may_retry: true },
  detail: '',
};

test('a call that Voiso wants later is the same request, sent when the wait is over', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  answer = () => (calls().length < 3 ? LATER : PLACED);
  dialling.call(CALLEE, 'click', nowhere);
  await flushPromises();
  assert.deepEqual(card.states, ['calling', 'retry_wait']);
  t.mock.timers.tick(6_999);
  await flushPromises();
  assert.equal(calls().length, 1);
  for (const expected of [2, 3]) {
    t.mock.timers.tick(7_000);
    await flushPromises();
    assert.equal(calls().length, expected);
  }
  assert.deepEqual(calls()[2], calls()[0]);
  assert.deepEqual(card.states, ['calling', 'retry_wait', 'calling', 'retry_wait', 'calling', 'placed']);
});

test('while a call waits, a click on its number and a pointer on others change nothing', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  answer = () => LATER;
  dialling.call(CALLEE, 'click', nowhere);
  await flushPromises();
  dialling.call(CALLEE, 'click', nowhere);
  dialling.showHoverCard({ ...CALLEE, number: '+14155550101' }, 'click', nowhere);
  await flushPromises();
  assert.deepEqual(card.states, ['calling', 'retry_wait']);
  assert.equal(calls().length, 1);
});

for (const [how, giveUp] of [
  ['closes the card', () => card.close()],
  ['calls another number', () => dialling.call({ ...CALLEE, number: '+14155550101' }, 'click', nowhere)],
] as const) {
  test(`whoever ${how} waits no more`, async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    answer = ({ number }) => (number === CALLEE.number ? LATER : PLACED);
    dialling.call(CALLEE, 'click', nowhere);
    await flushPromises();
    giveUp();
    t.mock.timers.tick(60_000);
    await flushPromises();
    assert.equal(calls().filter(({ number }) => number === CALLEE.number).length, 1);
    dialling.call(CALLEE, 'click', nowhere);
    await flushPromises();
    assert.equal(new Set(calls().map(({ request_id }) => request_id)).size, calls().length);
    assert.equal(card.shown.at(-1)?.type, 'retry_wait', 'and may call again');
  });
}

test('where Voiso may not be asked again by itself, the card says how long to wait', async () => {
  answer = () => ({ ...LATER, params: { retry_after_s: 600, may_retry: false } }) as Reply;
  dialling.call(CALLEE, 'click', nowhere);
  await flushPromises();
  assert.deepEqual(card.states, ['calling', 'failed']);
});
