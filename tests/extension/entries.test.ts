// The entry files: every message is answered and every click has a visible result, also if something throws.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';

import type { Failure } from '../../extension/src/protocol.ts';
import { fakeChrome } from './support/fake-chrome.ts';
import { FakePort } from './support/fake-port.ts';
import { FakeToolbar } from './support/fake-toolbar.ts';
import { flushPromises } from './support/flush-promises.ts';
import { REQUESTS } from './support/message-fixtures.ts';

type Listener = (...args: never[]) => unknown;
type Event = 'onMessage' | 'onConnect' | 'onClicked';

const listeners = new Map<Event, Listener>();
const event = (name?: Event) => ({
  addListener: (listener: Listener) => void (name && listeners.set(name, listener)),
});

function broken(): never {
  throw new Error('broken');
}

/** Call the entry's onMessage listener; its reply. */
function replyTo(message: unknown, sender: object): Promise<Failure> {
  return new Promise(resolve => {
    const listener = listeners.get('onMessage') as (...args: unknown[]) => unknown;
    assert.equal(listener(message, sender, resolve), true);
  });
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

test('background: answers a message whose handler throws', async () => {
  await startBackground();
  const sender = {
    id: 'own',
    get origin() {
      return broken();
    },
  };
  const reply = await replyTo(REQUESTS.get_status, sender);
  assert.deepEqual([reply.type, reply.code], ['failure', 'internal']);
});

test('background: refuses a message that is not a request', async () => {
  await startBackground();
  const reply = await replyTo({ type: 'configure' }, { id: 'own', origin: 'chrome-extension://own' });
  assert.deepEqual([reply.type, reply.code], ['failure', 'invalid_request']);
});

test('background: asks about a menu call if neither frame nor storage can be read', async () => {
  const badges = await startBackground({
    storage: { local: { get: broken, set: broken }, onChanged: event() },
    tabs: { sendMessage: broken, get: broken },
  });
  await clickMenu({
    menuItemId: 'selection',
    selectionText: '+1 415 555 0100',
    pageUrl: 'https://a.example/',
  });
  assert.deepEqual(badges, ['?']);
});

test('background: shows the failure of a menu click on the toolbar', async () => {
  const badges = await startBackground();
  await clickMenu({
    get menuItemId() {
      return broken();
    },
  });
  assert.deepEqual(badges, ['!']);
});

async function clickMenu(click: object): Promise<void> {
  const listener = listeners.get('onClicked') as (click: object, tab: object) => void;
  listener(click, { id: 7 });
  for (let turn = 0; turn < 10; turn++) await flushPromises();
}

/**
 * Load background.ts, and put it into a new fake browser; returns the texts of the badge, as they are set.
 */
async function startBackground(parts: object = {}): Promise<string[]> {
  const toolbar = new FakeToolbar();
  fakeChrome({
    runtime: {
      id: 'own',
      getURL: () => 'chrome-extension://own/',
      getManifest: () => ({ version: '0.1.0' }),
      connectNative: () => new FakePort(),
      onMessage: event('onMessage'),
      onInstalled: event(),
      onStartup: event(),
    },
    contextMenus: { onClicked: event('onClicked') },
    storage: { local: { get: async () => ({}), set: async () => {} }, onChanged: event() },
    tabs: {
      sendMessage: () => Promise.reject(new Error('Receiving end does not exist.')),
      onActivated: event(),
    },
    action: toolbar.action,
    ...parts,
  });
  await import('../../extension/src/background.ts');
  return toolbar.badges;
}

test('content: a frame without its main module does not load it because settings changed', async () => {
  await startContent();
  const reply = await replyTo({ type: 'site_settings_changed' }, { id: 'own' });
  assert.equal(reply.type, 'frame_done');
});

test('content: of the frames that are all asked, only that with the focus replies', async () => {
  await startContent();
  const listener = listeners.get('onMessage') as (...args: unknown[]) => unknown;
  const message = { type: 'keyboard_command', command: 'call_number', frames: 'inner' };
  const inFrame = { localName: 'iframe', matches: () => true };
  const answers = [];
  for (const focus of [
    { hasFocus: () => false, activeElement: null },
    { hasFocus: () => true, activeElement: inFrame },
    { hasFocus: () => true, activeElement: null },
  ]) {
    Object.assign(document, focus);
    answers.push(listener(message, { id: 'own' }, () => {}));
  }
  assert.deepEqual(answers, [false, false, true]);
});

test('content: answers messages and closes ports if its main module cannot be loaded', async () => {
  await startContent();
  const reply = await replyTo({ type: 'get_site_report' }, { id: 'own' });
  assert.deepEqual([reply.type, reply.code], ['failure', 'internal']);
  const port = new FakePort();
  const connect = listeners.get('onConnect') as (port: unknown) => void;
  connect(port);
  await flushPromises();
  assert.equal(port.disconnected, true);
});

/** Load content.ts into a fake page of an extension that was removed. */
async function startContent(): Promise<void> {
  fakeChrome({
    runtime: {
      id: 'own',
      getURL: () => 'data:text/javascript,throw new Error("removed")',
      onMessage: event('onMessage'),
      onConnect: event('onConnect'),
    },
  });
  class FakeObserver {
    observe(): void {}
    disconnect(): void {}
  }
  const document = { contentType: 'text/html', addEventListener: () => {} };
  Object.assign(globalThis, { MutationObserver: FakeObserver, document });
  await import('../../extension/src/content.ts');
}
