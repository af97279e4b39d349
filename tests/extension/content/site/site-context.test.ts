// SiteContext: settings come by message; a page works with the defaults until then, and follows changes.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { SiteContext } from '../../../../extension/src/content/site/site-context.ts';
import { fakeChrome } from '../../support/fake-chrome.ts';
import { flushPromises } from '../../support/flush-promises.ts';

const SETTINGS = {
  type: 'site_settings',
  settings: {},
  default_region: 'GB',
  is_set_up: true,
  one_click: false,
  one_click_prefixes: [],
  mark_style: 'background',
  mark_colour: 'blue',
};
const newWindow = () => Object.assign(new EventTarget(), { origin: 'https://crm.example' });
const newPage = (defaultView: object) =>
  Object.assign(new EventTarget(), {
    documentElement: null,
    querySelectorAll: () => [],
    querySelector: () => null,
    defaultView,
  });

let window: ReturnType<typeof newWindow>;
let page: ReturnType<typeof newPage>;
let sent: unknown[];
let replies: (object | Promise<object>)[]; // to one message after the other
let changes: number;
let site: SiteContext;

beforeEach(() => {
  mock.timers.reset();
  sent = [];
  changes = 0;
  const sendMessage = async (message: unknown) => {
    sent.push(message);
    return replies.shift();
  };
  // An access to the storage would throw an error.
  fakeChrome({ runtime: { id: 'own', sendMessage } });
  Object.assign(globalThis, {
    MutationObserver: class {
      observe(): void {}
      disconnect(): void {}
    },
  });
  Object.defineProperty(globalThis, 'navigator', { value: { languages: [] }, configurable: true });
  window = newWindow();
  page = newPage(window);
  site = new SiteContext(page as unknown as Document, () => changes++);
});

function load(): Promise<void> {
  return site.load(new AbortController().signal);
}

test('load: requests the settings of this page, without naming it', async () => {
  replies = [{ ...SETTINGS, settings: { region: 'AT' }, one_click: true }];
  await load();
  assert.deepEqual(sent, [{ type: 'get_site_settings' }]);
  assert.deepEqual(site.region, { region: 'AT', source: 'site' });
  assert.deepEqual([site.mayCallAtOnce('+14155550100'), changes], [true, 0]);
});

test('load: a background script that is late delays the page by half a second at most', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  let reply = (_settings: object): void => {};
  replies = [new Promise<object>(resolve => (reply = resolve))];
  let isLoaded = false;
  void load().then(() => (isLoaded = true));
  mock.timers.tick(499);
  await flushPromises();
  assert.equal(isLoaded, false);
  mock.timers.tick(1);
  await flushPromises();
  assert.deepEqual([isLoaded, site.detectionMode, site.mayCallAtOnce('+14155550100')], [true, 'all', false]);
  reply({ ...SETTINGS, settings: { detectionEnabled: false }, one_click: true });
  await flushPromises();
  assert.deepEqual([changes, site.detectionMode, site.mayCallAtOnce('+14155550100')], [1, 'nothing', true]);
});

const FAILURES: [what: string, reply: object][] = [
  ['a failure', { type: 'failure', code: 'internal', params: {}, detail: '' }],
  ['something invalid', { type: 'site_settings', settings: { ignoredTexts: 1 } }],
  ['an error', Promise.reject(new Error('broken'))],
];
for (const [what, reply] of FAILURES) {
  if (reply instanceof Promise) reply.catch(() => {});
  test(`load: with ${what} instead of settings the defaults apply`, async () => {
    replies = [reply];
    await load();
    assert.deepEqual(
      [site.detectionMode, site.mayCallAtOnce('+14155550100'), site.region],
      ['all', false, undefined],
    );
  });
}

test('refresh: what changed is applied, and reported once if it concerns the numbers', async () => {
  replies = [SETTINGS, SETTINGS, { ...SETTINGS, one_click: true }, { ...SETTINGS, default_region: 'AT' }];
  await load();
  await site.refresh();
  await site.refresh();
  assert.deepEqual([changes, site.mayCallAtOnce('+14155550100')], [0, true]);
  await site.refresh();
  assert.deepEqual([changes, site.mayCallAtOnce('+14155550100')], [1, false]);
});

test('refresh: a late reply does not replace a newer one', async () => {
  let replyLate = (_settings: object): void => {};
  const late = new Promise<object>(resolve => (replyLate = resolve));
  replies = [SETTINGS, late, { ...SETTINGS, one_click: true }];
  await load();
  const first = site.refresh();
  await site.refresh();
  replyLate(SETTINGS);
  await first;
  assert.equal(site.mayCallAtOnce('+14155550100'), true);
});

test('a page from the back/forward cache requests its settings again', async () => {
  replies = [SETTINGS, { ...SETTINGS, one_click: true }];
  await load();
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
  await flushPromises();
  assert.equal(sent.length, 1);
  window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  await flushPromises();
  assert.equal(site.mayCallAtOnce('+14155550100'), true);
});

test('a page that was made in advance requests its settings again when a tab shows it', async () => {
  replies = [SETTINGS, { ...SETTINGS, one_click: true }];
  await load();
  page.dispatchEvent(new Event('prerenderingchange'));
  await flushPromises();
  assert.equal(site.mayCallAtOnce('+14155550100'), true);
});

test('currentReport: has the settings as they are stored now, also while others are requested', async () => {
  replies = [
    SETTINGS,
    { ...SETTINGS, settings: { detectionEnabled: false } },
    new Promise(() => {}), // a later request, which is not answered yet
  ];
  await load();
  const report = site.currentReport();
  void site.refresh();
  assert.equal((await report).detectionEnabled, false);
});

test('currentReport: a background script that is late does not keep the popup waiting', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  replies = [new Promise(() => {})];
  const report = site.currentReport();
  mock.timers.tick(500);
  assert.equal((await report).detectionEnabled, true);
});

test('report: names the origin of the page, and none for a page without a host name', async () => {
  replies = [SETTINGS];
  await load();
  assert.equal(site.report.origin, 'https://crm.example');
  const file = newPage({ origin: 'file://' });
  assert.equal(new SiteContext(file as unknown as Document, () => {}).report.origin, '');
});
