// Sentences for people, from _locales; every code and every reason has one, or this does not compile.

import type en from '../_locales/en/messages.json';
import { mayBeRinging } from './failures.ts';
import {
  type CallState,
  type Code,
  type ErrorParams,
  type Failure,
  REASONS,
  type Reason,
} from './protocol.ts';

/** A key of _locales/en/messages.json. */
export type MessageKey = keyof typeof en;

/** What happened, and what to do now. */
export interface FailureText {
  title: string;
  advice: string;
}

/** Say a sentence in the browser's language. */
export function t(key: MessageKey, ...substitutions: string[]): string {
  return chrome.i18n.getMessage(key, substitutions);
}

/** Say what went wrong and whose move it is. */
export function describeFailure(failure: Failure): FailureText {
  // Whatever went wrong: where a call may be ringing, that is the first thing to know.
  if (mayBeRinging(failure) && failure.code !== 'call_outcome_unknown') {
    return { title: t('error_call_outcome_unknown'), advice: titleOf(failure) };
  }
  return { title: titleOf(failure), advice: adviceFor(failure) };
}

/** Say why the agent is asked before this call, or why there is none. */
export function reasonText(reason: Reason): string {
  return t(`reason_${reason}` as const);
}

/** Say what else is to be known of that reason, if anything. */
export function reasonDetail(reason: Reason, { file }: ErrorParams): string | null {
  if (reason !== 'journal_quarantined' || typeof file !== 'string') return null;
  return t(`reason_${reason}_more`, file);
}

/** Say a time to wait as people do: "45 seconds", "3 minutes", "5 hours". */
export function formatDuration(seconds: number): string {
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
export function stateText(state: CallState): string {
  return t(`state_${state}` as const);
}

function titleOf({ code, params }: Failure): string {
  if (code === 'voiso_failed' && typeof params.status === 'number') {
    return t('error_voiso_failed_status', String(params.status));
  }
  return t(`error_${code}` as const);
}

function adviceFor({ code, params }: Failure): string {
  return ADVICE_BY_PARAMS[code]?.(params) ?? t(`error_${code}_advice` as const);
}

// Advice that its params make more precise; undefined where they do not.
const ADVICE_BY_PARAMS: Partial<Record<Code, (params: ErrorParams) => string | undefined>> = {
  number_invalid: ({ reason }) => (reason === 'text_mismatch' ? reasonText(reason) : undefined),
  number_blocked: ({ reason }) => {
    if (!isReason(reason)) return undefined;
    const isAlways = reason === 'too_short' || reason === 'service_code';
    const next = t(isAlways ? 'error_number_blocked_advice' : 'error_number_blocked_settings');
    return `${reasonText(reason)} ${next}`;
  },
  too_many_calls: params => {
    const wait = waiting('error_too_many_calls_wait', params);
    return wait && isReason(params.reason) ? `${reasonText(params.reason)} ${wait}` : wait;
  },
  rate_limited: params => waiting('error_rate_limited_wait', params),
  not_configured: params => quoting('error_not_configured_mistake', params.problem),
  voiso_unreachable: ({ proxy, proxy_status }) =>
    proxy === true
      ? t(proxy_status === 407 ? 'error_voiso_unreachable_proxy_login' : 'error_voiso_unreachable_proxy')
      : undefined,
  tls_untrusted: ({ problem }) => (isNamed(problem) ? t(`error_tls_untrusted_${problem}`) : undefined),
  request_rejected: ({ status, messages }) =>
    status === 404
      ? t('error_request_rejected_nowhere')
      : quoting('error_request_rejected_words', words(messages)),
  version_mismatch: ({ update }) =>
    update === 'host' || update === 'extension' || update === 'page'
      ? t(`error_version_mismatch_${update}` as const)
      : undefined,
};

// What can be wrong with a certificate, where the advice depends on it.
const CERTIFICATE = ['expired', 'not_yet_valid', 'wrong_host', 'unknown_issuer'] as const;

function isNamed(problem: ErrorParams[string] | undefined): problem is (typeof CERTIFICATE)[number] {
  return (CERTIFICATE as readonly unknown[]).includes(problem);
}

function isReason(reason: ErrorParams[string] | undefined): reason is Reason {
  return (REASONS as readonly unknown[]).includes(reason);
}

function waiting(key: MessageKey, { retry_after_s: seconds }: ErrorParams): string | undefined {
  return typeof seconds === 'number' && seconds >= 1 ? t(key, formatDuration(seconds)) : undefined;
}

function quoting(key: MessageKey, text: ErrorParams[string] | undefined): string | undefined {
  return typeof text === 'string' && text ? t(key, text) : undefined;
}

function words(texts: ErrorParams[string] | undefined): string {
  return Array.isArray(texts) ? texts.join('; ') : '';
}
