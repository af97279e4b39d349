// Sends a message to one frame of a tab and waits for its reply.

import { FRAME_REPLY_GUARDS } from './message-guards.ts';
import type { FrameMessage, FrameReplies } from './messages.ts';

/**
 * Send a message to a frame. Resolves with its reply, or with undefined if it cannot reply: a page of the browser, its
 * PDF viewer, a page that was opened before the extension was updated, or a frame in which something failed.
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
