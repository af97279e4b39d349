// CallController: one call for one gesture, and what the card shows.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { CallController } from '../../../extension/src/content/call-controller.ts';
import type { Card } from '../../../extension/src/content/card/card.ts';
import type { PlaceCall, Reply, Request } from '../../../extension/src/protocol.ts';
import { clickOn, FakeCard, noAnchor, PLACED, TARGET } from '../support/fake-card.ts';
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

/** The question that the card shows last. */
function question() {
  const state = card.shown.at(-1);
  assert.ok(state?.type === 'confirm');
  return state;
}

test('call: places the call first and then asks for details of the number', async () => {
  controller.call(clickOn(TARGET));
  await flushPromises();
  const [call, check] = requests;
  assert.ok(call?.type === 'place_call');
  const { request_id, ...fields } = call;
  const { originalText: original_text, ...number } = TARGET;
  assert.match(request_id, /^[A-Za-z0-9_-]{8,64}$/);
  assert.deepEqual(fields, { type: 'place_call', ...number, original_text, trigger: 'click' });
  assert.deepEqual(check, { type: 'check_number', ...number, original_text });
  assert.equal(requests.length, 2);
  assert.deepEqual(card.states, ['calling', 'placed']);
});

test('call: while a call is in flight, another click only shows its card', async () => {
  let place: (reply: Reply) => void = () => {};
  replyTo = () => new Promise(resolve => (place = resolve));
  controller.call(clickOn(TARGET));
  controller.call(clickOn(TARGET));
  controller.showHoverCard(clickOn(TARGET));
  await flushPromises();
  assert.equal(calls().length, 1);
  assert.deepEqual(card.states, ['calling', 'calling']);
  place(PLACED);
  await flushPromises();
  replyTo = () => PLACED;
  controller.call(clickOn(TARGET));
  await flushPromises();
  assert.equal(calls().length, 2, 'a click after the reply is a new call');
  assert.notEqual(calls()[0]?.request_id, calls()[1]?.request_id);
});

test('call: a confirmed call is the same request with the reasons that the agent has seen', async () => {
  replyTo = ({ confirmed }) => (confirmed ? PLACED : CONFIRM_PREMIUM);
  controller.call(clickOn(TARGET));
  await flushPromises();
  assert.equal(calls().length, 1, 'nothing is sent again before the agent confirms');
  question().call();
  await flushPromises();
  const [first, second] = calls();
  assert.deepEqual(second, { ...first, confirmed: ['premium_rate'] });
  assert.equal(card.shown.at(-1)?.type, 'placed');
});

test('call: a closed card opens again for a failure, not for a placed call', async () => {
  controller.call(clickOn(TARGET));
  card.close();
  await flushPromises();
  assert.deepEqual(card.states, ['calling']);
  const params = { outcome: 'unknown' };
  replyTo = () => ({ type: 'failure', code: 'call_outcome_unknown', params, detail: '' });
  controller.call(clickOn(TARGET));
  card.close();
  await flushPromises();
  assert.deepEqual(card.states, ['calling', 'calling', 'failed']);
  assert.ok(card.isShowing(TARGET.number));
});

test('call: a fax number is called once, after the card has asked', async () => {
  controller.call(clickOn(FAX));
  await flushPromises();
  assert.equal(calls().length, 0);
  assert.deepEqual(question().reasons, ['fax']);
  question().call();
  await flushPromises();
  assert.equal(calls().length, 1);
  assert.equal(calls()[0]?.confirmed, undefined, 'the host did not ask');
  assert.equal(card.shown.at(-1)?.type, 'placed');
});

test('call: an expensive fax number is confirmed twice and is one request', async () => {
  replyTo = ({ confirmed }) => (confirmed ? PLACED : CONFIRM_PREMIUM);
  controller.call(clickOn(FAX));
  for (const reason of ['fax', 'premium_rate']) {
    await flushPromises();
    assert.deepEqual(question().reasons, [reason]);
    question().call();
  }
  await flushPromises();
  assert.equal(new Set(calls().map(({ request_id }) => request_id)).size, 1);
  assert.equal(card.shown.at(-1)?.type, 'placed');
});

test('showHoverCard: calls nobody until its button is pressed', async () => {
  controller.showHoverCard(clickOn(TARGET));
  await flushPromises();
  assert.equal(calls().length, 0);
  const offer = card.shown.at(-1);
  assert.ok(offer?.type === 'offer');
  offer.call();
  await flushPromises();
  assert.equal(calls().length, 1);
});

test('showHoverCard: a number that has changed is neither shown nor called', async () => {
  let isUnchanged = true;
  const args = { ...clickOn(TARGET), isUnchanged: () => isUnchanged };
  controller.showHoverCard(args);
  isUnchanged = false;
  const offer = card.shown.at(-1);
  assert.ok(offer?.type === 'offer');
  offer.call();
  controller.showCard(args);
  await flushPromises();
  assert.equal(calls().length, 0);
  assert.deepEqual(card.states, ['offer']);
});

test('showTooltip: does not replace a card, and becomes a card on request', () => {
  controller.showTooltip(clickOn(TARGET));
  controller.showTooltip(clickOn(TARGET));
  controller.showHoverCard(clickOn(TARGET));
  assert.deepEqual(card.states, ['tooltip']);
  const tooltip = card.shown[0];
  assert.ok(tooltip?.type === 'tooltip');
  tooltip.more();
  assert.deepEqual(card.states, ['tooltip', 'offer']);
  card.isShowingCall = true;
  controller.showTooltip(clickOn({ ...TARGET, number: '+14155550101' }));
  assert.deepEqual(card.states, ['tooltip', 'offer']);
});

test('warmUp: is sent once for many numbers in a short time', async () => {
  controller.warmUp();
  controller.warmUp();
  await flushPromises();
  assert.deepEqual(requests, [{ type: 'warm_up' }]);
});

test('onCallUpdate: shows a call from the menu, and sends it again without the page', async () => {
  const request: PlaceCall = { ...MENU_CALL, page: 'https://crm.example' };
  const reply: Reply = { type: 'confirmation_needed', reasons: ['shared_cost'], params: {} };
  controller.onCallUpdate({ type: 'call_started', request }, noAnchor);
  controller.onCallUpdate({ type: 'call_finished', request_id: 'made-by-menu', reply }, noAnchor);
  await flushPromises();
  assert.equal(calls().length, 0, 'the service worker has sent it');
  question().call();
  await flushPromises();
  assert.deepEqual(calls(), [{ ...MENU_CALL, confirmed: ['shared_cost'] }]);
});

test('onCallUpdate: the end of an unknown call is not shown', () => {
  controller.onCallUpdate(
    { type: 'call_finished', request_id: 'of-another-page', reply: PLACED as never },
    noAnchor,
  );
  assert.deepEqual(card.states, []);
});

test('onCallUpdate: a menu call without an end is a failure with an unknown outcome', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  controller.onCallUpdate({ type: 'call_started', request: MENU_CALL }, noAnchor);
  t.mock.timers.tick(75_000);
  const state = card.shown.at(-1);
  assert.ok(state?.type === 'failed');
  assert.equal(state.failure.code, 'host_silent');
  assert.equal(state.failure.params.outcome, 'unknown');
});
