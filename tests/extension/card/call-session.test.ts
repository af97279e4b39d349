// CallSession: what the card shows, and which requests its buttons send.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { CallSubject } from '../../../extension/src/call-subject.ts';
import { CallSession } from '../../../extension/src/card/call-session.ts';
import { Site } from '../../../extension/src/card/site.ts';
import type { MessageFromCard, StateShown } from '../../../extension/src/card-messages.ts';
import type { CallReply } from '../../../extension/src/context-messages.ts';
import type { OneClick } from '../../../extension/src/one-click.ts';
import type { PlaceCall, Reply } from '../../../extension/src/protocol.ts';
import { FakeBackground, OTHER_SUBJECT, PLACED, SUBJECT } from '../support/fake-background.ts';
import { FakeCardView } from '../support/fake-card-view.ts';
import { FakeStorageArea } from '../support/fake-storage.ts';
import { flushPromises } from '../support/flush-promises.ts';

const ORIGIN = 'https://crm.example';
const CONFIRM: Reply = { type: 'confirmation_needed', reasons: ['just_called'], params: {} };
const CONFIRM_PREMIUM: Reply = { type: 'confirmation_needed', reasons: ['premium_rate'], params: {} };
const RATE_LIMITED: Reply = {
  type: 'failure',
  code: 'rate_limited',
  params: { retry_after_s: 7, may_retry: true },
  detail: '',
};
const { explanations: _explanations, ...NUMBER } = SUBJECT;
const REQUEST: PlaceCall = { ...NUMBER, type: 'place_call', request_id: 'made-by-page' };

let background: FakeBackground;
let view: FakeCardView;
let sent: MessageFromCard[];
let session: CallSession;
beforeEach(() => start('declined'));

function start(oneClick: OneClick): void {
  background = new FakeBackground();
  view = new FakeCardView();
  sent = [];
  const site = new Site({ type: 'card_site', origin: ORIGIN, one_click: oneClick });
  session = new CallSession(view, Promise.resolve(site), message => sent.push(message));
}

function offer(subject: CallSubject = SUBJECT): void {
  session.onMessage({ type: 'show_subject', subject, state: 'offer', takesFocus: true });
}

/** Offer a number and press the button that calls it. */
async function callFromCard(subject: CallSubject = SUBJECT): Promise<void> {
  offer(subject);
  view.last('offer').call();
  await flushPromises();
}

/** What the page's process says: that it has requested a call, and got a reply. */
function claimCall(reply: object, request = REQUEST, request_id = request.request_id): void {
  session.onMessage({ type: 'show_call', subject: SUBJECT, request });
  session.onMessage({ type: 'show_reply', request_id, reply: reply as CallReply });
}

function lastReport(): StateShown {
  const message = sent.findLast(({ type }) => type === 'state_shown');
  assert.ok(message?.type === 'state_shown');
  return message;
}

test('offer: calls nobody until its button is pressed, then the number that it shows', async () => {
  offer();
  await flushPromises();
  assert.equal(background.calls.length, 0);
  view.last('offer').call();
  await flushPromises();
  const [call] = background.calls;
  const { explanations: _, ...number } = SUBJECT;
  const { request_id, ...fields } = call ?? {};
  assert.match(String(request_id), /^[A-Za-z0-9_-]{8,64}$/);
  assert.deepEqual(fields, { type: 'place_call', ...number, page_origin: ORIGIN });
  assert.deepEqual(view.states, ['offer', 'calling', 'placed']);
});

test('offer: a text that only the host can parse is called as the number that the card shows', async () => {
  background.replies = {
    check_number: { type: 'number_checked', number: '+14155550100', country: 'US', reasons: [] },
  };
  offer({ ...SUBJECT, number: '(415) 555-0100' });
  await flushPromises();
  view.last('offer').call();
  await flushPromises();
  assert.equal(background.calls[0]?.number, '+14155550100');
});

test('region: of several that are selected one after the other the last one counts', async () => {
  const checked = { type: 'number_checked', number: null, country: null, reasons: [] };
  const german = { ...checked, number: '+4941555501', country: 'DE' };
  const regionChoice = { regions: ['DE', 'GA'], suggested: [], automatic: null, source: null };
  offer({ ...SUBJECT, isNational: true, regionChoice });
  const select = view.options?.country?.onSelect; // the list keeps it as long as it has the focus
  let replyLate = (_reply: unknown) => {};
  const lateReply = new Promise(resolve => {
    replyLate = resolve;
  });
  background.replies = { check_number: lateReply };
  select?.('GA');
  background.replies = { check_number: german };
  select?.('DE');
  await flushPromises();
  replyLate(checked);
  await flushPromises();
  assert.deepEqual([view.subject?.number, view.subject?.region], [german.number, 'DE']);
  background.replies = { check_number: checked };
  select?.('GA');
  await flushPromises();
  assert.equal(view.last('no_number').country, 'GA');
});

test('tooltip: becomes an offer on request', async () => {
  session.onMessage({ type: 'show_subject', subject: SUBJECT, state: 'tooltip', takesFocus: false });
  view.last('tooltip').more();
  await flushPromises();
  assert.deepEqual(view.states, ['tooltip', 'offer']);
});

test('call in progress: offering its number again shows the call', async () => {
  background.replyTo = () => new Promise(() => {});
  await callFromCard();
  offer();
  assert.deepEqual(view.states, ['offer', 'calling']);
  offer(OTHER_SUBJECT);
  offer();
  assert.deepEqual(view.states, ['offer', 'calling', 'offer', 'calling']);
  assert.deepEqual(lastReport().pending, [SUBJECT.number]);
  assert.equal(background.calls.length, 1);
});

test('call at once: shows it, and sends it again only after the agent has confirmed', async () => {
  claimCall(CONFIRM);
  await flushPromises();
  assert.deepEqual(background.calls, [], 'the content script has sent it');
  view.last('confirm').call();
  await flushPromises();
  assert.deepEqual(background.calls, [{ ...REQUEST, page_origin: ORIGIN, confirmed: ['just_called'] }]);
  assert.deepEqual(view.states, ['calling', 'confirm', 'calling', 'placed']);
});

test('call at once: the reply to another request is not shown', async () => {
  claimCall(PLACED, REQUEST, 'another');
  await flushPromises();
  assert.deepEqual(view.states, ['calling']);
});

test('call at once: one to another number than the card would show is not shown', () => {
  for (const forged of [
    { number: OTHER_SUBJECT.number },
    { region: 'GB' },
    { original_text: '(415) 555-0101' },
    { phone_extension: '9' },
  ]) {
    claimCall(CONFIRM, { ...REQUEST, ...forged });
  }
  assert.deepEqual(view.states, []);
});

for (const seconds of [0.001, 0, -1]) {
  test(`call at once: a retry after ${seconds} s that only the page claims calls nobody`, async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const params = { retry_after_s: seconds, may_retry: true };
    claimCall({ ...RATE_LIMITED, params });
    await flushPromises();
    t.mock.timers.tick(60_000);
    await flushPromises();
    assert.deepEqual(background.calls, []);
    assert.deepEqual(view.states, ['calling', 'retry_wait', 'failed']);
  });
}

for (const isDrawn of [true, false]) {
  test(`call at once: a retry of a call that was requested is sent if the card is drawn: ${isDrawn}`, async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    background.replies = { was_requested: { type: 'done', success: true } };
    claimCall(RATE_LIMITED);
    await flushPromises();
    view.hasPlace = isDrawn;
    t.mock.timers.tick(7_000);
    await flushPromises();
    assert.deepEqual(background.calls, isDrawn ? [{ ...REQUEST, page_origin: ORIGIN }] : []);
    assert.equal(view.states.includes('failed'), !isDrawn);
  });
}

test('offer: a number that the host reads in another way is shown anew, so that a press right then does not count', async () => {
  background.replies = {
    check_number: { type: 'number_checked', number: '+14155550100', country: 'US', reasons: [] },
  };
  const reports = () => sent.filter(({ type }) => type === 'state_shown').length;
  offer();
  await flushPromises();
  assert.equal(reports(), 1);
  offer({ ...SUBJECT, number: '(415) 555-0100' });
  await flushPromises();
  assert.equal(reports(), 3);
});

test('costly number: the card cannot confirm it, and shows the question in the popup again', async () => {
  background.replyTo = () => CONFIRM_PREMIUM;
  await callFromCard();
  const state = view.last('asked_elsewhere');
  assert.deepEqual(state.reasons, ['premium_rate']);
  assert.ok(!('call' in state));
  state.showQuestion();
  await flushPromises();
  assert.equal(background.messages.at(-1)?.type, 'show_question');
  assert.equal(background.calls.length, 1);
});

test('fax number: is called once, after the card has asked', async () => {
  await callFromCard({ ...SUBJECT, label: 'fax' });
  assert.equal(background.calls.length, 0);
  const question = view.last('confirm');
  assert.deepEqual(question.reasons, ['fax']);
  question.call();
  await flushPromises();
  assert.equal(background.calls.length, 1);
  assert.equal(background.calls[0]?.confirmed, undefined, 'the host did not ask');
});

test('placed call: tells that no phone rings if the last status was that of a simulated Voiso', async () => {
  await callFromCard();
  assert.equal(view.last('placed').isTest, false, 'without a status');
  const local = new FakeStorageArea();
  local.items.test_mode = true;
  Object.assign(chrome, { storage: { local } });
  await callFromCard();
  assert.equal(view.last('placed').isTest, true);
});

test('fax number: what the host asks in addition is confirmed in the same request', async () => {
  background.replyTo = ({ confirmed }) => (confirmed ? PLACED : CONFIRM);
  await callFromCard({ ...SUBJECT, label: 'fax' });
  view.last('confirm').call();
  await flushPromises();
  view.last('confirm').call();
  await flushPromises();
  assert.equal(new Set(background.calls.map(({ request_id }) => request_id)).size, 1);
  assert.equal(view.shown.at(-1)?.type, 'placed');
});

test('closed card: opens again for a failure, not for a placed call', async () => {
  let reply: (reply: Reply) => void = () => {};
  background.replyTo = () => new Promise(resolve => (reply = resolve));
  await callFromCard();
  session.close();
  assert.deepEqual(lastReport(), {
    type: 'state_shown',
    state: 'closed',
    number: '',
    pending: [SUBJECT.number],
  });
  reply(PLACED);
  await flushPromises();
  assert.deepEqual(view.states, ['offer', 'calling']);
  assert.deepEqual(lastReport().pending, [], 'the frame may be removed now');

  await callFromCard();
  session.close();
  reply({ type: 'failure', code: 'call_outcome_unknown', params: { outcome: 'unknown' }, detail: '' });
  await flushPromises();
  assert.equal(view.shown.at(-1)?.type, 'failed');
  assert.equal(lastReport().number, SUBJECT.number);
});

test('placed call: asks once whether one click shall call on this site', async () => {
  const stored: object[] = [];
  start('undecided');
  Object.assign(chrome, {
    storage: { local: { get: async () => ({}), set: async (items: object) => stored.push(items) } },
  });
  await callFromCard();
  view.last('placed').askOneClick?.(true);
  await flushPromises();
  assert.deepEqual(stored, [{ one_click: { [ORIGIN]: true } }]);
  await callFromCard();
  assert.equal(view.last('placed').askOneClick, undefined);
});

test('placed call: one that only the page claims does not ask whether one click shall call', async () => {
  start('undecided');
  claimCall(PLACED);
  await flushPromises();
  assert.equal(view.last('placed').askOneClick, undefined);
});

for (const decided of ['allowed', 'declined', 'preset', 'forbidden'] as const) {
  test(`placed call: does not ask where one click is ${decided}`, async () => {
    start(decided);
    await callFromCard();
    assert.equal(view.last('placed').askOneClick, undefined);
  });
}

test('retry: the same request is sent again after the wait', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  background.replyTo = () => (background.calls.length < 3 ? RATE_LIMITED : PLACED);
  await callFromCard();
  t.mock.timers.tick(6_999);
  await flushPromises();
  assert.equal(background.calls.length, 1);
  for (const count of [2, 3]) {
    t.mock.timers.tick(7_000);
    await flushPromises();
    assert.equal(background.calls.length, count);
  }
  assert.deepEqual(background.calls[2], background.calls[0]);
  const retried = ['retry_wait', 'calling'];
  assert.deepEqual(view.states, ['offer', 'calling', ...retried, ...retried, 'placed']);
});

for (const [action, cancel] of [
  ['closing the card', () => session.close()],
  ['offering another number', () => offer(OTHER_SUBJECT)],
] as const) {
  test(`retry: ${action} cancels the wait, and the number can be called again`, async t => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    background.replyTo = () => RATE_LIMITED;
    await callFromCard();
    cancel();
    t.mock.timers.tick(60_000);
    await flushPromises();
    assert.equal(background.calls.length, 1);
    await callFromCard();
    assert.equal(new Set(background.calls.map(({ request_id }) => request_id)).size, 2);
  });
}

test('retry: a press on another number tells that the call that waited was cancelled, until the next number', async () => {
  background.replyTo = () => RATE_LIMITED;
  await callFromCard();
  offer(OTHER_SUBJECT);
  assert.equal(view.hasToldCancelled, true);
  view.last('offer').call();
  await flushPromises();
  assert.equal(view.hasToldCancelled, true, 'it is still the same card');
  session.close();
  offer();
  assert.equal(view.hasToldCancelled, false, 'closing the card cancels on purpose');
});

test('retry: a call that waits is not sent again if the menu has called its number meanwhile', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  background.replyTo = () => RATE_LIMITED;
  await callFromCard();
  claimCall(PLACED);
  t.mock.timers.tick(60_000);
  await flushPromises();
  assert.equal(background.calls.length, 1);
  assert.equal(view.shown.at(-1)?.type, 'placed');
});

test('retry: Cancel says that nothing was dialled', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  background.replyTo = () => RATE_LIMITED;
  await callFromCard();
  view.last('retry_wait').cancel();
  t.mock.timers.tick(60_000);
  await flushPromises();
  assert.deepEqual(view.states, ['offer', 'calling', 'retry_wait', 'cancelled']);
  assert.equal(background.calls.length, 1);
  const { state, pending } = sent.findLast(message => message.type === 'state_shown') as StateShown;
  assert.deepEqual([state, pending], ['cancelled', []], 'the page knows that no call is waiting');
});

test('failed: trying again is a new call', async () => {
  background.replyTo = () => ({ type: 'failure', code: 'agent_unavailable', params: {}, detail: '' });
  await callFromCard();
  const failed = view.shown.at(-1);
  assert.equal(failed?.type, 'failed');
  failed.callAgain();
  await flushPromises();
  assert.equal(new Set(background.calls.map(({ request_id }) => request_id)).size, 2);
});

test('retry: without permission to retry, the card shows a failure', async () => {
  const params = { retry_after_s: 600, may_retry: false };
  background.replyTo = () => ({ ...RATE_LIMITED, params }) as Reply;
  await callFromCard();
  assert.deepEqual(view.states, ['offer', 'calling', 'failed']);
});

test('the button to call gets the focus if the agent has pressed the keys for that, not because a page says so', async () => {
  const openBy = async (trigger: CallSubject['trigger'], success: boolean): Promise<void> => {
    background.replies = { take_call_key_press: { type: 'done', success } };
    offer({ ...SUBJECT, trigger });
    session.onMessage({ type: 'focus_given' });
    await flushPromises();
  };
  await openBy('click', true);
  await openBy('shortcut', false);
  assert.equal(view.focusedCalls, 0);
  await openBy('shortcut', true);
  assert.equal(view.focusedCalls, 1);
});
