// Who a sender is, by what the browser states; which messages it may send, and which fields of a call it may set.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  attachPageOrigin,
  isAllowed,
  type KnownSender,
  knownSender,
  originOfUrl,
  type Role,
  refusedField,
  type Sender,
} from '../../../extension/src/background/sender-permissions.ts';
import type { BackgroundMessage } from '../../../extension/src/context-messages.ts';
import { TRIGGERS } from '../../../extension/src/protocol.ts';
import { PLACE_CALL } from '../support/message-fixtures.ts';

const OWN = { id: 'own', origins: ['chrome-extension://own', 'chrome-extension://dynamic'] };
const PAGE: Sender = {
  id: 'own',
  origin: 'https://crm.example.com',
  url: 'https://crm.example.com/contact/7?x=1',
  frameId: 0,
  tab: { id: 7 },
};
const CARD: Sender = {
  id: 'own',
  origin: 'chrome-extension://dynamic',
  url: 'chrome-extension://dynamic/card.html#0123456789abcdef',
  frameId: 12,
  tab: { id: 7 },
};
const POPUP: Sender = {
  id: 'own',
  origin: 'chrome-extension://own',
  url: 'chrome-extension://own/popup.html',
};

const OPTIONS: Sender = {
  id: 'own',
  origin: 'chrome-extension://own',
  url: 'chrome-extension://own/options.html',
  frameId: 0,
  tab: { id: 8 },
};

const SENDERS: [what: string, sender: Sender, role: Role | undefined][] = [
  ['the content script of a top frame', PAGE, 'content'],
  ['the content script of a frame in a page', { ...PAGE, frameId: 3 }, 'content'],
  ['a sandboxed frame', { ...PAGE, frameId: 3, origin: 'null' }, 'content'],
  ['a page with the path of the popup', { ...PAGE, url: 'https://crm.example.com/popup.html' }, 'content'],
  [
    'a page with the path of the card',
    { ...PAGE, url: 'https://crm.example.com/card.html', frameId: 3 },
    'content',
  ],
  ['a page with the URL of the popup', { ...PAGE, url: POPUP.url }, 'content'],
  ['a page without a tab', { ...PAGE, tab: undefined }, undefined],
  ['a page without a frame', { ...PAGE, frameId: undefined }, undefined],
  ['a page whose origin the browser does not state', { ...PAGE, origin: undefined }, undefined],
  ['the card in a page', CARD, 'card'],
  [
    'the card at its other address',
    { ...CARD, origin: OWN.origins[0], url: `${OWN.origins[0]}/card.html` },
    'card',
  ],
  ['a card opened as a tab', { ...CARD, frameId: 0 }, undefined],
  ['a card without a tab', { ...CARD, tab: undefined }, undefined],
  ['the popup of the toolbar', POPUP, 'popup'],
  ['the popup as a window', { ...POPUP, url: `${POPUP.url}?tab=7`, tab: { id: 9 }, frameId: 0 }, 'popup'],
  ['the popup in a frame of a page', { ...POPUP, tab: { id: 7 }, frameId: 3 }, undefined],
  ['the options page', OPTIONS, 'options'],
  ['the options page in a frame of a page', { ...OPTIONS, frameId: 3 }, undefined],
  [
    'a page with the path of the options page',
    { ...PAGE, url: 'https://crm.example.com/options.html' },
    'content',
  ],
  ['another page of the extension', { ...CARD, url: 'chrome-extension://own/other.html' }, undefined],
  ['a page of the extension without a URL', { ...CARD, url: undefined }, undefined],
  ['another extension', { ...POPUP, id: 'other' }, undefined],
];
for (const [what, sender, role] of SENDERS) {
  test(`knownSender: ${what} is ${role ?? 'refused'}`, () => {
    assert.equal(knownSender(sender, OWN)?.role, role);
  });
}

const known = (sender: Sender): KnownSender => {
  const found = knownSender(sender, OWN);
  assert.ok(found);
  return found;
};
const TOP = known(PAGE);
const INNER = known({ ...PAGE, frameId: 3 });
const PLACES = {
  top: TOP,
  inner: INNER,
  card: known(CARD),
  popup: known(POPUP),
  options: known(OPTIONS),
};

const PERMISSIONS: [type: BackgroundMessage['type'], allowed: (keyof typeof PLACES)[]][] = [
  ['warm_up', ['top', 'inner', 'card', 'popup']],
  ['wake_host', ['top', 'inner']],
  ['check_number', ['top', 'inner', 'card', 'popup']],
  ['format_numbers', ['popup']],
  ['place_call', ['top', 'card', 'popup', 'options']],
  ['get_status', ['popup', 'options']],
  ['configure', ['options']],
  ['find_agents', ['options']],
  ['check_setup', ['options']],
  ['clear_history', []],
  ['get_history', ['popup']],
  ['follow_call', ['popup']],
  ['get_site_settings', ['top', 'inner']],
  ['open_card', ['top']],
  ['offer_in_popup', ['top', 'card']],
  ['show_badge', ['top']],
  ['offer_in_top_frame', ['inner']],
  ['get_card_site', ['card']],
  ['show_question', ['card']],
  ['take_call_key_press', ['card']],
  ['was_requested', ['card']],
  ['take_question', ['popup']],
  ['dismiss_question', ['popup']],
];
for (const [type, allowed] of PERMISSIONS) {
  test(`isAllowed: ${type} only from ${allowed.join(', ')}`, () => {
    const places = Object.entries(PLACES).filter(([, place]) =>
      isAllowed({ type } as BackgroundMessage, place),
    );
    assert.deepEqual(
      places.map(([name]) => name),
      allowed,
    );
  });
}

const {
  source: _source,
  caller_id: _callerId,
  page_origin: _origin,
  confirmed: _confirmed,
  ...CLICK
} = {
  ...PLACE_CALL,
  trigger: 'click' as const,
};
const FORGED = {
  confirmed: ['premium_rate'],
  caller_id: '442079460000',
  source: { account_id: '1' },
  page_origin: 'https://bank.example',
} as const;
for (const [field, value] of Object.entries(FORGED)) {
  test(`refusedField: a page may not set ${field}`, () => {
    assert.equal(refusedField({ ...CLICK, [field]: value }, TOP), field);
    for (const place of [PLACES.popup, PLACES.options])
      assert.equal(refusedField({ ...CLICK, [field]: value }, place), undefined);
  });
}

test('refusedField: also an empty list of confirmed reasons is not the page’s to send', () => {
  assert.equal(refusedField({ ...CLICK, confirmed: [] }, TOP), 'confirmed');
});

test('refusedField: a card may confirm and name its page, but choose neither caller ID nor source', () => {
  const { confirmed, page_origin, caller_id, source } = FORGED;
  assert.equal(refusedField({ ...CLICK, confirmed: [...confirmed], page_origin }, PLACES.card), undefined);
  assert.equal(refusedField({ ...CLICK, caller_id }, PLACES.card), 'caller_id');
  assert.equal(refusedField({ ...CLICK, source }, PLACES.card), 'source');
});

test('refusedField: pages and cards cannot pass a call off as one of another place', () => {
  const mayTrigger = (place: KnownSender) =>
    TRIGGERS.filter(trigger => refusedField({ ...CLICK, trigger }, place) === undefined);
  assert.deepEqual(mayTrigger(TOP), ['click', 'tel_link']);
  assert.deepEqual(mayTrigger(PLACES.card), ['click', 'menu', 'shortcut', 'omnibox', 'tel_link']);
});

test('attachPageOrigin: replaces what was claimed, and changes nothing else', () => {
  const call = { ...CLICK, page_origin: 'https://bank.example' };
  assert.deepEqual(attachPageOrigin(call, 'https://crm.example.com'), {
    ...CLICK,
    page_origin: 'https://crm.example.com',
  });
});

for (const origin of ['null', '', 'about:blank', `https://${'a'.repeat(300)}.example`, undefined]) {
  test(`attachPageOrigin: “${origin?.slice(0, 20)}” is not sent as a page origin`, () => {
    assert.deepEqual(attachPageOrigin({ ...CLICK, page_origin: 'https://bank.example' }, origin), CLICK);
  });
}

test('originOfUrl: has no path, and there is none of what is not a URL', () => {
  assert.equal(originOfUrl('https://crm.example.com/contact/7?x=1'), 'https://crm.example.com');
  assert.deepEqual([originOfUrl('crm'), originOfUrl(undefined)], [undefined, undefined]);
});
