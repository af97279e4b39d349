// Keyboard commands: which frame gets them, and when the popup opens in its place.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { onCommand } from '../../../extension/src/background/commands.ts';
import type { KeyboardReply } from '../../../extension/src/context-messages.ts';
import { BackgroundSetup, card, TAB } from '../support/background-setup.ts';

let setup: BackgroundSetup;
beforeEach(() => {
  setup = new BackgroundSetup();
});

function reply(outcome: KeyboardReply['outcome']): void {
  setup.frameReply = { type: 'keyboard_reply', outcome };
}

test('a command is for the top frame, which carries it out', async () => {
  reply('done');
  await onCommand('next-number', TAB, setup.callKeyPresses);
  const message = { type: 'keyboard_command', command: 'next_number', frames: 'top' };
  assert.deepEqual(setup.frameMessages, [[message, { frameId: 0 }]]);
  assert.equal(setup.openedPopups, 0);
});

for (const [name, outcome, command, opened] of [
  ['has a number', 'done', 'call-number', 0],
  ['has no number', 'nothing', 'call-number', 1],
  ['cannot reply', undefined, 'call-number', 1],
  ['has no number to go to', 'nothing', 'next-number', 0],
] as const) {
  test(`a frame inside the page has the focus and ${name}: popups that open: ${opened}`, async () => {
    reply('in_frame');
    setup.innerFrameReply = outcome && { type: 'keyboard_reply', outcome };
    await onCommand(command, TAB, setup.callKeyPresses);
    const message = { type: 'keyboard_command', command: command.replace('-', '_'), frames: 'inner' };
    assert.deepEqual(setup.frameMessages[1], [message, {}], 'all frames are asked');
    assert.equal(setup.openedPopups, opened);
  });
}

for (const [name, command, opened] of [
  ['a page without a number', 'call-number', 1],
  ['a page without a number to go to', 'next-number', 0],
] as const) {
  test(`${name}: the popup opens only to call`, async () => {
    reply('nothing');
    await onCommand(command, TAB, setup.callKeyPresses);
    assert.equal(setup.openedPopups, opened);
  });
}

test('where no content script runs, the keys to call open the popup', async () => {
  await onCommand('call-number', TAB, setup.callKeyPresses);
  assert.equal(setup.openedPopups, 1);
});

test('a command that is not of a frame does nothing', async () => {
  await onCommand('_execute_action', TAB, setup.callKeyPresses);
  assert.deepEqual([setup.frameMessages, setup.openedPopups], [[], 0]);
});

test('a card is told once that the agent has pressed the keys to call in its tab, and not after a while', async t => {
  const isTold = async () => (await setup.send({ type: 'take_call_key_press' }, card)).success;
  assert.equal(await isTold(), false);
  reply('done');
  await onCommand('next-number', TAB, setup.callKeyPresses);
  await onCommand('call-number', TAB + 1, setup.callKeyPresses);
  assert.equal(await isTold(), false);
  await onCommand('call-number', TAB, setup.callKeyPresses);
  assert.deepEqual([await isTold(), await isTold()], [true, false]);
  await onCommand('call-number', TAB, setup.callKeyPresses);
  const now = performance.now();
  t.mock.method(performance, 'now', () => now + 3_000);
  assert.equal(await isTold(), false);
});
