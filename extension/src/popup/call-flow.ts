// Places the calls of the popup, one at a time, and shows what becomes of each, also after the popup was closed.

import { failure, mayBeRinging } from '../failures.ts';
import { newCall, requestHost, withConfirmed } from '../host-request.ts';
import type { Call, CallPlaced, Failure, PlaceCall } from '../protocol.ts';
import { retryDelayOf } from '../retry-countdown.ts';
import { isTestMode } from '../test-mode.ts';
import { withTimeout } from '../with-timeout.ts';
import {
  clearResult,
  showCalling,
  showCancelled,
  showConfirmation,
  showFailure,
  showPlaced,
  showRetryWait,
} from './call-result.ts';
import { callerIdField } from './caller-id.ts';
import { awaitOutcome, findCall, forgetCall, outcomeOf, recentCall, rememberCall } from './last-call.ts';

const LOOK_UP_MS = 2_000; // for how a number is written; else it is shown as it was called
const SEEN_AFTER_MS = 3_000; // a result that was shown for so long need not be shown again

/** A call as the parts of the popup ask for it. */
type NewCall = Omit<PlaceCall, 'type' | 'request_id' | 'trigger' | 'caller_id'>;

/** Called after every call, however it ended; the argument tells whether a phone may be ringing. */
export type CallFinishedListener = (mayBeRinging: boolean) => void;

interface CallFlowListeners {
  readonly onBusy: (isCalling: boolean) => void;
  readonly onFinished: (call: PlaceCall, mayBeRinging: boolean) => void;
}

let listeners: CallFlowListeners = { onBusy: () => {}, onFinished: () => {} };
let isCalling = false;
let isTest = false; // calls go to a simulated Voiso: no phone rings
let cancelRetry: (() => void) | undefined; // of the call that waits to be sent again

export function initCallFlow(all: CallFlowListeners): void {
  listeners = all;
}

/** Place a new call with the chosen caller ID, unless another one is in progress. */
export function placeNewCall(fields: NewCall, onFinished?: CallFinishedListener): void {
  placeCall(newCall({ ...fields, ...callerIdField(), trigger: 'popup' }), onFinished);
}

/** Place a call that the agent has confirmed elsewhere in the popup, unless another one is in progress. */
export function placeCall(call: PlaceCall, onFinished: CallFinishedListener = () => {}): void {
  if (!isCalling) void place(call, onFinished);
}

/** Show the result of the call that was placed before the popup was closed, or wait for it. */
export async function showLastCall(): Promise<void> {
  const call = await recentCall();
  const found = call && (await findCall(call.request_id));
  isTest = await isTestMode();
  const isStillLast = (await recentCall())?.request_id === call?.request_id;
  // Meanwhile the agent may have gone on to another number.
  if (!call || !found || !isStillLast || isCalling) return;
  if (found.state !== 'dialing') {
    showReply(outcomeOf(found), call, found.international);
    return;
  }
  setBusy(true);
  showCalling();
  const known = await awaitOutcome(call.request_id);
  const reply = known ? outcomeOf(known) : failure('call_outcome_unknown', 'the history does not tell it');
  setBusy(false);
  showReply(reply, call, found.international);
  finish(call, mayBeRinging(reply));
}

/**
 * The agent goes on to another number: remove the result of the last call. One that waits is not placed any more,
 * as nothing would show that it is going to be; one that is being placed still gets its result.
 */
export function dismissResult(): void {
  if (cancelRetry) {
    cancelRetry();
  } else if (!isCalling) {
    clearResult();
    void forgetCall();
  }
}

async function place(call: PlaceCall, onFinished: CallFinishedListener): Promise<void> {
  setBusy(true);
  showCalling();
  void rememberCall(call);
  const reply = await requestHost(call);
  isTest = await isTestMode();
  const seconds = retryDelayOf(reply);
  if (seconds !== undefined) {
    scheduleRetry(call, seconds, onFinished);
    return;
  }
  // The background script or the host was stopped: the history may know more.
  const wasInterrupted = reply.type === 'failure' && reply.code.startsWith('host_') && mayBeRinging(reply);
  let known: Call | undefined;
  if (wasInterrupted) known = await awaitOutcome(call.request_id);
  else if (mayBeRinging(reply)) known = await withTimeout(findCall(call.request_id), LOOK_UP_MS);
  const outcome = wasInterrupted && known ? outcomeOf(known) : reply;
  setBusy(false);
  if (outcome.type === 'confirmation_needed') {
    showConfirmation(outcome, () => void place(withConfirmed(call, outcome.reasons), onFinished));
    finish(call, false, onFinished);
  } else {
    showReply(outcome, call, known?.international ?? call.number, onFinished);
    finish(call, mayBeRinging(outcome), onFinished);
  }
}

function showReply(
  reply: CallPlaced | Failure,
  call: PlaceCall,
  number: string,
  onFinished: CallFinishedListener = () => {},
): void {
  setTimeout(() => void forgetCall(call), SEEN_AFTER_MS);
  if (reply.type === 'call_placed') {
    showPlaced(reply, { extension: call.phone_extension, isTest });
    return;
  }
  // A new call: the host asks again whatever has to be confirmed.
  const { type: _type, request_id: _id, confirmed: _confirmed, ...fields } = call;
  showFailure(reply, number, () => placeCall(newCall(fields), onFinished));
}

/**
 * Send the request again after the time that Voiso asks for, unless the agent cancels it or closes the popup.
 */
function scheduleRetry(call: PlaceCall, seconds: number, onFinished: CallFinishedListener): void {
  const timer = setTimeout(() => {
    cancelRetry = undefined;
    void place(call, onFinished);
  }, seconds * 1000);
  cancelRetry = () => {
    cancelRetry = undefined;
    clearTimeout(timer);
    void forgetCall(call);
    setBusy(false);
    showCancelled();
    finish(call, false, onFinished);
  };
  showRetryWait(seconds, cancelRetry);
}

function finish(call: PlaceCall, maybeRinging: boolean, onFinished?: CallFinishedListener): void {
  listeners.onFinished(call, maybeRinging);
  onFinished?.(maybeRinging);
}

function setBusy(isBusy: boolean): void {
  isCalling = isBusy;
  listeners.onBusy(isBusy);
}
