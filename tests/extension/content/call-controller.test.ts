// One gesture, one call: what is asked of the host and what the card shows.

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

test('a click asks for the call first and then what is known of the number', async () => {
  dialling.call(CALLEE, 'click', nowhere);
  await flushPromises();
  assert.deepEqual(
    asked.map(({ type }) => type),
    ['place_call', 'check_number'],
  );
  const { request_id, ...rest } = calls()[0] as PlaceCall;
  assert.match(request_id, /^[A-Za-z0-9_-]{8,64}$/);
  const { originalText: original_text, ...number } = CALLEE;
  assert.deepEqual(rest, { type: 'place_call', ...number, original_text, trigger: 'click' });
  assert.deepEqual(card.states, ['calling', 'placed']);
});

test('while a call is under way another click on the number only shows it', async () => {
  let place: (reply: Reply) => void = () => {};
  answer = () => new Promise(resolve => (place = resolve));
  dialling.call(CALLEE, 'click', nowhere);
  dialling.call(CALLEE, 'click', nowhere);
  dialling.showHoverCard(CALLEE, 'click', nowhere);
  await flushPromises();
  assert.equal(calls().length, 1);
  assert.deepEqual(card.states, ['calling', 'calling']);
  place(PLACED);
  await flushPromises();
  answer = () => PLACED;
  dialling.call(CALLEE, 'click', nowhere);
  await flushPromises();
  assert.equal(calls().length, 2, 'a new gesture after the answer is a new call');
  assert.notEqual(calls()[0]?.request_id, calls()[1]?.request_id);
});

test('a confirmed call is the same request with the reasons the agent has seen', async () => {
  answer = ({ confirmed }) =>
    confirmed ? PLACED : { type: 'confirmation_needed', reasons: ['premium_rate'], params: {} };
  dialling.call(CALLEE, 'click', nowhere);
  await flushPromises();
  const asking = card.shown.at(-1);
  assert.ok(asking?.type === 'confirm');
  assert.equal(calls().length, 1, 'nothing is sent again before the agent says so');
  asking.call();
  await flushPromises();
  const [first, second] = calls();
  assert.deepEqual(second, { ...first, confirmed: ['premium_rate'] });
  assert.equal(card.shown.at(-1)?.type, 'placed');
});

test('an offer calls nobody until its button is pressed', async () => {
  dialling.showHoverCard(CALLEE, 'click', nowhere);
  await flushPromises();
  assert.equal(calls().length, 0);
  const offer = card.shown.at(-1);
  assert.ok(offer?.type === 'offer');
  offer.call();
  await flushPromises();
  assert.equal(calls().length, 1);
});

test('a card that was closed comes back for bad news, not for good', async () => {
  dialling.call(CALLEE, 'click', nowhere);
  card.close();
  await flushPromises();
  assert.deepEqual(card.states, ['calling']);
  answer = () => ({
    type: 'failure',
    code: 'call_outcome_unknown',
    params: { outcome: 'unknown' },
    detail: '',
  });
  dialling.call(CALLEE, 'click', nowhere);
  card.close();
  await flushPromises();
  assert.deepEqual(card.states, ['calling', 'calling', 'failed']);
  assert.ok(card.isShowing(CALLEE.number));
});

test('a call from the menu is shown as it goes, and sent again without the page that the worker said', async () => {
  const request: PlaceCall = {
    type: 'place_call',
    request_id: 'made-by-menu',
    ...CALLEE,
    page: 'https://crm.example',
    trigger: 'menu',
  };
  dialling.onCallUpdate({ type: 'call_started', request }, nowhere);
  dialling.onCallUpdate(
    {
      type: 'call_finished',
      request_id: 'made-by-menu',
      reply: { type: 'confirmation_needed', reasons: ['shared_cost'], params: {} },
    },
    nowhere,
  );
  await flushPromises();
  assert.equal(calls().length, 0, 'the worker has placed it');
  const asking = card.shown.at(-1);
  assert.ok(asking?.type === 'confirm');
  asking.call();
  await flushPromises();
  const { page: _, ...expected } = request;
  assert.deepEqual(calls(), [{ ...expected, confirmed: ['shared_cost'] }]);
});

test('an answer to a request that this page does not know is not shown', () => {
  dialling.onCallUpdate(
    { type: 'call_finished', request_id: 'of-another-page', reply: PLACED as never },
    nowhere,
  );
  assert.deepEqual(card.states, []);
});

test('the connection is warmed up once for many numbers rested on', async () => {
  dialling.warmUp();
  dialling.warmUp();
  await flushPromises();
  assert.deepEqual(asked, [{ type: 'warm_up' }]);
});

test('a call from the menu whose worker says no more may be ringing', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const request: PlaceCall = { type: 'place_call', request_id: 'made-by-menu', ...CALLEE, trigger: 'menu' };
  dialling.onCallUpdate({ type: 'call_started', request }, nowhere);
  t.mock.timers.tick(75_000);
  const shown = card.shown.at(-1);
  assert.ok(shown?.type === 'failed');
  assert.equal(shown.failure.code, 'host_silent');
  assert.equal(shown.failure.params.outcome, 'unknown');
});

const FAX = { ...CALLEE, label: 'fax' } as const;

test('a fax is called once, after the card has asked', async () => {
  dialling.call(FAX, 'click', nowhere);
  await flushPromises();
  assert.equal(calls().length, 0);
  const asking = card.shown.at(-1);
  assert.ok(asking?.type === 'confirm');
  assert.deepEqual(asking.reasons, ['fax']);
  asking.call();
  await flushPromises();
  assert.equal(calls().length, 1);
  assert.equal(calls()[0]?.confirmed, undefined, 'the host has asked nothing');
  assert.equal(card.shown.at(-1)?.type, 'placed');
});

test('a fax that costs extra is asked about twice, and is one request', async () => {
  answer = ({ confirmed }) =>
    confirmed ? PLACED : { type: 'confirmation_needed', reasons: ['premium_rate'], params: {} };
  dialling.call(FAX, 'click', nowhere);
  for (const reason of ['fax', 'premium_rate']) {
    await flushPromises();
    const asking = card.shown.at(-1);
    assert.ok(asking?.type === 'confirm');
    assert.deepEqual(asking.reasons, [reason]);
    asking.call();
  }
  await flushPromises();
  assert.equal(new Set(calls().map(({ request_id }) => request_id)).size, 1);
  assert.equal(card.shown.at(-1)?.type, 'placed');
});

test('a glimpse shows nothing of what the card tells already, and more when it is asked', () => {
  dialling.showTooltip(CALLEE, 'click', nowhere);
  dialling.showTooltip(CALLEE, 'click', nowhere);
  dialling.showHoverCard(CALLEE, 'click', nowhere);
  assert.deepEqual(card.states, ['tooltip']);
  const glimpse = card.shown[0];
  assert.ok(glimpse?.type === 'tooltip');
  glimpse.more();
  assert.deepEqual(card.states, ['tooltip', 'offer']);
  card.isShowingCall = true;
  dialling.showTooltip({ ...CALLEE, number: '+14155550101' }, 'click', nowhere);
  assert.deepEqual(card.states, ['tooltip', 'offer']);
});
