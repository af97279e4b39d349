// What the toolbar button shows on all tabs, from one request to the host to the next.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { ToolbarState } from '../../../extension/src/background/toolbar-state.ts';
import { failure } from '../../../extension/src/failures.ts';
import type { Reply, Status } from '../../../extension/src/protocol.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { FakeToolbar } from '../support/fake-toolbar.ts';
import { REPLIES } from '../support/message-fixtures.ts';

const READY = { ...(REPLIES.status as Status), configured: true };
const NOT_READY = { ...READY, configured: false };
const PLACED = REPLIES.call_placed as Reply;

let toolbar: FakeToolbar;
let state: ToolbarState;
beforeEach(() => {
  toolbar = new FakeToolbar();
  fakeChrome({ action: toolbar.action });
  state = new ToolbarState();
});

test('a call in progress is shown until the last one has its reply', async () => {
  await state.during(false, Promise.resolve(READY));
  let resolve: (reply: Reply) => void = () => {};
  const first = state.during(true, new Promise<Reply>(done => (resolve = done)));
  await state.during(true, Promise.resolve(PLACED));
  assert.deepEqual(toolbar.badges, ['', '…']);
  resolve(PLACED);
  await first;
  assert.deepEqual(toolbar.badges, ['', '…', '']);
});

test('a call whose request throws is not shown for ever', async () => {
  await assert.rejects(state.during(true, Promise.reject(new Error('broken'))));
  assert.deepEqual(toolbar.badges, ['…', '']);
});

test('what is missing stays shown, also after a call that it has prevented', async () => {
  await state.during(false, Promise.resolve(NOT_READY));
  await state.during(true, Promise.resolve(failure('not_configured', '')));
  await state.during(false, Promise.resolve(failure('host_silent', '')));
  assert.deepEqual(toolbar.badges, ['!', '…', '!']);
  await state.during(false, Promise.resolve(READY));
  assert.equal(toolbar.badges.at(-1), '');
});

test('a background script that has just started leaves the badge until it knows more', async () => {
  await state.during(false, Promise.resolve(failure('host_silent', '')));
  assert.deepEqual(toolbar.badges, []);
});
