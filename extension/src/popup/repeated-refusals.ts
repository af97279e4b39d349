// Folds the attempts that one limit refused one after the other into one: they would fill the list of the last calls.

import { isOneOf } from '../guards.ts';
import type { Call } from '../protocol.ts';

const LIMITS = ['too_many_calls', 'rate_limited'] as const; // codes that a call gets again and again, until it is time

/** A call, and the same attempts directly before it. */
export interface RepeatedCall {
  readonly call: Call; // the newest
  readonly earlier: readonly Call[];
}

/** Fold a list of calls, the newest first. */
export function foldRefusals(calls: readonly Call[]): RepeatedCall[] {
  const folded: { call: Call; earlier: Call[] }[] = [];
  for (const call of calls) {
    const last = folded.at(-1);
    if (last && isSameRefusal(call, last.call)) last.earlier.push(call);
    else folded.push({ call, earlier: [] });
  }
  return folded;
}

function isSameRefusal(one: Call, other: Call): boolean {
  return (
    one.state === 'refused' &&
    other.state === 'refused' &&
    isOneOf(one.failure?.code, LIMITS) &&
    one.number === other.number &&
    one.phone_extension === other.phone_extension &&
    one.failure?.code === other.failure?.code &&
    one.failure?.params.reason === other.failure?.params.reason
  );
}
