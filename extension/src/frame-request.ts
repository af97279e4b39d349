// Sends a message to one frame of a tab and waits for its reply.

import { FRAME_REPLY_GUARDS } from './message-guards.ts';
import type { FrameMessage, FrameReplies } from './messages.ts';

/**
 * Send a message to a frame. Resolves with its reply, or with undefined if the frame cannot reply: it is a page
 * of the browser, was opened before the extension was updated, or something failed in it.
 */
export async function requestFrame<M extends FrameMessage>(
  message: M,
  tabId: number,
  frameId = 0,
): Promise<FrameReplies[M['type']] | undefined> {
  const isReply = FRAME_REPLY_GUARDS[message.type as M['type']];
  try {
    const reply = await chrome.tabs.sendMessage<M, unknown>(tabId, message, { frameId });
    return isReply(reply) ? reply : undefined;
  } catch {
    return undefined;
  }
}
