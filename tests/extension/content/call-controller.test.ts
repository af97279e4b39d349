// CallController: a press calls at once or opens the card, and one press is one call.

import assert from 'node:assert/strict';
import { beforeEach, type TestContext, test } from 'node:test';
import type { CardContent, ShowCall, ShowSubject } from '../../../extension/src/card-messages.ts';
import { CallController, type NumberCard } from '../../../extension/src/content/call-controller.ts';
import type { CallFinished, CallReply } from '../../../extension/src/context-messages.ts';
import type { PlaceCall, Reply } from '../../../extension/src/protocol.ts';
import { FakeBackground, OTHER_SUBJECT, PLACED, SUBJECT } from '../support/fake-background.ts';
import { flushPromises } from '../support/flush-promises.ts';

const NOWHERE = { rect: () => undefined };
const PRESS = { subject: SUBJECT, anchor: NOWHERE };
const MENU_CALL: PlaceCall = {
  type: 'place_call',
  request_id: 'made-by-menu',
  number: SUBJECT.number,
  trigger: 'menu',
};

/** A card that records what it should show. */
class FakeCard implements NumberCard {
  readonly opened: (ShowSubject | ShowCall)[] = [];
  readonly replies: CallFinished['reply'][] = [];
  readonly pending = new Set<string>();
  isKept = false;

  knownCalls = new Set<string>(); // that the page has not removed
  hasPlace = true; // for the card, in the page

  open(message: ShowSubject | ShowCall): void {
    if (!this.hasPlace) throw new TypeError('no element');
    this.opened.push(message);
    if (message.type === 'show_call') this.knownCalls.add(message.request.request_id);
  }

  showReply(requestId: string, reply: CallFinished['reply']): boolean {
    if (!this.knownCalls.has(requestId)) return false;
    this.replies.push(reply);
    return true;
  }

  isShowing(number: string): boolean {
    return this.opened.at(-1)?.subject.number === number;
  }

  isPending(number: string): boolean {
    return this.pending.has(number);
  }

  scheduleClose(): void {}
  reposition(): void {}

  get states(): string[] {
    return this.opened.map(message => (message.type === 'show_call' ? 'call' : message.state));
  }
}

let background: FakeBackground;
let card: FakeCard;
let controller: CallController;
let onNotLoaded: (unread: readonly CardContent[]) => void;
beforeEach(() => {
  background = new FakeBackground();
  card = new FakeCard();
  controller = new CallController(listener => {
    onNotLoaded = listener;
    return card;
  });
});

/** Let the time pass after which the card of a call that was placed at once is shown. */
async function afterCardDelay(t: TestContext): Promise<void> {
  t.mock.timers.tick(60);
  await flushPromises();
}

test('call: requests one call at once, then shows it and its result', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  controller.call(PRESS);
  await flushPromises();
  assert.equal(background.calls.length, 1);
  assert.deepEqual(card.opened, [], 'loading the card would delay the call');
  await afterCardDelay(t);
  const [call, ...others] = background.messages;
  assert.ok(call?.type === 'place_call');
  const { request_id, ...fields } = call;
  assert.match(request_id, /^[A-Za-z0-9_-]{8,64}$/);
  const { explanations: _, ...number } = SUBJECT;
  assert.deepEqual(fields, { type: 'place_call', ...number });
  assert.deepEqual(others, []);
  assert.deepEqual(card.opened, [{ type: 'show_call', subject: SUBJECT, request: call }]);
  assert.deepEqual(card.replies, [PLACED]);
});

test('call: while a call is in progress, another press only shows its card', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let place: (reply: Reply) => void = () => {};
  background.replyTo = () => new Promise(resolve => (place = resolve));
  controller.call(PRESS);
  controller.call(PRESS);
  controller.showHoverCard({ ...PRESS, subject: { ...SUBJECT } });
  assert.equal(background.calls.length, 1);
  place(PLACED);
  await afterCardDelay(t);
  controller.call(PRESS);
  await flushPromises();
  assert.equal(background.calls.length, 2, 'a press after the reply is a new call');
  assert.notEqual(background.calls[0]?.request_id, background.calls[1]?.request_id);
});

test('call: a number whose call was requested in the card is not called again', () => {
  card.pending.add(SUBJECT.number);
  controller.call(PRESS);
  assert.equal(background.calls.length, 0);
  assert.deepEqual(card.states, ['offer']);
});

test('showCard and showHoverCard: only offer the number', async () => {
  controller.showHoverCard({ subject: OTHER_SUBJECT, anchor: NOWHERE });
  controller.showCard(PRESS, true);
  await flushPromises();
  assert.deepEqual(background.messages, [{ type: 'warm_up' }], 'the button may be pressed soon');
  assert.deepEqual(
    card.opened.map(message => message.type === 'show_subject' && [message.state, message.takesFocus]),
    [
      ['offer', false],
      ['offer', true],
    ],
  );
});

test('showCard: a number in a field that has changed is not offered', () => {
  controller.showCard({ subject: SUBJECT, anchor: { ...NOWHERE, isUnchanged: () => false } }, true);
  assert.deepEqual(card.opened, []);
});

test('showTooltip and showHoverCard: never replace a call', () => {
  card.isKept = true;
  controller.showTooltip(PRESS);
  controller.showHoverCard(PRESS);
  assert.deepEqual(card.opened, []);
});

test('onCallUpdate: shows a call from the menu and its end', () => {
  const request = { ...MENU_CALL, page_origin: 'https://crm.example' };
  controller.onCallUpdate({ type: 'call_started', request }, NOWHERE);
  controller.onCallUpdate(
    { type: 'call_finished', request_id: 'made-by-menu', reply: PLACED as never },
    NOWHERE,
  );
  const [shown] = card.opened;
  assert.ok(shown?.type === 'show_call');
  assert.deepEqual(shown.request, MENU_CALL);
  assert.deepEqual(card.replies, [PLACED]);
  assert.deepEqual(background.calls, [], 'the background script has sent it');
});

test('onCallUpdate: the end of an unknown call is not shown', () => {
  const update = { type: 'call_finished', request_id: 'of-another-page', reply: PLACED as never } as const;
  controller.onCallUpdate(update, NOWHERE);
  assert.deepEqual(card.replies, []);
});

test('onCallUpdate: a menu call without an end is a failure with an unknown outcome', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  controller.onCallUpdate({ type: 'call_started', request: MENU_CALL }, NOWHERE);
  t.mock.timers.tick(75_000);
  const [reply] = card.replies;
  assert.ok(reply?.type === 'failure');
  assert.equal(reply.code, 'host_silent');
  assert.equal(reply.params.outcome, 'unknown');
});

test('a card that does not load: what was pressed is offered in the popup, what the pointer rests on nowhere', async () => {
  onNotLoaded([{ type: 'show_subject', subject: SUBJECT, state: 'tooltip', takesFocus: false }]);
  onNotLoaded([{ type: 'show_subject', subject: OTHER_SUBJECT, state: 'offer', takesFocus: false }]);
  onNotLoaded([{ type: 'show_subject', subject: SUBJECT, state: 'offer', takesFocus: true }]);
  await flushPromises();
  assert.deepEqual(background.messages, [{ type: 'offer_in_popup', subject: SUBJECT }]);
});

test('a card that does not load: the toolbar button shows the call and its result', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let place: (reply: Reply) => void = () => {};
  background.replyTo = () => new Promise(resolve => (place = resolve));
  controller.call(PRESS);
  await afterCardDelay(t);
  const [message] = card.opened;
  assert.ok(message?.type === 'show_call');
  onNotLoaded([message]);
  place(PLACED);
  await flushPromises();
  const { request_id } = message.request;
  const badges = background.messages.filter(({ type }) => type === 'show_badge');
  assert.deepEqual(badges, [
    {
      type: 'show_badge',
      number: SUBJECT.number,
      update: { type: 'call_started', request: message.request },
    },
    {
      type: 'show_badge',
      number: SUBJECT.number,
      update: { type: 'call_finished', request_id, reply: PLACED },
    },
  ]);
});

/** Call at once; returns what the card was sent, when the host has replied before the card should have loaded. */
async function callThatIsNotShown(t: TestContext, reply: Reply): Promise<CardContent[]> {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  background.replyTo = () => reply;
  controller.call(PRESS);
  await afterCardDelay(t);
  const [call] = card.opened;
  assert.ok(call?.type === 'show_call' && card.replies.length === 1);
  const { request_id } = call.request;
  return [call, { type: 'show_reply', request_id, reply: reply as CallReply }];
}

test('a card that does not load: a result that was there before is shown on the toolbar button', async t => {
  const unread = await callThatIsNotShown(t, PLACED);
  onNotLoaded(unread);
  const shown = background.messages.flatMap(message =>
    message.type === 'show_badge' ? [message.update] : [],
  );
  assert.deepEqual(shown, [{ ...unread[1], type: 'call_finished' }]);
});

test('a card that does not load: what has to be confirmed is offered in the popup, what costs extra is asked already', async t => {
  const needed = { type: 'confirmation_needed', params: {} } as const;
  const [call] = await callThatIsNotShown(t, { ...needed, reasons: ['premium_rate'] });
  assert.ok(call?.type === 'show_call');
  const { request_id } = call.request;
  onNotLoaded([call, { type: 'show_reply', request_id, reply: { ...needed, reasons: ['premium_rate'] } }]);
  onNotLoaded([call, { type: 'show_reply', request_id, reply: { ...needed, reasons: ['just_called'] } }]);
  const types = background.messages.map(({ type }) => type);
  assert.deepEqual(types, ['place_call', 'show_badge', 'show_badge', 'offer_in_popup']);
});

test('a card that the page removes during a call: another one shows the result', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let place: (reply: Reply) => void = () => {};
  background.replyTo = () => new Promise(resolve => (place = resolve));
  controller.call(PRESS);
  await afterCardDelay(t);
  card.knownCalls.clear();
  place(PLACED);
  await flushPromises();
  assert.deepEqual([card.states, card.replies], [['call', 'call'], [PLACED]]);
  assert.equal(background.calls.length, 1);
});

test('a page without a place for the card: the call and its result are shown on the toolbar button', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  card.hasPlace = false;
  controller.call(PRESS);
  await afterCardDelay(t);
  const types = background.messages.map(message =>
    message.type === 'show_badge' ? message.update.type : '',
  );
  assert.deepEqual(types, ['', 'call_started', 'call_finished']);
  controller.call(PRESS);
  assert.equal(background.calls.length, 2, 'the number is not dead');
});
