// Calls through the background script: what a taken-over page forges is refused, and costly calls are asked.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { PlaceCall, Reason, Reply } from '../../../extension/src/protocol.ts';
import { BackgroundSetup, card, innerFrame, ORIGIN, page, popup, TAB } from '../support/background-setup.ts';
import { PLACED } from '../support/fake-background.ts';
import { flushPromises } from '../support/flush-promises.ts';

const CLICK: PlaceCall = {
  type: 'place_call',
  request_id: 'request-1',
  number: '+14155550100',
  original_text: '(415) 555-0100',
  region: 'US',
  trigger: 'click',
};
const needs = (...reasons: Reason[]): Reply => ({ type: 'confirmation_needed', reasons, params: {} });

let setup: BackgroundSetup;

beforeEach(() => {
  setup = new BackgroundSetup();
});

async function assertRefused(message: object, sender: typeof page): Promise<void> {
  const placed = setup.placed.length;
  const reply = await setup.send(message, sender);
  assert.deepEqual([reply.type, reply.code], ['failure', 'invalid_request']);
  assert.equal(setup.placed.length, placed, 'nothing reached the host');
}

test('a page calls at once where the agent allowed it, and the browser states its origin', async () => {
  setup.allowOneClick();
  assert.equal((await setup.send(CLICK, page)).type, 'call_placed');
  assert.deepEqual(setup.placed, [{ ...CLICK, page_origin: ORIGIN }]);
});

test('a call is one message to the host, and what it knows already is not asked again', async () => {
  setup.allowOneClick();
  await setup.send(CLICK, page);
  assert.deepEqual(
    setup.requests.map(({ type }) => type),
    ['place_call'],
  );
});

test('a page calls at once where the administrator preset it, also if agents may allow nothing', async () => {
  setup.local.items.one_click_policy = { agents_may_allow: false, origins: [ORIGIN] };
  assert.equal((await setup.send(CLICK, page)).type, 'call_placed');
});

const UNTRUSTED: [what: string, items: object, origin?: string][] = [
  ['the agent has decided nothing', {}],
  ['the agent has declined', { one_click: { [ORIGIN]: false } }],
  [
    'another origin is allowed',
    { one_click: { 'https://crm.example:8443': true, 'http://crm.example': true } },
  ],
  [
    'the administrator forbids it',
    { one_click: { [ORIGIN]: true }, one_click_policy: { agents_may_allow: false, origins: [] } },
  ],
  ['the page is sandboxed', { one_click: { null: true, [ORIGIN]: true } }, 'null'],
  ['the page is a file', { one_click: { 'file://': true } }, 'file://'],
  ['the origin has the name of a property of every object', {}, 'constructor'],
];
for (const [what, items, origin = ORIGIN] of UNTRUSTED) {
  test(`a page does not call if ${what}`, async () => {
    Object.assign(setup.local.items, items);
    await assertRefused(CLICK, { ...page, origin });
  });
}

test('a frame in a page does not call, also if its own origin is allowed', async () => {
  setup.allowOneClick(innerFrame.origin);
  await assertRefused(CLICK, innerFrame);
});

const FORGED: [field: string, fields: Partial<PlaceCall>][] = [
  ['a confirmed reason', { confirmed: ['premium_rate'] }],
  ['an empty list of confirmed reasons', { confirmed: [] }],
  ['a caller ID', { caller_id: '442079460000' }],
  ['a CRM record', { source: { account_id: '1' } }],
  ['the origin of another page', { page_origin: 'https://bank.example' }],
  ['its own origin', { page_origin: ORIGIN }],
  ['that it is the popup', { trigger: 'popup' }],
];
for (const [what, fields] of FORGED) {
  test(`a taken-over page cannot send ${what}`, async () => {
    setup.allowOneClick();
    await assertRefused({ ...CLICK, ...fields }, page);
  });
}

test('a taken-over page cannot confirm what the agent was really asked', async () => {
  setup.allowOneClick();
  setup.replyTo = () => needs('just_called');
  await setup.send(CLICK, page);
  await assertRefused({ ...CLICK, confirmed: ['just_called'] }, page);
});

test('a card calls on every site, and says for which page', async () => {
  const call = { ...CLICK, page_origin: 'https://anywhere.example' };
  assert.equal((await setup.send(call, card)).type, 'call_placed');
  assert.deepEqual(setup.placed, [call]);
});

test('a card confirms only what was asked for this call', async () => {
  await assertRefused({ ...CLICK, confirmed: ['just_called'] }, card);
  setup.replyTo = () => needs('quiet_hours');
  await setup.send(CLICK, card);
  await assertRefused({ ...CLICK, confirmed: ['quiet_hours', 'just_called'] }, card);
  await assertRefused({ ...CLICK, request_id: 'request-2', confirmed: ['quiet_hours'] }, card);
  await setup.send({ ...CLICK, confirmed: ['quiet_hours'] }, card);
  assert.deepEqual(setup.placed.at(-1)?.confirmed, ['quiet_hours']);
});

test('reasons that were asked one after the other are confirmed together', async () => {
  setup.replyTo = ({ confirmed = [] }) => needs(confirmed.length === 0 ? 'quiet_hours' : 'just_called');
  await setup.send(CLICK, card);
  await setup.send({ ...CLICK, confirmed: ['quiet_hours'] }, card);
  await setup.send({ ...CLICK, confirmed: ['quiet_hours', 'just_called'] }, card);
  assert.equal(setup.placed.length, 3);
});

test('a question for a page’s call is confirmed on the card', async () => {
  setup.allowOneClick();
  setup.replyTo = () => needs('just_called');
  await setup.send(CLICK, page);
  const reply = await setup.send({ ...CLICK, page_origin: ORIGIN, confirmed: ['just_called'] }, card);
  assert.equal(reply.type, 'confirmation_needed', 'it reached the host');
});

for (const reason of ['premium_rate', 'shared_cost', 'personal', 'satellite'] as const) {
  test(`what costs extra (${reason}) is confirmed in the popup only`, async () => {
    setup.replyTo = () => needs(reason);
    await setup.send(CLICK, card);
    await assertRefused({ ...CLICK, confirmed: [reason] }, card);
    await setup.send({ ...CLICK, confirmed: [reason] }, popup);
    assert.deepEqual(setup.placed.at(-1)?.confirmed, [reason]);
  });
}

test('the popup too confirms only what was asked', async () => {
  await assertRefused({ ...CLICK, trigger: 'popup', confirmed: ['premium_rate'] }, popup);
});

test('a request ID belongs to the number that it was used for first', async () => {
  await setup.send(CLICK, card);
  for (const sender of [card, popup]) await assertRefused({ ...CLICK, number: '+14155550199' }, sender);
  setup.allowOneClick();
  await assertRefused({ ...CLICK, number: '+14155550199' }, page);
  await setup.send(CLICK, card);
  assert.equal(setup.placed.length, 2, 'the same number again, as after HTTP 429');
});

test('a request ID belongs to the region of its number: a national number is another one elsewhere', async () => {
  const national = { ...CLICK, number: '0900 1234567', region: 'DE' };
  await setup.send(national, card);
  await assertRefused({ ...national, region: 'AT' }, card);
  const { region: _, ...without } = national;
  await assertRefused(without, card);
});

test('two numbers with one request ID at the same time: only the first is placed', async () => {
  const replies = await Promise.all([
    setup.send(CLICK, card),
    setup.send({ ...CLICK, number: '+14155550199' }, card),
  ]);
  assert.deepEqual(
    replies.map(({ type }) => type),
    ['call_placed', 'failure'],
  );
});

test('questions and request IDs outlive a background script that the browser stops', async () => {
  setup.replyTo = () => needs('just_called');
  await setup.send(CLICK, card);
  setup.restart();
  await assertRefused({ ...CLICK, number: '+14155550199' }, card);
  await assertRefused({ ...CLICK, confirmed: ['quiet_hours'] }, card);
  await setup.send({ ...CLICK, confirmed: ['just_called'] }, card);
  assert.equal(setup.placed.length, 2);
});

async function question(tabId = TAB): Promise<unknown> {
  return (await setup.send({ type: 'take_question', tab_id: tabId }, popup)).question;
}

test('a costly call opens the popup with its question, until the agent has answered', async () => {
  setup.replyTo = () => needs('premium_rate', 'just_called');
  const reply = await setup.send(CLICK, card);
  assert.deepEqual(reply, needs('premium_rate', 'just_called'));
  await flushPromises();
  assert.equal(setup.openedPopups, 1);
  assert.deepEqual(await question(), { request: CLICK, needed: reply });
  assert.deepEqual(await question(), { request: CLICK, needed: reply }, 'it can be closed and opened again');
  assert.equal(await question(TAB + 1), null, 'another tab');
  await setup.send({ type: 'dismiss_question', tab_id: TAB }, popup);
  assert.equal(await question(), null);
});

test('a costly call of the popup itself is not asked a second time', async () => {
  setup.replyTo = () => needs('premium_rate');
  await setup.send({ ...CLICK, trigger: 'popup' }, popup);
  await flushPromises();
  assert.deepEqual([setup.openedPopups, await question()], [0, null]);
});

test('what becomes of a call of the popup is told, and asked again, only if that was closed meanwhile', async () => {
  const notified: string[] = [];
  let openPages: string[] = [];
  const getContexts = async () => openPages.map(documentUrl => ({ documentUrl }));
  Object.assign(chrome.runtime, { getContexts });
  Object.assign(chrome.tabs, { query: async () => [{ id: TAB }] });
  Object.assign(chrome, { notifications: { create: async (id: string) => notified.push(id) } });
  setup.replyTo = () => needs('quiet_hours');
  const place = async (call: PlaceCall): Promise<void> => {
    await setup.send(call, popup);
    await flushPromises();
  };
  const call: PlaceCall = { ...CLICK, trigger: 'popup' };
  for (const page of ['popup.html', `popup.html?tab=${TAB}`]) {
    openPages = [`chrome-extension://own/${page}`];
    await place(call);
  }
  assert.deepEqual([notified, setup.openedPopups, await question()], [[], 0, null]);

  openPages = ['chrome-extension://own/options.html'];
  await place(call);
  assert.deepEqual([notified, setup.openedPopups], [[CLICK.request_id], 1]);
  assert.deepEqual(await question(), { request: call, needed: needs('quiet_hours') });
  setup.replyTo = () => PLACED;
  await place({ ...call, confirmed: ['quiet_hours'] });
  assert.deepEqual(setup.placed.at(-1)?.confirmed, ['quiet_hours'], 'it can be confirmed');
  assert.deepEqual([notified.length, setup.openedPopups], [2, 1], 'there is nothing more to ask');
});

test('what costs nothing extra does not open the popup', async () => {
  setup.replyTo = () => needs('just_called');
  await setup.send(CLICK, card);
  await flushPromises();
  assert.deepEqual([setup.openedPopups, await question()], [0, null]);
});

test('a costly call from the context menu is asked in the popup too', async () => {
  setup.replyTo = () => needs('satellite');
  await setup.calls.placeFromBrowser({ ...CLICK, trigger: 'menu' }, TAB);
  await flushPromises();
  assert.equal(setup.openedPopups, 1);
});

const RECORD = { system: 'pipedrive', account_id: '7' };
const CRM_PAGE = { ...page, origin: 'https://acme.pipedrive.com' };
const RECORDS: [what: string, systems: string[], address: string, source: object | undefined][] = [
  ['the system is on', ['pipedrive'], `${CRM_PAGE.origin}/person/7`, RECORD],
  ['no system is on', [], `${CRM_PAGE.origin}/person/7`, undefined],
  ['another system is on', ['zoho'], `${CRM_PAGE.origin}/person/7`, undefined],
  ['the page shows no record', ['pipedrive'], `${CRM_PAGE.origin}/deals`, undefined],
  ['the page claims to be of another site', ['pipedrive'], 'https://other.pipedrive.com/person/7', undefined],
];
for (const [what, systems, address, source] of RECORDS) {
  test(`a call carries ${source ? 'the record' : 'no record'} of its page if ${what}`, async () => {
    setup.allowOneClick(CRM_PAGE.origin);
    setup.sync.items.record_systems = systems;
    setup.frameReply = { type: 'page_address', address };
    await setup.send(CLICK, CRM_PAGE);
    const fromCard = { ...CLICK, request_id: 'request-2', page_origin: CRM_PAGE.origin };
    await setup.send(fromCard, card);
    await setup.calls.placeFromBrowser({ ...fromCard, request_id: 'request-3', trigger: 'menu' }, TAB);
    assert.deepEqual(
      setup.placed.map(call => call.source),
      [source, source, source],
    );
    assert.equal(
      setup.frameMessages.length,
      systems.length === 0 ? 0 : 3,
      'the page is not asked without need',
    );
  });
}

test('a page that does not answer is called without a record', async () => {
  setup.allowOneClick(CRM_PAGE.origin);
  setup.sync.items.record_systems = ['pipedrive'];
  assert.equal((await setup.send(CLICK, CRM_PAGE)).type, 'call_placed');
  assert.equal(setup.placed[0]?.source, undefined);
});

test('a costly call is confirmed with its record', async () => {
  setup.sync.items.record_systems = ['pipedrive'];
  setup.frameReply = { type: 'page_address', address: `${CRM_PAGE.origin}/person/7` };
  setup.replyTo = () => needs('premium_rate');
  await setup.send({ ...CLICK, page_origin: CRM_PAGE.origin }, card);
  await flushPromises();
  const asked = (await question()) as { readonly request: PlaceCall };
  assert.deepEqual(asked.request.source, RECORD);
});

test('neither a page nor a card names a record itself', async () => {
  setup.allowOneClick();
  await assertRefused({ ...CLICK, source: RECORD }, page);
  await assertRefused({ ...CLICK, source: RECORD }, card);
});

test('was_requested: a card learns whether somebody who may has requested this call to this number', async () => {
  setup.allowOneClick();
  const wasRequested = async (request: object) =>
    (await setup.send({ type: 'was_requested', request }, card)).success;
  assert.equal(await wasRequested(CLICK), false);
  await assertRefused({ ...CLICK, source: { account_id: '1' } }, page);
  assert.equal(await wasRequested(CLICK), false, 'it was refused');
  await setup.send(CLICK, page);
  setup.restart();
  assert.equal(await wasRequested(CLICK), true, 'also after the browser has stopped the script');
  assert.equal(await wasRequested({ ...CLICK, number: '+14155550101' }), false);
  assert.equal(await wasRequested({ ...CLICK, region: 'GB' }), false);
  await assertRefused({ type: 'was_requested', request: CLICK }, page);
});
