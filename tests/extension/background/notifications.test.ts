// Notifications: of which replies, with which texts, and only where the agent sees the call nowhere else.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { notifyIfPopupIsClosed, notifyOfReply } from '../../../extension/src/background/notifications.ts';
import type { CallReply } from '../../../extension/src/context-messages.ts';
import { failure } from '../../../extension/src/failures.ts';
import type { PlaceCall } from '../../../extension/src/protocol.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { PLACE_CALL, REPLIES } from '../support/message-fixtures.ts';

const CALL = PLACE_CALL as PlaceCall;
const PLACED = REPLIES.call_placed as CallReply;
const POPUP = 'chrome-extension://own/popup.html';

let shown: [id: string, options: { title: string; message: string }][];
let contexts: { documentUrl: string }[];
beforeEach(() => {
  shown = [];
  contexts = [];
  fakeChrome({
    runtime: {
      id: 'own',
      getURL: (path: string) => `chrome-extension://own/${path}`,
      getContexts: async () => contexts,
    },
    notifications: { create: async (...notification: (typeof shown)[0]) => void shown.push(notification) },
  });
});

const TEXTS: [reply: CallReply, title: RegExp, message: RegExp][] = [
  [PLACED, /placed|rings/i, /555/],
  [failure('key_rejected', ''), /API key/, /555/],
  [{ type: 'confirmation_needed', reasons: ['just_called'], params: {} }, /answer/, /just now/],
];
for (const [reply, title, message] of TEXTS) {
  test(`${reply.type} is told under the ID of its call`, async () => {
    await notifyOfReply(CALL, reply);
    const [[id, texts] = ['', { title: '', message: '' }]] = shown;
    assert.equal(id, CALL.request_id);
    assert.match(texts.title, title);
    assert.match(texts.message, message);
  });
}

test('a number is in groups, also in a failure: the agent’s own, if they are read as the same number', async () => {
  const typed = { ...CALL, number: '+442079460000', original_text: '+44 20 7946 0000' };
  await notifyOfReply(typed, failure('key_rejected', ''));
  await notifyOfReply({ ...typed, original_text: '020 7946 0000' }, failure('key_rejected', ''));
  const numbers = shown.map(([, { message }]) => message.split('\n')[0]);
  assert.deepEqual(numbers, ['+44 20 7946 0000', '+442079460000']);
});

test('a call of the popup is told only if that is closed, as a panel or a window', async () => {
  for (const url of [POPUP, `${POPUP}?tab=7`]) {
    contexts = [{ documentUrl: url }];
    await notifyIfPopupIsClosed(CALL, PLACED);
  }
  assert.deepEqual(shown, []);
  contexts = [{ documentUrl: 'chrome-extension://own/options.html' }];
  await notifyIfPopupIsClosed(CALL, PLACED);
  assert.equal(shown.length, 1);
});

test('without the permission nothing is shown, and a failure of the system is no error', async () => {
  Object.assign(chrome, { notifications: { create: () => Promise.reject(new Error('no system')) } });
  await notifyOfReply(CALL, PLACED);
  Object.assign(chrome, { notifications: undefined });
  await notifyOfReply(CALL, PLACED);
});
