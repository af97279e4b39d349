// CallController when Voiso asks to wait: the same request is sent again while the card shows it.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Reply } from '../../../extension/src/protocol.ts';
import { CallSetup } from '../support/call-setup.ts';
import { clickOn, PLACED, TARGET } from '../support/fake-card.ts';
import { flushPromises } from '../support/flush-promises.ts';

const RATE_LIMITED: Reply = {
  type: 'failure',
  code: 'rate_limited',
  params: { retry_after_s: 7, may_retry: true },
  detail: '',
};
const OTHER_TARGET = { ...TARGET, number: '+14155550101' };

let setup: CallSetup;
beforeEach(() => {
  setup = new CallSetup();
});

test('retry: the same request is sent again after the wait', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  setup.replyTo = () => (setup.calls.length < 3 ? RATE_LIMITED : PLACED);
  setup.controller.call(clickOn(TARGET));
  await flushPromises();
  assert.deepEqual(setup.card.states, ['calling', 'retry_wait']);
  t.mock.timers.tick(6_999);
  await flushPromises();
  assert.equal(setup.calls.length, 1);
  for (const count of [2, 3]) {
    t.mock.timers.tick(7_000);
    await flushPromises();
    assert.equal(setup.calls.length, count);
  }
  assert.deepEqual(setup.calls[2], setup.calls[0]);
  assert.deepEqual(setup.card.states, [
    'calling',
    'retry_wait',
    'calling',
    'retry_wait',
    'calling',
    'placed',
  ]);
});

test('retry: during the wait, a click on the number and hovering another change nothing', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  setup.replyTo = () => RATE_LIMITED;
  setup.controller.call(clickOn(TARGET));
  await flushPromises();
  setup.controller.call(clickOn(TARGET));
  setup.controller.showHoverCard(clickOn(OTHER_TARGET));
  await flushPromises();
  assert.deepEqual(setup.card.states, ['calling', 'retry_wait']);
  assert.equal(setup.calls.length, 1);
});

for (const [action, cancel] of [
  ['closing the card', () => setup.card.close()],
  ['calling another number', () => setup.controller.call(clickOn(OTHER_TARGET))],
] as const) {
  test(`retry: ${action} cancels the wait`, async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    setup.replyTo = ({ number }) => (number === TARGET.number ? RATE_LIMITED : PLACED);
    setup.controller.call(clickOn(TARGET));
    await flushPromises();
    cancel();
    t.mock.timers.tick(60_000);
    await flushPromises();
    assert.equal(setup.calls.filter(({ number }) => number === TARGET.number).length, 1);
    setup.controller.call(clickOn(TARGET));
    await flushPromises();
    assert.equal(new Set(setup.calls.map(({ request_id }) => request_id)).size, setup.calls.length);
    assert.equal(setup.card.shown.at(-1)?.type, 'retry_wait', 'the number can be called again');
  });
}

test('retry: without permission to retry, the card shows a failure', async () => {
  const params = { retry_after_s: 600, may_retry: false };
  setup.replyTo = () => ({ ...RATE_LIMITED, params }) as Reply;
  setup.controller.call(clickOn(TARGET));
  await flushPromises();
  assert.deepEqual(setup.card.states, ['calling', 'failed']);
});
