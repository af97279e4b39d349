// Sends a request to the host by way of the background script: one request, one reply, never an exception.

import { BACKGROUND_REPLY_GUARDS } from './background-reply-guards.ts';
import {
  type BackgroundMessage,
  type BackgroundReplies,
  type HostRequest,
  hasReplyType,
  type OwnMessage,
} from './context-messages.ts';
import { failure, outcomeParams } from './failures.ts';
import type { Failure, PlaceCall, Reason, ReplyTo } from './protocol.ts';
import { isFailure } from './protocol-guards.ts';
import { randomId } from './random-id.ts';
import { withTimeout } from './with-timeout.ts';

// The background script replies within 65 seconds (SLOW_TIMEOUT_MS). After that it must have been stopped.
export const BACKGROUND_TIMEOUT_MS = 75_000;

/** Send a request to the host. Resolves with its reply or a failure, and never rejects. */
export async function requestHost<R extends HostRequest>(request: R): Promise<ReplyTo<R> | Failure> {
  if (!chrome.runtime?.id) return extensionUpdatedFailure();
  const reply = await withTimeout(send(request), BACKGROUND_TIMEOUT_MS);
  if (hasReplyType<R>(request, reply)) return reply;
  return failure('host_silent', 'the background script did not reply', outcomeParams(request));
}

/**
 * Send a message that the background script answers itself. Resolves with its reply or a failure, and never
 * rejects.
 */
export async function requestBackground<M extends OwnMessage>(
  message: M,
): Promise<BackgroundReplies[M['type']] | Failure> {
  if (!chrome.runtime?.id) return extensionUpdatedFailure();
  const reply = await withTimeout(send(message), BACKGROUND_TIMEOUT_MS);
  if (isFailure(reply)) return reply;
  const isReply = BACKGROUND_REPLY_GUARDS[message.type as M['type']];
  return isReply(reply) ? reply : failure('host_silent', 'the background script did not reply');
}

/** Make the request for a new call; each one has an ID of its own. */
export function newCall(fields: Omit<PlaceCall, 'type' | 'request_id'>): PlaceCall {
  return { ...fields, type: 'place_call', request_id: randomId() };
}

/** Return the same request with more reasons that the agent has confirmed. */
export function withConfirmed(call: PlaceCall, reasons: readonly Reason[]): PlaceCall {
  return { ...call, confirmed: [...new Set([...(call.confirmed ?? []), ...reasons])] };
}

async function send(request: BackgroundMessage): Promise<unknown> {
  try {
    return await chrome.runtime.sendMessage<BackgroundMessage, unknown>(request);
  } catch (error) {
    const detail = String(error);
    if (/context invalidated/i.test(detail)) return extensionUpdatedFailure();
    // It was not sent.
    if (/receiving end does not exist/i.test(detail)) return failure('host_silent', detail);
    return undefined;
  }
}

/** Only reloading the page replaces the content script of an extension that was updated or reloaded. */
function extensionUpdatedFailure(): Failure {
  return failure('version_mismatch', 'the extension was updated while this page was open', {
    update: 'page',
  });
}
