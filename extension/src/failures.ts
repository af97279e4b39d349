// Failures that the extension detects itself, in the form in which the host reports its own.

import type { ErrorCode, ErrorParams, Failure, Reply, Request } from './protocol.ts';

/** Make a failure; `detail` is English text that the command line shows. */
export function failure(code: ErrorCode, detail: string, params: ErrorParams = {}): Failure {
  return { type: 'failure', code, params, detail };
}

/** Make the failure that reports an unexpected exception. */
export function internalFailure(error: unknown): Failure {
  return failure('internal', String(error));
}

/** Return the params of a failure after a request was sent: a call may have been placed nevertheless. */
export function outcomeParams(request: Request): ErrorParams {
  return request.type === 'place_call' ? { outcome: 'unknown' } : {};
}

/** Return whether a phone may be ringing after this reply: then only the agent may decide to dial again. */
export function mayBeRinging(reply: Reply): boolean {
  if (reply.type === 'call_placed') return true;
  if (reply.type !== 'failure') return false;
  return reply.code === 'call_outcome_unknown' || reply.params.outcome === 'unknown';
}
