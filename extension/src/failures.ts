// Failures that the extension finds by itself, said as the host would say them.

import type { Code, Failure, Params, Request } from './protocol.ts';

/** Say a failure. */
export function failed(code: Code, detail: string, params: Params = {}): Failure {
  return { type: 'failure', code, params, detail };
}

/** What may be true of a request that was sent and never answered: only a call can still be ringing. */
export function outcomeOf(request: Request): Params {
  return request.type === 'place_call' ? { outcome: 'unknown' } : {};
}
