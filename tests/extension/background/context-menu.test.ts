// Clicks in the context menu: which number is meant, and whether it is called at once or offered.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { subjectFromClick } from '../../../extension/src/background/context-menu.ts';
import { onContextMenuClick } from '../../../extension/src/background/context-menu-call.ts';
import type { CallFinished, SiteReport } from '../../../extension/src/context-messages.ts';
import type { Failure, PlaceCall } from '../../../extension/src/protocol.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { FakeStorageArea } from '../support/fake-storage.ts';
import { FakeToolbar } from '../support/fake-toolbar.ts';
import { flushPromises } from '../support/flush-promises.ts';
import { REPLIES } from '../support/message-fixtures.ts';

type Click = Parameters<typeof subjectFromClick>[0];
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
  test(`subjectFromClick: ${click.linkUrl ?? JSON.stringify(click.selectionText)} is ${number}`, () => {
    const call = subjectFromClick(click, 'US');
    assert.deepEqual(
      [call.number, call.original_text, call.region, call.trigger],
      [number, number, 'US', 'menu'],
    );
    assert.equal(call.phone_extension, extension);
  });
}

test('subjectFromClick: a long selection is cut to the limits of the protocol', () => {
  const call = subjectFromClick(selection('1'.repeat(1000)), null);
  assert.deepEqual([call.number.length, call.original_text?.length, 'region' in call], [64, 256, false]);
});

const ORIGIN = 'https://crm.example';
const TAB = 7;
const REPORT: SiteReport = {
  type: 'site_report',
  origin: ORIGIN,
  region: 'US',
  regionSource: 'default',
  suggestedRegions: [],
  regions: [],
  detectionEnabled: true,
  pageOptsOut: false,
};
const placed = REPLIES.call_placed as CallReply;
const refused: Failure = { type: 'failure', code: 'key_rejected', params: {}, detail: '' };
const unknown: Failure = { ...refused, code: 'call_outcome_unknown', params: { outcome: 'unknown' } };

interface Scene {
  readonly click?: object; // changes of a click on a selected number in the top frame of an allowed site
  readonly reply?: CallReply;
  readonly report?: Partial<SiteReport> | null; // null: the frame does not reply to anything
  readonly items?: object; // of the storage
  readonly hasCard?: boolean;
  readonly isTabClosed?: boolean; // the toolbar button cannot show anything for it
}

/** Click in the menu; returns what the top frame was sent, what was called and offered, and the badges. */
async function clickMenu({
  click = {},
  reply = placed,
  report = {},
  items,
  hasCard = true,
  isTabClosed = false,
}: Scene = {}) {
  const messages: { type: string; options: unknown; [field: string]: unknown }[] = [];
  const calls: PlaceCall[] = [];
  const offers: unknown[] = [];
  const asked: unknown[] = [];
  const notified: CallReply[] = [];
  const toolbar = new FakeToolbar();
  const sendMessage = async (_tab: number, message: { type: string }, options: unknown) => {
    if (report === null) throw new Error('Could not establish connection. Receiving end does not exist.');
    if (message.type === 'get_site_report') return { ...REPORT, ...report };
    messages.push({ ...message, options });
    return hasCard ? { type: 'frame_done' } : undefined;
  };
  const local = new FakeStorageArea({ one_click: { [ORIGIN]: true }, default_region: 'US', ...items });
  const refuse = () => Promise.reject(new Error(`No tab with id: ${TAB}.`));
  const action = isTabClosed ? { ...toolbar.action, setBadgeText: refuse, setTitle: refuse } : toolbar.action;
  fakeChrome({ tabs: { sendMessage }, storage: { local }, action });
  const clicked = { ...selection('(415) 555-0100'), frameId: 0, pageUrl: `${ORIGIN}/contact`, ...click };
  await onContextMenuClick(clicked as chrome.contextMenus.OnClickData, TAB, {
    calls: {
      placeFromBrowser: async call => {
        calls.push(call);
        return reply;
      },
      ask: async (...question) => void asked.push(question),
      notify: async (_call, reply) => void notified.push(reply),
    },
    offers: { offerInTopFrame: async (tabId, offer) => void offers.push([tabId, offer]) },
  });
  return { messages, calls, offers, asked, notified, ...toolbar };
}

test('a selection on a site where one click calls is called, and the top frame shows it', async () => {
  const { calls, messages, offers, badges } = await clickMenu();
  const [call] = calls;
  assert.ok(call && calls.length === 1);
  const { request_id, ...fields } = call;
  assert.deepEqual(fields, {
    type: 'place_call',
    number: '(415) 555-0100',
    original_text: '(415) 555-0100',
    region: 'US',
    trigger: 'menu',
    page_origin: ORIGIN,
  });
  assert.deepEqual(messages, [
    { type: 'call_started', request: call, options: { frameId: 0 } },
    { type: 'call_finished', request_id, reply: placed, options: { frameId: 0 } },
  ]);
  assert.deepEqual([offers, badges], [[], []]);
});

test('every click has its own request ID', async () => {
  const ids = [await clickMenu(), await clickMenu()].map(({ calls }) => calls[0]?.request_id);
  assert.notEqual(ids[0], ids[1]);
});

const OFFERED: [what: string, scene: Scene][] = [
  ['on a site that the agent has not allowed', { items: { one_click: {} } }],
  [
    'on a site with another port',
    { click: { pageUrl: `${ORIGIN}:8443/` }, report: { origin: `${ORIGIN}:8443` } },
  ],
  ['of a link', { click: { menuItemId: 'link', linkUrl: 'tel:+14155550100' } }],
  ['in a frame of the page', { click: { frameId: 3, frameUrl: `${ORIGIN}/frame` } }],
  ['in a sandboxed page of an allowed site', { report: { origin: '' } }],
  ['in a page whose content script does not reply', { report: null }],
  ['in a country that only the page names', { report: { region: 'CU', regionSource: 'address' } }],
  ['if the storage cannot be read', { items: { one_click: 7 } }],
  [
    'that controls of the writing direction disguise',
    { click: { selectionText: '+1 \u202e2132 555 212\u202c' } },
  ],
  [
    'that is longer than the menu shows',
    { click: { selectionText: `+49 30 1234567${'\u2060'.repeat(42)}89` } },
  ],
  ['with letters', { click: { selectionText: '1-800-FLOWERS' } }],
];
for (const [what, scene] of OFFERED) {
  test(`a number ${what} is offered, not called`, async () => {
    const { calls, offers, messages } = await clickMenu(scene);
    assert.deepEqual([calls, messages, offers.length], [[], [], 1]);
  });
}

test('an offer has the number, its text and the origin of its frame', async () => {
  const click = { frameId: 3, frameUrl: 'https://frame.example/x' };
  const { offers } = await clickMenu({ click, report: { region: 'AT' } });
  const subject = {
    number: '(415) 555-0100',
    original_text: '(415) 555-0100',
    region: 'AT',
    trigger: 'menu',
    explanations: [],
  };
  assert.deepEqual(offers, [[TAB, { subject, origin: 'https://frame.example', takesFocus: true }]]);
});

const REGION_CERTAIN: [what: string, scene: Scene][] = [
  ['chosen by the agent', { report: { region: 'CU', regionSource: 'site' } }],
  ['the default one, though the page names it too', { report: { region: 'US', regionSource: 'address' } }],
  [
    'in the number',
    { click: { selectionText: '(+1) 415 555 0100' }, report: { region: 'CU', regionSource: 'address' } },
  ],
];
for (const [what, scene] of REGION_CERTAIN) {
  test(`a number whose country is ${what} is called at once`, async () => {
    const { calls, offers } = await clickMenu(scene);
    assert.deepEqual([calls.length, offers.length], [1, 0]);
  });
}

const BADGES: [reply: CallReply, text: string, title: RegExp][] = [
  [placed, '✓', /\+1 415-555-0100/],
  [refused, '!', /API key/],
  [unknown, '?', /Check Agent Panel/],
  [{ type: 'confirmation_needed', reasons: ['just_called'], params: {} }, '?', /just now/],
];
for (const [reply, text, title] of BADGES) {
  test(`without a card, ${reply.type} shows the badge ${text}`, async () => {
    const { badges, titles, asked } = await clickMenu({ reply, hasCard: false });
    assert.deepEqual(badges, ['…', text]);
    assert.match(titles[1] ?? '', title);
    assert.equal(asked.length, Number(reply.type === 'confirmation_needed')); // in the popup
  });
}

test('a call whose tab was closed is told by a notification all the same', async () => {
  const { calls, notified } = await clickMenu({ reply: refused, hasCard: false, isTabClosed: true });
  assert.deepEqual([calls.length, notified], [1, [refused]]);
});

test('a selection without a digit is neither called nor offered', async () => {
  const { messages, calls, offers } = await clickMenu({ click: { selectionText: 'no digit' } });
  assert.deepEqual([calls, offers], [[], []]);
  const reply = messages.at(-1)?.reply as Failure | undefined;
  assert.equal(reply?.code, 'number_invalid');
});

test('a frame that never answers delays the offer by 3 seconds, not for ever', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const offers: unknown[] = [];
  fakeChrome({
    storage: { local: new FakeStorageArea() },
    tabs: { sendMessage: () => new Promise(() => {}) },
  });
  const click = { ...selection('+1 415 555 0100'), pageUrl: 'https://page.example/' };
  void onContextMenuClick(click as chrome.contextMenus.OnClickData, 7, {
    calls: {
      placeFromBrowser: () => Promise.reject(new Error('not asked')),
      ask: async () => {},
      notify: async () => {},
    },
    offers: { offerInTopFrame: async (_tabId, offer) => void offers.push(offer) },
  });
  t.mock.timers.tick(2_999);
  await flushPromises();
  assert.equal(offers.length, 0);
  t.mock.timers.tick(1);
  await flushPromises();
  assert.equal(offers.length, 1);
});
