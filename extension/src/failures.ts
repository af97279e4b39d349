// Failures that the extension finds by itself, said as the host would say them.

import type { Code, ErrorParams, Failure, Request } from './protocol.ts';

/** Say a failure. */
export function failure(code: Code, detail: string, params: ErrorParams = {}): Failure {
  return { type: 'failure', code, params, detail };
}

/** What may be true of a request that was sent and never answered: only a call can still be ringing. */
export function outcomeParams(request: Request): ErrorParams {
  return request.type === 'place_call' ? { outcome: 'unknown' } : {};
}
