// Notifications: of which replies, with which texts, and only where the agent sees the call nowhere else.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Notifications } from '../../../extension/src/background/notifications.ts';
import type { CallReply } from '../../../extension/src/context-messages.ts';
import { failure } from '../../../extension/src/failures.ts';
import type { Failure, NumbersFormatted, PlaceCall } from '../../../extension/src/protocol.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { PLACE_CALL, REPLIES } from '../support/message-fixtures.ts';

const CALL = PLACE_CALL as PlaceCall;
const PLACED = REPLIES.call_placed as CallReply;

let shown: [id: string, options: { title: string; message: string }][];
let formatted: NumbersFormatted | Failure;
const notifications = new Notifications(async () => formatted);
beforeEach(() => {
  formatted = failure('host_missing', '');
  shown = [];
  fakeChrome({
    runtime: {
      id: 'own',
      getURL: (path: string) => `chrome-extension://own/${path}`,
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
    await notifications.show(CALL, reply);
    const [[id, texts] = ['', { title: '', message: '' }]] = shown;
    assert.equal(id, CALL.request_id);
    assert.match(texts.title, title);
    assert.match(texts.message, message);
  });
}

test('the number of a failed call is in the groups of the host, also where nothing was written, as in a redial', async () => {
  const { original_text: _, ...redial } = { ...CALL, number: '+442079460000' };
  for (const international of ['+44 20 7946 0000', '+44 20 7946 0001']) {
    formatted = { type: 'numbers_formatted', international: [international] };
    await notifications.show(redial, failure('key_rejected', ''));
  }
  assert.deepEqual(numbersShown(), ['+44 20 7946 0000', '+442079460000'], 'never other digits');
});

test('without a host the number is as the agent wrote it, if that is read as the same number', async () => {
  const typed = { ...CALL, number: '+442079460000', original_text: '+44 20 7946 0000' };
  await notifications.show(typed, failure('host_missing', ''));
  await notifications.show({ ...typed, original_text: '020 7946 0000' }, failure('host_missing', ''));
  assert.deepEqual(numbersShown(), ['+44 20 7946 0000', '+442079460000']);
});

function numbersShown(): (string | undefined)[] {
  return shown.map(([, { message }]) => message.split('\n')[0]);
}

test('without the permission nothing is shown, and a failure of the system is no error', async () => {
  Object.assign(chrome, { notifications: { create: () => Promise.reject(new Error('no system')) } });
  await notifications.show(CALL, PLACED);
  Object.assign(chrome, { notifications: undefined });
  await notifications.show(CALL, PLACED);
});
