// Calls from the context menu: the request for a click, and where its progress is shown.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requestFromClick } from '../../../extension/src/background/context-menu.ts';
import {
  onContextMenuClick,
  placeContextMenuCall,
} from '../../../extension/src/background/context-menu-call.ts';
import type { CallFinished, CallUpdate } from '../../../extension/src/context-messages.ts';
import type { Failure, PlaceCall } from '../../../extension/src/protocol.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { FakeToolbar } from '../support/fake-toolbar.ts';
import { flushPromises } from '../support/flush-promises.ts';
import { PLACE_CALL as call, REPLIES } from '../support/message-fixtures.ts';

type Click = Parameters<typeof requestFromClick>[0];
type CallReply = CallFinished['reply'];
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
  test(`requestFromClick: ${click.linkUrl ?? JSON.stringify(click.selectionText)} is ${number}`, () => {
    const call = requestFromClick(click, 'US');
    assert.deepEqual(
      [call.number, call.original_text, call.region, call.trigger],
      [number, number, 'US', 'menu'],
    );
    assert.equal(call.phone_extension, extension);
  });
}

test('requestFromClick: a long selection is cut to the limits of the protocol', () => {
  const call = requestFromClick(selection('1'.repeat(1000)), null);
  assert.deepEqual([call.number.length, call.original_text?.length, 'region' in call], [64, 256, false]);
});

test('requestFromClick: every click has its own request ID', () => {
  assert.notEqual(
    requestFromClick(selection('1'), null).request_id,
    requestFromClick(selection('1'), null).request_id,
  );
});

/** Place a call; returns what the frame was sent, what the toolbar showed, and what the host was asked. */
async function placeCall(call: PlaceCall, reply: CallReply, hasCard: boolean) {
  const updates: [tabId: number, update: CallUpdate, options: unknown][] = [];
  const toolbar = new FakeToolbar();
  const requests: PlaceCall[] = [];
  fakeChrome({
    tabs: {
      sendMessage: async (...message: [number, CallUpdate, unknown]) => {
        if (!hasCard) throw new Error('Could not establish connection. Receiving end does not exist.');
        updates.push(message);
        return { type: 'call_update_shown' };
      },
    },
    action: toolbar.action,
  });
  const click = { frameId: 3, frameUrl: 'https://frame.example/x', pageUrl: 'https://page.example/' };
  await placeContextMenuCall(call, click, 7, async request => {
    requests.push(request);
    return reply;
  });
  return { updates, requests, badges: toolbar.badges, titles: toolbar.titles };
}

const placed = REPLIES.call_placed as CallReply;
const refused: Failure = { type: 'failure', code: 'key_rejected', params: {}, detail: '' };
const unknown: Failure = { ...refused, code: 'call_outcome_unknown', params: { outcome: 'unknown' } };

test('placeContextMenuCall: the frame is sent the start and the end of the call', async () => {
  const { updates, badges, requests } = await placeCall(call, placed, true);
  const request = { ...call, page_origin: 'https://frame.example' };
  assert.deepEqual(requests, [request]);
  assert.deepEqual(updates, [
    [7, { type: 'call_started', request }, { frameId: 3 }],
    [7, { type: 'call_finished', request_id: call.request_id, reply: placed }, { frameId: 3 }],
  ]);
  assert.deepEqual(badges, []);
});

const BADGES: [reply: CallReply, text: string, title: RegExp][] = [
  [placed, '✓', /\+14155550100/],
  [refused, '!', /API key/],
  [unknown, '?', /Check Agent Panel/],
  [{ type: 'confirmation_needed', reasons: ['premium_rate'], params: {} }, '?', /premium rate/],
];
for (const [reply, text, title] of BADGES) {
  test(`placeContextMenuCall: without a card, ${reply.type} shows the badge ${text}`, async () => {
    const { badges, titles } = await placeCall(call, reply, false);
    assert.deepEqual(badges, ['…', text]);
    assert.match(titles[1] ?? '', title);
  });
}

test('placeContextMenuCall: a selection without a digit is not sent to the host', async () => {
  const { updates, requests } = await placeCall({ ...call, number: 'no digit' }, placed, true);
  const [, last] = updates.map(([, update]) => update);
  assert.deepEqual(requests, []);
  assert.ok(last?.type === 'call_finished' && last.reply.type === 'failure');
  assert.equal(last.reply.code, 'number_invalid');
});

test('onContextMenuClick: a frame that never answers delays a call by 3 seconds, not for ever', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const toolbar = new FakeToolbar();
  const requests: PlaceCall[] = [];
  fakeChrome({
    storage: { local: { get: async () => ({}) } },
    tabs: { sendMessage: () => new Promise(() => {}) },
    action: toolbar.action,
  });
  const click = { ...selection('+1 415 555 0100'), pageUrl: 'https://page.example/' };
  void onContextMenuClick(click as chrome.contextMenus.OnClickData, 7, async request => {
    requests.push(request);
    return placed;
  });
  const waitFor = async (milliseconds: number): Promise<void> => {
    await flushPromises();
    t.mock.timers.tick(milliseconds);
    await flushPromises();
  };
  await waitFor(2_999); // for the region
  assert.equal(requests.length, 0);
  await waitFor(1);
  assert.equal(requests.length, 1);
  await waitFor(3_000); // for the start
  assert.deepEqual(toolbar.badges, ['…']);
  await waitFor(3_000); // for the end
  assert.deepEqual(toolbar.badges, ['…', '✓']);
});
