// The keyword of the address bar: what it tells about a text, and what Enter does with it.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Omnibox } from '../../../extension/src/background/omnibox.ts';
import type { HostRequest } from '../../../extension/src/context-messages.ts';
import type { NumberChecked, PlaceCall, Reply } from '../../../extension/src/protocol.ts';
import { BackgroundSetup, TAB } from '../support/background-setup.ts';
import { flushPromises } from '../support/flush-promises.ts';
import { REPLIES } from '../support/message-fixtures.ts';

const CHECKED = { ...(REPLIES.number_checked as NumberChecked), number: '+14155550100', reasons: [] };

let setup: BackgroundSetup;
let omnibox: Omnibox;
let descriptions: string[];
let checked: NumberChecked;

beforeEach(() => {
  setup = new BackgroundSetup();
  setup.local.items.default_region = 'US';
  setup.frameReply = { type: 'frame_done' };
  descriptions = [];
  checked = CHECKED;
  Object.assign(chrome, {
    omnibox: {
      setDefaultSuggestion: ({ description }: { description: string }) => descriptions.push(description),
    },
  });
  const requestHost = async (request: HostRequest) =>
    (request.type === 'check_number' ? checked : { type: 'warmed_up' }) as Reply as never;
  omnibox = new Omnibox({ calls: setup.calls, offers: setup.offers, requestHost });
});

async function shown(): Promise<unknown> {
  const reply = await setup.send({ type: 'take_question', tab_id: TAB }, POPUP);
  return reply.question;
}
const POPUP = { id: 'own', origin: 'chrome-extension://own', url: 'chrome-extension://own/popup.html' };

test('a number is told with its country while it is typed, as XML', async () => {
  checked = { ...CHECKED, international: '+387 30 123-456', country: 'BA' };
  omnibox.onStart();
  await omnibox.onInput('030 123 456', () => {});
  assert.match(descriptions[0] ?? '', /Type a phone number/);
  assert.equal(descriptions[1], 'Call +387 30 123-456 · Bosnia &#38; Herzegovina');
});

test('a number that may not be called is told with the reason', async () => {
  checked = { ...CHECKED, decision: 'deny', reasons: ['emergency'] };
  await omnibox.onInput('911', () => {});
  assert.match(descriptions[0] ?? '', /Emergency numbers/);
});

test('a text without a digit is not sent to the host', async () => {
  checked = { ...CHECKED, international: 'never' };
  await omnibox.onInput('hello', () => {});
  assert.match(descriptions.join(), /Type a phone number/);
});

test('Enter calls the number that was told, once, and the page shows it', async () => {
  await omnibox.onInput('(415) 555-0100', () => {});
  await omnibox.onEnter('(415) 555-0100', TAB);
  const [call] = setup.placed;
  const { request_id: _, ...fields } = call as PlaceCall;
  assert.deepEqual(fields, {
    type: 'place_call',
    number: '+14155550100',
    original_text: '(415) 555-0100',
    region: 'US',
    trigger: 'omnibox',
  });
  const types = setup.frameMessages.map(sent => (sent as [{ type: string }])[0].type);
  assert.deepEqual([setup.placed.length, types], [1, ['call_started', 'call_finished']]);
});

test('Enter before the host has told anything calls the text as it is typed', async () => {
  await omnibox.onInput('(415) 555-0100', () => {});
  await omnibox.onEnter('(415) 555-0101', TAB);
  assert.equal(setup.placed[0]?.number, '(415) 555-0101');
});

for (const text of ['+1 \u202e0010 555 514\u202c', '1-800-FLOWERS', 'hello', '\u0661\u0662\u0663 4567']) {
  test(`“${text}” is not called, but asked about in the popup`, async () => {
    await omnibox.onEnter(text, TAB);
    assert.deepEqual([setup.placed.length, setup.openedPopups], [0, 1]);
    assert.equal(((await shown()) as { subject: { number: string } }).subject.number, text);
  });
}

for (const [what, frameReply] of [
  ['where no card can be shown', undefined],
  ['where a card is shown too, because it costs extra', { type: 'frame_done' }],
] as const) {
  test(`what has to be confirmed is asked in the popup ${what}`, async () => {
    setup.frameReply = frameReply;
    setup.replyTo = () => ({
      type: 'confirmation_needed',
      reasons: [frameReply ? 'premium_rate' : 'just_called'],
      params: {},
    });
    await omnibox.onEnter('+1 415 555 0100', TAB);
    await flushPromises();
    assert.equal(setup.openedPopups > 0, true);
    assert.equal(((await shown()) as { request: PlaceCall }).request.number, '+1 415 555 0100');
  });
}
