// authorizeRequest: which sender may make which request, and which page origin a call gets.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authorizeRequest, type Sender } from '../../../extension/src/background/sender-permissions.ts';
import type { PlaceCall, Request } from '../../../extension/src/protocol.ts';
import { REQUESTS } from '../support/message-fixtures.ts';

const OWN_ORIGIN = 'chrome-extension://own';
const PAGE: Sender = {
  id: 'own',
  origin: 'https://crm.example.com',
  url: 'https://crm.example.com/contact/7?x=1',
};
const POPUP: Sender = { id: 'own', origin: OWN_ORIGIN, url: `${OWN_ORIGIN}/popup.html` };
const call = REQUESTS.place_call as PlaceCall;

const authorize = (message: unknown, sender: Sender): Request | undefined =>
  authorizeRequest(message, sender, 'own', OWN_ORIGIN);
const pageOriginOf = (sender: Sender, message: PlaceCall = call): string | undefined => {
  const request = authorize(message, sender);
  assert.ok(request?.type === 'place_call');
  return request.page_origin;
};

const PERMISSIONS: [type: Request['type'], page: boolean, popup: boolean][] = [
  ['warm_up', true, true],
  ['check_number', true, true],
  ['place_call', true, true],
  ['get_status', false, true],
  ['get_history', false, true],
  ['hello', false, false],
];
const verdict = (isAllowed: boolean) => (isAllowed ? 'allowed' : 'refused');
for (const [type, page, popup] of PERMISSIONS) {
  test(`${type}: ${verdict(page)} for pages, ${verdict(popup)} for the popup`, () => {
    assert.equal(authorize(REQUESTS[type], PAGE) !== undefined, page);
    assert.equal(authorize(REQUESTS[type], POPUP) !== undefined, popup);
  });
}

test('another extension may make no request', () => {
  assert.equal(authorize(call, { ...POPUP, id: 'other' }), undefined);
});

test('a message that is not a valid request is refused', () => {
  const { number: _, ...incomplete } = call;
  for (const message of [null, undefined, 'place_call', 7, {}, { type: 'configure' }, incomplete]) {
    assert.equal(authorize(message, POPUP), undefined);
  }
});

test('a page cannot claim to be another page', () => {
  assert.equal(
    pageOriginOf(PAGE, { ...call, page_origin: 'https://bank.example' }),
    'https://crm.example.com',
  );
});

test('the page origin has no path, also if the browser gives a URL', () => {
  const { origin: _, ...withoutOrigin } = PAGE;
  assert.equal(pageOriginOf(withoutOrigin), 'https://crm.example.com');
});

for (const origin of ['null', '', 'about:blank', `https://${'a'.repeat(300)}.example`]) {
  test(`the origin “${origin.slice(0, 20)}” is not sent as a page origin`, () => {
    const sender = { id: 'own', origin, url: 'about:srcdoc' };
    assert.equal(pageOriginOf(sender, { ...call, page_origin: 'https://bank.example' }), undefined);
  });
}

test('the rest of a call is not changed', () => {
  const { page_origin: _, ...rest } = call;
  assert.deepEqual(authorize(rest, PAGE), { ...rest, page_origin: 'https://crm.example.com' });
});
