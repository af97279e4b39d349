// CallController: one call for one gesture, and what the card shows.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { PlaceCall, Reply } from '../../../extension/src/protocol.ts';
import { CallSetup } from '../support/call-setup.ts';
import { clickOn, noAnchor, PLACED, TARGET } from '../support/fake-card.ts';
import { flushPromises } from '../support/flush-promises.ts';

const FAX = { ...TARGET, label: 'fax' } as const;
const CONFIRM_PREMIUM: Reply = { type: 'confirmation_needed', reasons: ['premium_rate'], params: {} };
const MENU_CALL: PlaceCall = {
  type: 'place_call',
  request_id: 'made-by-menu',
  number: TARGET.number,
  original_text: TARGET.originalText,
  region: TARGET.region,
  trigger: 'menu',
};

let setup: CallSetup;
beforeEach(() => {
  setup = new CallSetup();
});

/** The question that the card shows last. */
function question() {
  const state = setup.card.shown.at(-1);
  assert.ok(state?.type === 'confirm');
  return state;
}

test('call: places the call first and then asks for details of the number', async () => {
  setup.controller.call(clickOn(TARGET));
  await flushPromises();
  const [call, check] = setup.requests;
  assert.ok(call?.type === 'place_call');
  const { request_id, ...fields } = call;
  const { originalText: original_text, ...number } = TARGET;
  assert.match(request_id, /^[A-Za-z0-9_-]{8,64}$/);
  assert.deepEqual(fields, { type: 'place_call', ...number, original_text, trigger: 'click' });
  assert.deepEqual(check, { type: 'check_number', ...number, original_text });
  assert.equal(setup.requests.length, 2);
  assert.deepEqual(setup.card.states, ['calling', 'placed']);
});

test('call: while a call is in flight, another click only shows its card', async () => {
  let place: (reply: Reply) => void = () => {};
  setup.replyTo = () => new Promise(resolve => (place = resolve));
  setup.controller.call(clickOn(TARGET));
  setup.controller.call(clickOn(TARGET));
  setup.controller.showHoverCard(clickOn(TARGET));
  await flushPromises();
  assert.equal(setup.calls.length, 1);
  assert.deepEqual(setup.card.states, ['calling', 'calling']);
  place(PLACED);
  await flushPromises();
  setup.replyTo = () => PLACED;
  setup.controller.call(clickOn(TARGET));
  await flushPromises();
  assert.equal(setup.calls.length, 2, 'a click after the reply is a new call');
  assert.notEqual(setup.calls[0]?.request_id, setup.calls[1]?.request_id);
});

test('call: a confirmed call is the same request with the reasons that the agent has seen', async () => {
  setup.replyTo = ({ confirmed }) => (confirmed ? PLACED : CONFIRM_PREMIUM);
  setup.controller.call(clickOn(TARGET));
  await flushPromises();
  assert.equal(setup.calls.length, 1, 'nothing is sent again before the agent confirms');
  question().call();
  await flushPromises();
  const [first, second] = setup.calls;
  assert.deepEqual(second, { ...first, confirmed: ['premium_rate'] });
  assert.equal(setup.card.shown.at(-1)?.type, 'placed');
});

test('call: a closed card opens again for a failure, not for a placed call', async () => {
  setup.controller.call(clickOn(TARGET));
  setup.card.close();
  await flushPromises();
  assert.deepEqual(setup.card.states, ['calling']);
  const params = { outcome: 'unknown' };
  setup.replyTo = () => ({ type: 'failure', code: 'call_outcome_unknown', params, detail: '' });
  setup.controller.call(clickOn(TARGET));
  setup.card.close();
  await flushPromises();
  assert.deepEqual(setup.card.states, ['calling', 'calling', 'failed']);
  assert.ok(setup.card.isShowing(TARGET.number));
});

test('call: a fax number is called once, after the card has asked', async () => {
  setup.controller.call(clickOn(FAX));
  await flushPromises();
  assert.equal(setup.calls.length, 0);
  assert.deepEqual(question().reasons, ['fax']);
  question().call();
  await flushPromises();
  assert.equal(setup.calls.length, 1);
  assert.equal(setup.calls[0]?.confirmed, undefined, 'the host did not ask');
  assert.equal(setup.card.shown.at(-1)?.type, 'placed');
});

test('call: an expensive fax number is confirmed twice and is one request', async () => {
  setup.replyTo = ({ confirmed }) => (confirmed ? PLACED : CONFIRM_PREMIUM);
  setup.controller.call(clickOn(FAX));
  for (const reason of ['fax', 'premium_rate']) {
    await flushPromises();
    assert.deepEqual(question().reasons, [reason]);
    question().call();
  }
  await flushPromises();
  assert.equal(new Set(setup.calls.map(({ request_id }) => request_id)).size, 1);
  assert.equal(setup.card.shown.at(-1)?.type, 'placed');
});

test('showHoverCard: calls nobody until its button is pressed', async () => {
  setup.controller.showHoverCard(clickOn(TARGET));
  await flushPromises();
  assert.equal(setup.calls.length, 0);
  const offer = setup.card.shown.at(-1);
  assert.ok(offer?.type === 'offer');
  offer.call();
  await flushPromises();
  assert.equal(setup.calls.length, 1);
});

test('showHoverCard: a number that has changed is neither shown nor called', async () => {
  let isUnchanged = true;
  const args = { ...clickOn(TARGET), isUnchanged: () => isUnchanged };
  setup.controller.showHoverCard(args);
  isUnchanged = false;
  const offer = setup.card.shown.at(-1);
  assert.ok(offer?.type === 'offer');
  offer.call();
  setup.controller.showCard(args);
  await flushPromises();
  assert.equal(setup.calls.length, 0);
  assert.deepEqual(setup.card.states, ['offer']);
});

test('showTooltip: does not replace a card, and becomes a card on request', () => {
  setup.controller.showTooltip(clickOn(TARGET));
  setup.controller.showTooltip(clickOn(TARGET));
  setup.controller.showHoverCard(clickOn(TARGET));
  assert.deepEqual(setup.card.states, ['tooltip']);
  const tooltip = setup.card.shown[0];
  assert.ok(tooltip?.type === 'tooltip');
  tooltip.more();
  assert.deepEqual(setup.card.states, ['tooltip', 'offer']);
  setup.card.isShowingCall = true;
  setup.controller.showTooltip(clickOn({ ...TARGET, number: '+14155550101' }));
  assert.deepEqual(setup.card.states, ['tooltip', 'offer']);
});

test('warmUp: is sent once for many numbers in a short time', async () => {
  setup.controller.warmUp();
  setup.controller.warmUp();
  await flushPromises();
  assert.deepEqual(setup.requests, [{ type: 'warm_up' }]);
});

test('onCallUpdate: shows a call from the menu, and sends it again without the page', async () => {
  const request: PlaceCall = { ...MENU_CALL, page_origin: 'https://crm.example' };
  const reply: Reply = { type: 'confirmation_needed', reasons: ['shared_cost'], params: {} };
  setup.controller.onCallUpdate({ type: 'call_started', request }, noAnchor);
  setup.controller.onCallUpdate({ type: 'call_finished', request_id: 'made-by-menu', reply }, noAnchor);
  await flushPromises();
  assert.equal(setup.calls.length, 0, 'the background script has sent it');
  question().call();
  await flushPromises();
  assert.deepEqual(setup.calls, [{ ...MENU_CALL, confirmed: ['shared_cost'] }]);
});

test('onCallUpdate: the end of an unknown call is not shown', () => {
  setup.controller.onCallUpdate(
    { type: 'call_finished', request_id: 'of-another-page', reply: PLACED as never },
    noAnchor,
  );
  assert.deepEqual(setup.card.states, []);
});

test('onCallUpdate: a menu call without an end is a failure with an unknown outcome', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  setup.controller.onCallUpdate({ type: 'call_started', request: MENU_CALL }, noAnchor);
  t.mock.timers.tick(75_000);
  const state = setup.card.shown.at(-1);
  assert.ok(state?.type === 'failed');
  assert.equal(state.failure.code, 'host_silent');
  assert.equal(state.failure.params.outcome, 'unknown');
});
