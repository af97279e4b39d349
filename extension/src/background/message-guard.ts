// Who may ask the host for what: a page's script three things, our own popup all of it.

import { LIMITS, type PlaceCall, type Request } from '../protocol.ts';

// What the worker must know of a sender: the browser says it, the sender cannot.
export type Sender = Pick<chrome.runtime.MessageSender, 'id' | 'origin' | 'url'>;

const ALLOWED_FROM_CONTENT: readonly unknown[] = [
  'warm_up',
  'check_number',
  'place_call',
] satisfies Request['type'][];
const ALLOWED_FROM_POPUP: readonly unknown[] = [...ALLOWED_FROM_CONTENT, 'get_status', 'get_history'];

/** Give the request as it may go to the host, or undefined where this sender may not ask for it. */
export function authorizeRequest(
  message: unknown,
  sender: Sender,
  ownId: string,
  ownOrigin: string,
): Request | undefined {
  if (sender.id !== ownId || typeof message !== 'object' || message === null) return undefined;
  const request = message as Request; // the host judges every field; here only who asks for what
  const origin = originOf(sender);
  if (origin === ownOrigin) return ALLOWED_FROM_POPUP.includes(request.type) ? request : undefined;
  if (!ALLOWED_FROM_CONTENT.includes(request.type)) return undefined;
  return request.type === 'place_call' ? attachPageOrigin(request, origin) : request;
}

/** Add the page a call comes from. It is said here and nowhere else. */
export function attachPageOrigin(call: PlaceCall, origin: string | undefined): PlaceCall {
  const { page: _claimed, ...rest } = call;
  // "null" is the origin of sandboxed frames, which have no name
  return origin && /^[a-z][a-z0-9+.-]*:\/\//.test(origin) && origin.length <= LIMITS.page
    ? { ...rest, page: origin }
    : rest;
}

/** Tell the origin of a URL, undefined where there is none. */
export function originOfUrl(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}

function originOf({ origin, url }: Sender): string | undefined {
  return origin ?? originOfUrl(url);
}
