// The last call of the popup, as long as the browser runs: its result is shown when the popup is opened again.

import { failure } from '../failures.ts';
import { requestHost } from '../host-request.ts';
import type { Call, CallPlaced, Failure, PlaceCall } from '../protocol.ts';

const MAX_AGE_MS = 2 * 60_000; // after that the history is enough
const SEARCHED_CALLS = 20; // the newest ones
const POLL_INTERVAL_MS = 500;
const POLLS = 120; // the host reports a call as dialing for less than a minute
const UNREADABLE_MS = 5_000; // the host may have to start again; it answers in that time, or something is wrong

interface LastCall {
  readonly call: PlaceCall;
  readonly placedAt: number; // Date.now()
}

const KEY = 'popup_call'; // in chrome.storage.session, which is never on disk

/** Remember a call before it is placed. */
export async function rememberCall(call: PlaceCall): Promise<void> {
  const lastCall: LastCall = { call, placedAt: Date.now() };
  await chrome.storage.session.set({ [KEY]: lastCall }).catch(() => {});
}

/** The agent has seen its result. Without a call, whichever it was. */
export async function forgetCall(call?: PlaceCall): Promise<void> {
  if (call && (await recentCall())?.request_id !== call.request_id) return;
  await chrome.storage.session.remove(KEY).catch(() => {});
}

/** Return the call if its result may still be of interest. */
export async function recentCall(): Promise<PlaceCall | undefined> {
  const { [KEY]: stored } = await chrome.storage.session
    .get<{ [KEY]?: LastCall }>(KEY)
    .catch((): { [KEY]?: LastCall } => ({}));
  const age = stored ? Date.now() - stored.placedAt : 0;
  return stored && age >= 0 && age < MAX_AGE_MS ? stored.call : undefined;
}

/** Return what the history has about a call now: undefined if nothing, or if it cannot be read for some seconds. */
export async function findCall(requestId: string): Promise<Call | undefined> {
  const startedAt = Date.now();
  for (;;) {
    const reply = await requestHost({ type: 'get_history', limit: SEARCHED_CALLS });
    if (reply.type === 'history') return reply.calls.find(call => call.request_id === requestId);
    if (Date.now() - startedAt >= UNREADABLE_MS) return undefined;
    await pollInterval();
  }
}

/** Wait until the history knows the outcome of a call, and return the call; undefined if it does not tell. */
export async function awaitOutcome(requestId: string): Promise<Call | undefined> {
  for (let poll = 0; poll < POLLS; poll++) {
    const call = await findCall(requestId);
    if (call?.state !== 'dialing') return call;
    await pollInterval();
  }
  return undefined;
}

function pollInterval(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, POLL_INTERVAL_MS));
}

/** Return the reply that a call in the history has got, or would have got. */
export function outcomeOf({
  call_id,
  failure: failed,
  number,
  international,
  ...times
}: Call): CallPlaced | Failure {
  if (call_id === null) return failed ?? failure('call_outcome_unknown', 'the history knows no outcome');
  const placedAt = times.ended_at ?? times.requested_at;
  return { type: 'call_placed', call_id, number, international, placed_at: placedAt, repeated: false };
}
