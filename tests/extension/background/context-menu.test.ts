// The right-click menu: the call that a click asks for, and where the agent is told of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestFromClick } from '../../../extension/src/background/context-menu.ts';
import { placeContextMenuCall } from '../../../extension/src/background/context-menu-call.ts';
import type { CallUpdate } from '../../../extension/src/messages.ts';
import type { Failure, PlaceCall, ReplyTo } from '../../../extension/src/protocol.ts';
import callRequest from '../../fixtures/messages/request_place_call.json';
import { fakeChrome } from '../support/fake-chrome.ts';
import { replies } from '../support/fake-port.ts';

type Click = Parameters<typeof requestFromClick>[0];
const selection = (selectionText: string): Click => ({ menuItemId: 'selection', selectionText });
const link = (linkUrl: string): Click => ({ menuItemId: 'link', linkUrl });

const CLICKS: [click: Click, number: string, extension?: string][] = [
  [selection('  +1 415\u00a0555\n0100 '), '+1 415 555 0100'],
  [selection('+1\u0007415 555 0100'), '+1 415 555 0100'],
  [link('tel:+14155550100'), '+14155550100'],
  [link('TEL:+1-415-555-0100;ext=12'), '+1-415-555-0100', '12'],
  [link('tel:555-0100;phone-context=+1415'), '+1415 555-0100'],
  [link('sip:+14155550100@example.com;user=phone'), '+14155550100'],
  [link('tel:%2B1%20415%20555%200100'), '+1 415 555 0100'],
  [link('tel:+1415%zz'), '+1415%zz'],
  [selection('no digit'), 'no digit'],
];
for (const [click, number, extension] of CLICKS) {
  test(`${click.linkUrl ?? JSON.stringify(click.selectionText)} calls ${number}`, () => {
    const call = requestFromClick(click, 'US');
    assert.deepEqual(
      [call.number, call.original_text, call.region, call.trigger],
      [number, number, 'US', 'menu'],
    );
    assert.equal(call.extension, extension);
  });
}

test('a long selection is cut to what the host accepts', () => {
  const call = requestFromClick(selection('1'.repeat(1000)), null);
  assert.deepEqual([call.number.length, call.original_text?.length, 'region' in call], [64, 256, false]);
});

test('every click is a gesture of its own', () => {
  assert.notEqual(
    requestFromClick(selection('1'), null).request_id,
    requestFromClick(selection('1'), null).request_id,
  );
});

/** Run a click to its end: what the frame was told, what the toolbar showed, what the host was asked. */
async function clicked(call: PlaceCall, reply: ReplyTo<PlaceCall> | Failure, card: boolean) {
  const told: [tab: number, told: CallUpdate, frame: unknown][] = [];
  const badges: string[] = [];
  const titles: string[] = [];
  const asked: PlaceCall[] = [];
  const nothing = async (): Promise<void> => {};
  fakeChrome({
    tabs: {
      sendMessage: async (...message: [number, CallUpdate, unknown]) => {
        if (!card) throw new Error('Could not establish connection. Receiving end does not exist.');
        told.push(message);
        return { type: 'call_update_shown' };
      },
    },
    action: {
      setBadgeText: async ({ text }: { text: string }) => void badges.push(text),
      setTitle: async ({ title }: { title: string }) => void titles.push(title),
      setBadgeBackgroundColor: nothing,
      setBadgeTextColor: nothing,
    },
  });
  const click = { frameId: 3, frameUrl: 'https://frame.example/x', pageUrl: 'https://page.example/' };
  await placeContextMenuCall(call, click, 7, async request => {
    asked.push(request);
    return reply;
  });
  return { told, badges, titles, asked };
}

const call = callRequest.request as PlaceCall;
const placed = replies.place_call as ReplyTo<PlaceCall>;
const refused: Failure = { type: 'failure', code: 'key_rejected', params: {}, detail: '' };
const unknown: Failure = { ...refused, code: 'call_outcome_unknown', params: { outcome: 'unknown' } };

test('the card of the frame hears of the call and of its end', async () => {
  const { told, badges, asked } = await clicked(call, placed, true);
  const request = { ...call, page: 'https://frame.example' };
  assert.deepEqual(asked, [request]);
  assert.deepEqual(told, [
    [7, { type: 'call_started', request }, { frameId: 3 }],
    [7, { type: 'call_finished', request_id: call.request_id, reply: placed }, { frameId: 3 }],
  ]);
  assert.deepEqual(badges, []);
});

const BADGES: [reply: ReplyTo<PlaceCall> | Failure, text: string, title: RegExp][] = [
  [placed, '✓', /\+14155550100/],
  [refused, '!', /API key/],
  [unknown, '?', /look at Agent Panel/],
  [{ type: 'confirmation_needed', reasons: ['premium_rate'], params: {} }, '?', /premium rate/],
];
for (const [reply, text, title] of BADGES) {
  test(`where no card can be shown, ${reply.type} is ${text} on the toolbar`, async () => {
    const { badges, titles } = await clicked(call, reply, false);
    assert.deepEqual(badges, ['…', text]);
    assert.match(titles[1] ?? '', title);
  });
}

test('a selection without a digit never reaches the host', async () => {
  const { told, asked } = await clicked({ ...call, number: 'no digit' }, placed, true);
  const [, last] = told.map(([, { ...each }]) => each);
  assert.deepEqual(asked, []);
  assert.ok(last?.type === 'call_finished' && last.reply.type === 'failure');
  assert.equal(last.reply.code, 'number_invalid');
});
