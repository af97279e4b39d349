// Replies to every message from another context, also when its handler throws: no sender waits for ever.

import { internalFailure } from './failures.ts';
import type { Failure } from './protocol.ts';

/**
 * Send the reply that `handle` returns, or an `internal` failure if it throws or rejects. Returns true, which
 * is how a listener of runtime.onMessage announces that it replies later.
 */
export function respond<T>(sendResponse: (reply: T | Failure) => void, handle: () => T | Promise<T>): true {
  const reply = new Promise<T>(resolve => resolve(handle()));
  void reply.catch(internalFailure).then(sendResponse);
  return true;
}
