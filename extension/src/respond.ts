// Answers a message from another context in every case, so that no sender waits in vain.

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
