// Messages between contexts of the extension: their guards, and the replies that belong to them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFrameMessage, isPageNumbers } from '../../extension/src/context-message-guards.ts';
import { hasReplyType, type SiteReport } from '../../extension/src/context-messages.ts';
import { requestFrame } from '../../extension/src/frame-request.ts';
import { fakeChrome } from './support/fake-chrome.ts';
import { REPLIES, REQUESTS } from './support/message-fixtures.ts';

const CALL = REQUESTS.place_call;
const FINISHED = { type: 'call_finished', request_id: 'a', reply: REPLIES.call_placed };
const REPORT: SiteReport = {
  type: 'site_report',
  origin: 'https://crm.example',
  region: 'AT',
  regionSource: 'language',
  suggestedRegions: ['AT'],
  regions: ['AT', 'DE'],
  detectionEnabled: true,
  pageOptsOut: false,
};

const SUBJECT = { number: '+14155550100', trigger: 'click', explanations: [] };
const OFFER = { type: 'show_offer', subject: SUBJECT, takesFocus: true };
const PLACE = { x: 1.5, y: -2, width: 10, height: 4 };

const FRAME_MESSAGES: [what: string, message: unknown, accepted: boolean][] = [
  ['a question for the report', { type: 'get_site_report' }, true],
  ['a call that started', { type: 'call_started', request: CALL }, true],
  ['a call that was placed', FINISHED, true],
  ['a call that failed', { ...FINISHED, reply: REPLIES.failure }, true],
  ['a call that is to be confirmed', { ...FINISHED, reply: REPLIES.confirmation_needed }, true],
  ['a call without a request', { type: 'call_started' }, false],
  ['a call with half a request', { type: 'call_started', request: { type: 'place_call' } }, false],
  ['a finished call with another reply', { ...FINISHED, reply: REPLIES.status }, false],
  ['a finished call without an ID', { ...FINISHED, request_id: undefined }, false],
  ['an offer', OFFER, true],
  ['an offer with a place', { ...OFFER, screenRect: PLACE }, true],
  ['an offer with half a place', { ...OFFER, screenRect: { x: 1, y: 2 } }, false],
  ['an offer at no place', { ...OFFER, screenRect: { ...PLACE, x: Number.NaN } }, false],
  ['an offer without a number', { ...OFFER, subject: { ...SUBJECT, number: 1 } }, false],
  ['that settings changed', { type: 'site_settings_changed' }, true],
  ['a request to the host', CALL, false],
  ['nothing', null, false],
  ['a string', 'get_site_report', false],
];
for (const [what, message, accepted] of FRAME_MESSAGES) {
  test(`a frame ${accepted ? 'accepts' : 'rejects'} ${what}`, () => {
    assert.equal(isFrameMessage(message), accepted);
  });
}

const PAGE_NUMBERS = { type: 'page_numbers', frame: [0, 2], numbers: [{ number: '+14155550100' }] };
const LISTS: [what: string, message: unknown, accepted: boolean][] = [
  ['a list', PAGE_NUMBERS, true],
  ['a fax', { ...PAGE_NUMBERS, numbers: [{ number: '1', phone_extension: '2', label: 'fax' }] }, true],
  ['another label', { ...PAGE_NUMBERS, numbers: [{ number: '1', label: 'telex' }] }, false],
  ['an entry without a number', { ...PAGE_NUMBERS, numbers: [{ original_text: '1' }] }, false],
  ['a list without a frame', { ...PAGE_NUMBERS, frame: undefined }, false],
  ['nothing', undefined, false],
];
for (const [what, message, accepted] of LISTS) {
  test(`the popup ${accepted ? 'accepts' : 'rejects'} ${what}`, () => {
    assert.equal(isPageNumbers(message), accepted);
  });
}

test('a request has replies of its own types, and failures', () => {
  const call = { type: 'place_call' } as const;
  for (const type of ['call_placed', 'confirmation_needed', 'failure'])
    assert.ok(hasReplyType(call, { type }));
  for (const value of [{ type: 'status' }, {}, null, undefined, 'failure']) {
    assert.equal(hasReplyType(call, value), false);
  }
});

const FRAME_REPLIES: [what: string, reply: unknown, accepted: boolean][] = [
  ['its report', REPORT, true],
  ['a report without a region', { ...REPORT, region: null, regionSource: null }, true],
  ['a failure', REPLIES.failure, false],
  ['a report from an unknown source', { ...REPORT, regionSource: 'stars' }, false],
  ['nothing', undefined, false],
  ['the reply to another message', { type: 'frame_done' }, false],
];
for (const [what, reply, accepted] of FRAME_REPLIES) {
  test(`a frame that replies with ${what} ${accepted ? 'has' : 'has not'} replied`, async () => {
    fakeChrome({ tabs: { sendMessage: async () => reply } });
    assert.equal(await requestFrame({ type: 'get_site_report' }, 7), accepted ? reply : undefined);
  });
}

test('a frame without a content script does not reply', async () => {
  const sendMessage = () => Promise.reject(new Error('Receiving end does not exist.'));
  fakeChrome({ tabs: { sendMessage } });
  assert.equal(await requestFrame({ type: 'get_site_report' }, 7), undefined);
});

test('requestFrame: a frame that is busy for more than 3 seconds does not reply', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  fakeChrome({ tabs: { sendMessage: () => new Promise(() => {}) } });
  const reply = requestFrame({ type: 'get_site_report' }, 7);
  t.mock.timers.tick(3_000);
  assert.equal(await reply, undefined);
});
