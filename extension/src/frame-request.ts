// Sends a message to one frame of a tab, or to all, and waits for the reply.

import { FRAME_REPLY_GUARDS } from './context-message-guards.ts';
import type { FrameMessage, FrameReplies } from './context-messages.ts';
import { withTimeout } from './with-timeout.ts';

// A frame replies within milliseconds unless its page is busy, and a call must not wait for a busy page.
const FRAME_TIMEOUT_MS = 3_000;

interface FrameRequestOptions {
  readonly frameId?: number | null; // the top frame by default; null: all frames, of which the first reply counts
  readonly timeoutMs?: number;
}

/**
 * Send a message to a frame. Resolves with its reply, or with undefined if the frame does not reply in time:
 * it is busy, is a page of the browser, was opened before the extension was updated, or something failed.
 */
export async function requestFrame<M extends FrameMessage>(
  message: M,
  tabId: number,
  { frameId = 0, timeoutMs = FRAME_TIMEOUT_MS }: FrameRequestOptions = {},
): Promise<FrameReplies[M['type']] | undefined> {
  const isReply = FRAME_REPLY_GUARDS[message.type as M['type']];
  try {
    const sent = chrome.tabs.sendMessage<M, unknown>(tabId, message, frameId === null ? {} : { frameId });
    const reply = await withTimeout(sent, timeoutMs);
    return isReply(reply) ? reply : undefined;
  } catch {
    return undefined;
  }
}
