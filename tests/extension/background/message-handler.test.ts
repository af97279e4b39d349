// Messages that the background script answers itself: settings, cards, offers and questions.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { BackgroundSetup, card, innerFrame, ORIGIN, page, popup, TAB } from '../support/background-setup.ts';

const TOKEN = '0123456789abcdef';
const SUBJECT = {
  number: '+14155550100',
  original_text: '415-555-0100',
  trigger: 'click',
  explanations: ['It is.'],
};

let setup: BackgroundSetup;

beforeEach(() => {
  setup = new BackgroundSetup();
});

async function code(message: object, sender: typeof page): Promise<unknown> {
  return (await setup.send(message, sender)).code;
}

test('get_site_settings: a page gets the settings of its own site, whatever it asks for', async () => {
  Object.assign(setup.local.items, {
    'site:crm.example': { region: 'AT' },
    'ignored:crm.example': ['1'],
    'site:bank.example': { region: 'CH' },
    default_region: 'GB',
  });
  const claims = { hostname: 'bank.example', origin: 'https://bank.example' };
  const reply = await setup.send({ type: 'get_site_settings', ...claims }, page);
  assert.deepEqual(reply, {
    type: 'site_settings',
    settings: { region: 'AT', ignoredTexts: ['1'] },
    default_region: 'GB',
    is_set_up: true,
    one_click: false,
    one_click_prefixes: [],
    mark_style: 'background',
    mark_colour: 'blue',
  });
});

test('get_site_settings: one click is for the top frame of an allowed site', async () => {
  const oneClickOf = async (sender: typeof page) =>
    (await setup.send({ type: 'get_site_settings' }, sender)).one_click;
  assert.equal(await oneClickOf(page), false);
  setup.allowOneClick();
  assert.equal(await oneClickOf(page), true);
  assert.equal(await oneClickOf({ ...page, frameId: 3 }), false, 'a frame of the same site');
  assert.equal(await oneClickOf({ ...page, origin: 'null' }), false, 'sandboxed');
});

test('get_site_settings: a page is told that nothing can be called yet', async () => {
  setup.local.items.setup_needed = true;
  assert.equal((await setup.send({ type: 'get_site_settings' }, page)).is_set_up, false);
});

test('wake_host: starts the host, and requests nothing from it', async () => {
  assert.equal((await setup.send({ type: 'wake_host' }, innerFrame)).success, true);
  assert.equal(setup.hostWakes, 1);
  assert.deepEqual(setup.requests, []);
});

test('get_site_settings: a sandboxed frame has no site', async () => {
  Object.assign(setup.local.items, { 'site:crm.example': { region: 'AT' }, 'site:null': { region: 'CH' } });
  const reply = await setup.send({ type: 'get_site_settings' }, { ...innerFrame, origin: 'null' });
  assert.deepEqual(reply.settings, {});
});

test('get_card_site: a card gets the page of its tab that opened it', async () => {
  assert.deepEqual(await setup.send({ type: 'open_card', token: TOKEN }, page), {
    type: 'done',
    success: true,
  });
  const message = { type: 'get_card_site', token: TOKEN };
  const site = { type: 'card_site', origin: ORIGIN, one_click: 'undecided' };
  assert.deepEqual(await setup.send(message, card), site);
  setup.restart();
  assert.deepEqual(await setup.send(message, card), site, 'also after the browser has stopped the script');
  assert.equal(await code({ ...message, token: TOKEN.toUpperCase() }, card), 'invalid_request');
  assert.equal(await code(message, { ...card, tab: { id: TAB + 1 } }), 'invalid_request', 'in another tab');
});

test('open_card: the status is asked again, because a card tells whether a phone rings', async () => {
  await setup.send({ type: 'open_card', token: TOKEN }, page);
  assert.equal(setup.statusRefreshes, 1);
});

test('get_card_site: a page without an origin has an empty one', async () => {
  await setup.send({ type: 'open_card', token: TOKEN }, { ...page, origin: 'null' });
  const site = await setup.send({ type: 'get_card_site', token: TOKEN }, card);
  assert.deepEqual([site.origin, site.one_click], ['', 'declined']);
});

test('open_card: a token cannot be taken over by another page', async () => {
  await setup.send({ type: 'open_card', token: TOKEN }, page);
  const thief = { ...page, origin: 'https://evil.example', tab: { id: TAB } };
  assert.equal((await setup.send({ type: 'open_card', token: TOKEN }, thief)).success, false);
  assert.equal((await setup.send({ type: 'get_card_site', token: TOKEN }, card)).origin, ORIGIN);
});

for (const token of ['', 'short', 'x'.repeat(129), '0123456789 abcdef', 7]) {
  test(`open_card: the token “${String(token).slice(0, 20)}” is refused`, async () => {
    assert.equal(await code({ type: 'open_card', token }, page), 'invalid_request');
  });
}

test('offer_in_top_frame: the card of the top frame offers the number', async () => {
  setup.frameReply = { type: 'frame_done' };
  const offer = { subject: SUBJECT, takesFocus: false, screenRect: { x: 10, y: 20, width: 90, height: 16 } };
  await setup.send({ type: 'offer_in_top_frame', ...offer }, innerFrame);
  assert.deepEqual(setup.frameMessages, [[{ type: 'show_offer', ...offer }, { frameId: 0 }]]);
  assert.equal(setup.openedPopups, 0);
});

const NO_CARD: [what: string, reply: unknown][] = [
  ['there is no content script', undefined],
  ['it cannot show a card', { type: 'failure', code: 'internal', params: {}, detail: '' }],
  ['it replies with something else', { type: 'site_report' }],
];
for (const [what, reply] of NO_CARD) {
  test(`offer_in_top_frame: the popup asks if in the top frame ${what}`, async () => {
    setup.frameReply = reply;
    await setup.send({ type: 'offer_in_top_frame', subject: SUBJECT, takesFocus: true }, innerFrame);
    assert.equal(setup.openedPopups, 1);
    const { question } = await setup.send({ type: 'take_question', tab_id: TAB }, popup);
    assert.deepEqual(question, { subject: SUBJECT, page_origin: innerFrame.origin });
  });
}

test('offer_in_top_frame: the popup does not ask about a number on which the pointer only rests', async () => {
  await setup.send({ type: 'offer_in_top_frame', subject: SUBJECT, takesFocus: false }, innerFrame);
  assert.equal(setup.openedPopups, 0);
  assert.equal((await setup.send({ type: 'take_question', tab_id: TAB }, popup)).question, null);
});

test('offer_in_popup: a card names the page, a page cannot', async () => {
  const offer = { type: 'offer_in_popup', subject: SUBJECT, page_origin: 'https://other.example' };
  await setup.send(offer, card);
  const ofCard = await setup.send({ type: 'take_question', tab_id: TAB }, popup);
  assert.deepEqual(ofCard.question, { subject: SUBJECT, page_origin: 'https://other.example' });
  await setup.send(offer, page);
  const ofPage = await setup.send({ type: 'take_question', tab_id: TAB }, popup);
  assert.deepEqual(ofPage.question, { subject: SUBJECT, page_origin: page.origin });
});

test('show_badge: the toolbar button shows a call that no card can show', async () => {
  const update = {
    type: 'call_started',
    request: { type: 'place_call', request_id: 'made-by-page', number: '+1', trigger: 'click' },
  };
  const reply = await setup.send({ type: 'show_badge', number: SUBJECT.number, update }, page);
  assert.equal(reply.success, true);
  assert.equal(
    await code({ type: 'show_badge', number: SUBJECT.number, update: {} }, page),
    'invalid_request',
  );
});

test('offer_in_popup: a question of a page without an origin names none', async () => {
  await setup.send({ type: 'offer_in_popup', subject: SUBJECT }, { ...page, origin: 'null' });
  const { question } = await setup.send({ type: 'take_question', tab_id: TAB }, popup);
  assert.deepEqual(question, { subject: SUBJECT });
});

const INVALID_SUBJECTS: [what: string, fields: object][] = [
  ['without a number', { number: undefined }],
  ['with a number that is too long', { number: '1'.repeat(65) }],
  ['with a text that is too long', { original_text: '1'.repeat(257) }],
  ['with an extension that is too long', { phone_extension: '1'.repeat(21) }],
  ['with a country that is none', { country: 'Your bank' }],
  ['with a region that is none', { region: 'us' }],
  ['with very long explanations', { explanations: ['x'.repeat(30_000)] }],
  ['that claims to be from the popup', { trigger: 'popup' }],
];
for (const [what, fields] of INVALID_SUBJECTS) {
  test(`offers: a number ${what} is refused`, async () => {
    const subject = { ...SUBJECT, ...fields };
    assert.equal(await code({ type: 'offer_in_popup', subject }, page), 'invalid_request');
    const offer = { type: 'offer_in_top_frame', subject, takesFocus: true };
    assert.equal(await code(offer, innerFrame), 'invalid_request');
    assert.equal(setup.openedPopups, 0);
  });
}

test('offers: of the menu, the top frame alone may offer a number that its card cannot show', async () => {
  const subject = { ...SUBJECT, trigger: 'menu' };
  const offer = { type: 'offer_in_top_frame', subject, takesFocus: true };
  assert.equal(await code(offer, innerFrame), 'invalid_request');
  assert.equal(setup.openedPopups, 0);
  await setup.send({ type: 'offer_in_popup', subject }, page);
  assert.equal(setup.openedPopups, 1);
});

test('show_question: opens the popup again while there is a question', async () => {
  assert.equal((await setup.send({ type: 'show_question' }, card)).success, false);
  assert.equal(setup.openedPopups, 0);
  await setup.send({ type: 'offer_in_popup', subject: SUBJECT }, page);
  assert.equal((await setup.send({ type: 'show_question' }, card)).success, true);
  assert.equal(setup.openedPopups, 2);
});

test('a question is kept for two minutes', async t => {
  t.mock.timers.enable({ apis: ['Date'] });
  await setup.send({ type: 'offer_in_popup', subject: SUBJECT }, page);
  const isKept = async () =>
    (await setup.send({ type: 'take_question', tab_id: TAB }, popup)).question !== null;
  t.mock.timers.tick(119_999);
  assert.equal(await isKept(), true);
  t.mock.timers.tick(1);
  assert.equal(await isKept(), false);
});

test('the last question of a tab wins', async () => {
  await setup.send({ type: 'offer_in_popup', subject: SUBJECT }, page);
  const subject = { ...SUBJECT, number: '+14155550199' };
  await setup.send({ type: 'offer_in_popup', subject }, page);
  const { question } = await setup.send({ type: 'take_question', tab_id: TAB }, popup);
  assert.deepEqual(question, { subject, page_origin: ORIGIN });
});

test('a question opens a window where the popup does not open, and marks the toolbar button', async () => {
  setup.canOpenPopup = false;
  await setup.send({ type: 'offer_in_popup', subject: SUBJECT }, page);
  assert.deepEqual(setup.windows, [`chrome-extension://own/popup.html?tab=${TAB}`]);
  assert.deepEqual(setup.toolbar.badges, ['?']);
});

test('a question of a tab in the background only marks the toolbar button', async () => {
  setup.isTabActive = false;
  await setup.send({ type: 'offer_in_popup', subject: SUBJECT }, page);
  assert.deepEqual([setup.openedPopups, setup.windows, setup.toolbar.badges], [0, [], ['?']]);
});

const INVALID: [what: string, message: unknown][] = [
  ['nothing', null],
  ['a string', 'get_status'],
  ['an unknown type', { type: 'configure' }],
  ['half a call', { type: 'place_call', request_id: 'request-1' }],
  ['hello', { type: 'hello', extension_version: '1' }],
  ['a token that is short', { type: 'get_card_site', token: 'abc' }],
  ['a tab that is none', { type: 'take_question', tab_id: '7' }],
  ['a type that every object has', { type: 'constructor' }],
];
for (const [what, message] of INVALID) {
  test(`${what} is refused from every sender`, async () => {
    for (const sender of [page, innerFrame, card, popup]) {
      assert.equal(await code(message as object, sender), 'invalid_request');
    }
    assert.deepEqual(setup.requests, []);
  });
}

test('the other requests are passed on to the host', async () => {
  assert.equal((await setup.send({ type: 'warm_up' }, innerFrame)).type, 'warmed_up');
  assert.equal((await setup.send({ type: 'check_number', number: '1' }, card)).type, 'number_checked');
  assert.equal((await setup.send({ type: 'get_status' }, popup)).type, 'status');
});
