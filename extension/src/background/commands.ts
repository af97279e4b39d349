// The keyboard commands of the browser: the frame with the focus carries them out, or the popup opens.

import { requestClipboard } from '../clipboard-request.ts';
import { FRAME_COMMANDS, type FrameCommand, type KeyboardCommand } from '../context-messages.ts';
import { requestFrame } from '../frame-request.ts';
import { isOneOf } from '../guards.ts';
import type { CallKeyPresses } from './call-key-presses.ts';
import { openPopup } from './question-display.ts';

/** Carry out a command of the manifest over the tab in front. The browser itself opens the popup. */
export async function onCommand(name: string, tabId: number, callKeyPresses: CallKeyPresses): Promise<void> {
  const command = name.replaceAll('-', '_');
  if (command === 'call_number') callKeyPresses.add(tabId);
  if (isOneOf(command, FRAME_COMMANDS)) await runInPage(command, tabId);
  else if (command === 'call_clipboard') {
    await requestClipboard();
    await openPopup(tabId);
  }
}

async function runInPage(command: FrameCommand, tabId: number): Promise<void> {
  const message: KeyboardCommand = { type: 'keyboard_command', command, frames: 'top' };
  let reply = await requestFrame(message, tabId);
  // A frame cannot tell which of those inside it is meant, so all are asked; only that with the focus replies.
  if (reply?.outcome === 'in_frame')
    reply = await requestFrame({ ...message, frames: 'inner' }, tabId, { frameId: null });
  // In the popup the agent can type the number or choose one of the page.
  if (reply?.outcome !== 'done' && command === 'call_number') await openPopup(tabId);
}
