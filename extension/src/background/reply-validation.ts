// Validates the host's replies: what the rest of the extension receives has the shape of its types.

import { hasReplyType } from '../context-messages.ts';
import { failure, outcomeParams } from '../failures.ts';
import { isObject } from '../guards.ts';
import type { Failure, ReplyTo, Request } from '../protocol.ts';
import { isErrorCode, isReply } from '../protocol-guards.ts';

export const INVALID_REPLY = 'the reply is not valid'; // the detail of that failure

/** Return the reply if it is a valid one to this request, and an `internal` failure otherwise. */
export function validateReply<R extends Request>(request: R, value: unknown): ReplyTo<R> | Failure {
  const reply = replaceUnknownCodes(value);
  if (isReply(reply) && hasReplyType<R>(request, reply)) return reply;
  return failure('internal', INVALID_REPLY, outcomeParams(request));
}

/** Make failure codes of a newer host `internal`, wherever in a reply: the extension has no text for them. */
function replaceUnknownCodes(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(replaceUnknownCodes);
  if (!isObject(value)) return value;
  const { type, code, detail } = value;
  if (type === 'failure' && typeof code === 'string' && !isErrorCode(code)) {
    return { ...value, code: 'internal', detail: `${code}: ${detail}` };
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaceUnknownCodes(inner)]));
}
