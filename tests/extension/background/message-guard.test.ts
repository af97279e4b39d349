// Who is let in: pages ask for three things and cannot say where they are; the popup asks for the rest.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authorizeRequest, type Sender } from '../../../extension/src/background/message-guard.ts';
import type { PlaceCall, Request } from '../../../extension/src/protocol.ts';
import { REQUESTS } from '../support/message-fixtures.ts';

const OWN = 'chrome-extension://own';
const PAGE: Sender = {
  id: 'own',
  origin: 'https://crm.example.com',
  url: 'https://crm.example.com/contact/7?x=1',
};
const POPUP: Sender = { id: 'own', origin: OWN, url: `${OWN}/popup.html` };
const call = REQUESTS.place_call as PlaceCall;

const asked = (message: unknown, sender: Sender): Request | undefined =>
  authorizeRequest(message, sender, 'own', OWN);
const pageOf = (sender: Sender, message: PlaceCall = call): string | undefined => {
  const request = asked(message, sender);
  assert.ok(request?.type === 'place_call');
  return request.page;
};

const WHO_MAY: [type: Request['type'], page: boolean, popup: boolean][] = [
  ['warm_up', true, true],
  ['check_number', true, true],
  ['place_call', true, true],
  ['get_status', false, true],
  ['get_history', false, true],
  ['hello', false, false],
];
for (const [type, page, popup] of WHO_MAY) {
  test(`${type}: ${page ? 'pages' : 'no page'}, ${popup ? 'popup' : 'no popup'}`, () => {
    assert.equal(asked(REQUESTS[type], PAGE) !== undefined, page);
    assert.equal(asked(REQUESTS[type], POPUP) !== undefined, popup);
  });
}

test('another extension asks for nothing', () => {
  assert.equal(asked(call, { ...POPUP, id: 'other' }), undefined);
});

test('what is no request is not let through', () => {
  const { number: _, ...incomplete } = call;
  for (const message of [null, undefined, 'place_call', 7, {}, { type: 'configure' }, incomplete]) {
    assert.equal(asked(message, POPUP), undefined);
  }
});

test('a page cannot say that it is another page', () => {
  assert.equal(pageOf(PAGE, { ...call, page: 'https://bank.example' }), 'https://crm.example.com');
});

test('the page is its origin alone, also where the browser tells only the address', () => {
  const { origin: _, ...older } = PAGE;
  assert.equal(pageOf(older), 'https://crm.example.com');
});

for (const origin of ['null', '', 'about:blank', `https://${'a'.repeat(300)}.example`]) {
  test(`the origin “${origin.slice(0, 20)}” is no page`, () => {
    assert.equal(
      pageOf({ id: 'own', origin, url: 'about:srcdoc' }, { ...call, page: 'https://bank.example' }),
      undefined,
    );
  });
}

test('the call itself is not changed', () => {
  const { page: _, ...rest } = call;
  assert.deepEqual(asked(rest, PAGE), { ...rest, page: 'https://crm.example.com' });
});
