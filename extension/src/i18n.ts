// Sentences for people, from _locales; every code and every reason has one, or this does not compile.

import type en from '../_locales/en/messages.json';
import { type CallState, type Code, type Failure, type Params, REASONS, type Reason } from './protocol.ts';

/** A key of _locales/en/messages.json. */
export type Key = keyof typeof en;

/** What happened, and what to do now. */
export interface Sentence {
  title: string;
  advice: string;
}

/** Say a sentence in the browser's language. */
export function say(key: Key, ...substitutions: string[]): string {
  return chrome.i18n.getMessage(key, substitutions);
}

/** Say what went wrong and whose move it is. */
export function sentenceFor(failure: Failure): Sentence {
  // Whatever went wrong: where a call may be ringing, that is the first thing to know.
  if (failure.params.outcome === 'unknown' && failure.code !== 'call_outcome_unknown') {
    return { title: say('error_call_outcome_unknown'), advice: titleOf(failure) };
  }
  return { title: titleOf(failure), advice: adviceFor(failure) };
}

/** Say why the agent is asked before this call, or why there is none. */
export function reasonFor(reason: Reason): string {
  return say(`reason_${reason}` as const);
}

/** Say what else is to be known of that reason, if anything. */
export function moreOf(reason: Reason, { file }: Params): string | null {
  if (reason !== 'journal_set_aside' || typeof file !== 'string') return null;
  return say(`reason_${reason}_more`, file);
}

/** Say a time to wait as people do: "45 seconds", "3 minutes", "5 hours". */
export function durationOf(seconds: number): string {
  const [value, unit] =
    seconds < 100
      ? [seconds, 'second']
      : seconds < 100 * 60
        ? [Math.ceil(seconds / 60), 'minute']
        : [Math.ceil(seconds / 3600), 'hour'];
  const style = { style: 'unit', unit, unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(chrome.i18n.getUILanguage(), style).format(value);
}

/** Say how a call of the history ended. */
export function stateFor(state: CallState): string {
  return say(`state_${state}` as const);
}

function titleOf({ code, params }: Failure): string {
  if (code === 'voiso_failed' && typeof params.status === 'number') {
    return say('error_voiso_failed_status', String(params.status));
  }
  return say(`error_${code}` as const);
}

function adviceFor({ code, params }: Failure): string {
  return SPECIAL[code]?.(params) ?? say(`error_${code}_advice` as const);
}

// Advice that its params make more precise; undefined where they do not.
const SPECIAL: Partial<Record<Code, (params: Params) => string | undefined>> = {
  number_invalid: ({ reason }) => (reason === 'readings_differ' ? reasonFor(reason) : undefined),
  number_blocked: ({ reason }) => {
    if (!isReason(reason)) return undefined;
    const isAlways = reason === 'short' || reason === 'command';
    const next = say(isAlways ? 'error_number_blocked_advice' : 'error_number_blocked_settings');
    return `${reasonFor(reason)} ${next}`;
  },
  too_many_calls: params => {
    const wait = waiting('error_too_many_calls_wait', params);
    return wait && isReason(params.reason) ? `${reasonFor(params.reason)} ${wait}` : wait;
  },
  rate_limited: params => waiting('error_rate_limited_wait', params),
  not_configured: params => quoting('error_not_configured_mistake', params.problem),
  voiso_unreachable: ({ proxy, proxy_status }) =>
    proxy === true
      ? say(proxy_status === 407 ? 'error_voiso_unreachable_proxy_login' : 'error_voiso_unreachable_proxy')
      : undefined,
  tls_untrusted: ({ problem }) => (isNamed(problem) ? say(`error_tls_untrusted_${problem}`) : undefined),
  request_rejected: ({ status, messages }) =>
    status === 404
      ? say('error_request_rejected_nowhere')
      : quoting('error_request_rejected_words', words(messages)),
  version_mismatch: ({ update }) =>
    update === 'host' || update === 'extension' || update === 'page'
      ? say(`error_version_mismatch_${update}` as const)
      : undefined,
};

// What can be wrong with a certificate, where the advice depends on it.
const CERTIFICATE = ['expired', 'not_yet_valid', 'wrong_host', 'unknown_issuer'] as const;

function isNamed(problem: Params[string] | undefined): problem is (typeof CERTIFICATE)[number] {
  return (CERTIFICATE as readonly unknown[]).includes(problem);
}

function isReason(reason: Params[string] | undefined): reason is Reason {
  return (REASONS as readonly unknown[]).includes(reason);
}

function waiting(key: Key, { retry_after_s: seconds }: Params): string | undefined {
  return typeof seconds === 'number' && seconds >= 1 ? say(key, durationOf(seconds)) : undefined;
}

function quoting(key: Key, text: Params[string] | undefined): string | undefined {
  return typeof text === 'string' && text ? say(key, text) : undefined;
}

function words(texts: Params[string] | undefined): string {
  return Array.isArray(texts) ? texts.join('; ') : '';
}
