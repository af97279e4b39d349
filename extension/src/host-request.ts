// Asking the service worker from a page or the popup: one request, one reply, never an exception.

import { failure, outcomeParams } from './failures.ts';
import type { CallPlaced, ConfirmationNeeded, Failure, PlaceCall, ReplyTo, Request } from './protocol.ts';

/** What the service worker tells one frame's card about a call that was started from the right-click menu. */
export type CallUpdate =
  | { type: 'call_started'; request: PlaceCall }
  | { type: 'call_finished'; request_id: string; reply: CallPlaced | ConfirmationNeeded | Failure };

// The worker answers within a minute, whatever the host does. Longer than that, the worker itself is gone.
export const REQUEST_TIMEOUT_MS = 75_000;

/** Ask the host, by way of the service worker. */
export async function requestHost<R extends Request>(request: R): Promise<ReplyTo<R> | Failure> {
  if (!chrome.runtime?.id) return extensionUpdatedFailure();
  const reply = await withTimeout(send(request));
  return reply ?? failure('host_silent', 'the service worker did not answer', outcomeParams(request));
}

/** Make the id of one gesture. `randomUUID` does not exist on http pages. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}

async function send<R extends Request>(request: R): Promise<ReplyTo<R> | Failure | undefined> {
  const send = async () => chrome.runtime.sendMessage<R, ReplyTo<R> | Failure | undefined>(request);
  return send().catch((problem: unknown) => {
    const why = String(problem);
    if (/context invalidated/i.test(why)) return extensionUpdatedFailure();
    if (/receiving end does not exist/i.test(why)) return failure('host_silent', why); // nobody took the message
    return undefined;
  });
}

function withTimeout<T>(answer: Promise<T>): Promise<T | undefined> {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(undefined), REQUEST_TIMEOUT_MS);
    answer.then(resolve).finally(() => clearTimeout(timer));
  });
}

/** The extension was updated or reloaded under this page, whose script can only be replaced with the page. */
function extensionUpdatedFailure(): Failure {
  return failure('version_mismatch', 'the extension was updated under this page', { update: 'page' });
}
