// Decides which requests a sender may make: content scripts a few, the popup all but `hello`.

import type { BackgroundMessage } from '../context-messages.ts';
import { MAX_LENGTHS, type PlaceCall, type Request } from '../protocol.ts';
import { isRequest } from '../protocol-guards.ts';

/** What the browser states about a sender; the sender itself cannot change it. */
export type Sender = Pick<chrome.runtime.MessageSender, 'id' | 'origin' | 'url'>;

const ALLOWED_SENDERS: Readonly<Record<Request['type'], readonly ('content' | 'popup')[]>> = {
  hello: [], // the background script sends it itself
  get_status: ['popup'],
  warm_up: ['content', 'popup'],
  check_number: ['content', 'popup'],
  place_call: ['content', 'popup'],
  get_history: ['popup'],
};

/** Return the request to pass on to the host, or undefined if it is none or this sender may not make it. */
export function authorizeRequest(
  message: unknown,
  sender: Sender,
  ownId: string,
  ownOrigin: string,
): BackgroundMessage | undefined {
  if (sender.id !== ownId || !isRequest(message) || message.type === 'hello') return undefined;
  const origin = sender.origin ?? originOfUrl(sender.url);
  const role = origin === ownOrigin ? 'popup' : 'content';
  if (!ALLOWED_SENDERS[message.type].includes(role)) return undefined;
  return role === 'content' && message.type === 'place_call' ? attachPageOrigin(message, origin) : message;
}

/** Set the origin of the page that a call comes from; a page's own claim is ignored. */
export function attachPageOrigin(call: PlaceCall, origin: string | undefined): PlaceCall {
  const { page_origin: _claimed, ...rest } = call;
  // A sandboxed frame has the origin "null".
  return origin && /^[a-z][a-z0-9+.-]*:\/\//.test(origin) && origin.length <= MAX_LENGTHS.page_origin
    ? { ...rest, page_origin: origin }
    : rest;
}

/** Return the origin of a URL, or undefined if it is not one. */
export function originOfUrl(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}
