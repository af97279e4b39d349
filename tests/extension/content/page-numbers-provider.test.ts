// PageNumbersProvider: only the popup gets the numbers, and it learns if they cannot be read.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { PageNumbersProvider } from '../../../extension/src/content/page-numbers-provider.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { FakePort } from '../support/fake-port.ts';
import { flushPromises } from '../support/flush-promises.ts';

const POPUP_URL = 'chrome-extension://own/popup.html';

let provider: PageNumbersProvider;

beforeEach(() => {
  fakeChrome({ runtime: { id: 'own', getURL: () => POPUP_URL } });
  const window = { parent: undefined as unknown };
  window.parent = window; // the top frame
  Object.assign(globalThis, { window, NodeFilter: { SHOW_ELEMENT: 1, SHOW_TEXT: 4 } });
  setDocument(() => ({ nextNode: () => null }));
  provider = new PageNumbersProvider({ matchesIn: () => [], region: () => undefined, accepts: () => true });
});

function setDocument(createTreeWalker: () => unknown): void {
  Object.assign(globalThis, { document: { createTreeWalker } });
}

/** Connect a port from a page of the extension. */
function connect(url = POPUP_URL, postMessage?: () => void): FakePort & { messages: unknown[] } {
  const messages: unknown[] = [];
  const port = Object.assign(new FakePort(), {
    name: 'page_numbers',
    sender: { id: 'own', url },
    messages,
    postMessage: postMessage ?? ((message: unknown) => void messages.push(message)),
  });
  provider.connect(port as unknown as chrome.runtime.Port);
  return port;
}

test('connect: sends the numbers to the popup', async () => {
  const port = connect();
  await flushPromises();
  assert.deepEqual(port.messages, [{ type: 'page_numbers', frame: [], numbers: [] }]);
});

test('connect: closes the port of another page', async () => {
  const port = connect('chrome-extension://own/other.html');
  await flushPromises();
  assert.deepEqual([port.messages, port.disconnected], [[], true]);
});

test('connect: closes the port if the page cannot be read', async () => {
  setDocument(() => {
    throw new Error('broken');
  });
  const port = connect();
  await flushPromises();
  assert.deepEqual([port.messages, port.disconnected], [[], true]);
});

test('invalidate: a port that throws does not keep the numbers from other ports', async () => {
  connect(POPUP_URL, () => {
    throw new Error('Attempting to use a disconnected port object');
  });
  const port = connect();
  await flushPromises();
  provider.invalidate();
  await flushPromises();
  assert.ok(port.messages.length >= 2);
});
