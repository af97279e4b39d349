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
  const outcome = (await requestFrame(message, tabId))?.outcome;
  if (outcome === 'in_frame') {
    // Frames cannot tell which one is meant, so all are asked; that with the focus carries it out.
    await chrome.tabs.sendMessage<KeyboardCommand>(tabId, { ...message, frames: 'inner' });
  } else if (outcome !== 'done' && command === 'call_number') {
    await openPopup(tabId); // there the agent can type the number or choose one of the page
  }
}
