// Texts of failures and reasons: what happened and what to do. A code without a text is a compile error.

import { mayBeRinging } from './failures.ts';
import { isOneOf } from './guards.ts';
import { type MessageKey, t } from './i18n.ts';
import { countryName, formatDuration } from './locale-format.ts';
import type { ErrorCode, ErrorParams, Failure, Reason } from './protocol.ts';
import { isReason } from './protocol-guards.ts';
import { settingsFault, stepThatSets } from './settings-fault.ts';

/** What happened, and what the agent can do now. */
export interface FailureText {
  readonly title: string;
  readonly advice: string;
}

/** Describe a failure. If a phone may be ringing, that comes first, whatever else went wrong. */
export function describeFailure(failure: Failure): FailureText {
  if (mayBeRinging(failure) && failure.code !== 'call_outcome_unknown') {
    return { title: t('error_call_outcome_unknown'), advice: titleOf(failure) };
  }
  return { title: titleOf(failure), advice: adviceFor(failure) };
}

/** Return why the agent is asked before a call, or why the call is refused. */
export function reasonText(reason: Reason, { country }: ErrorParams = {}): string {
  if (reason === 'invalid_number' && typeof country === 'string') {
    return t('reason_invalid_number_country', countryName(country));
  }
  return t(`reason_${reason}` as const);
}

/** Return more about a reason, or null if there is nothing to add. */
export function reasonDetail(reason: Reason, { file }: ErrorParams): string | null {
  if (reason !== 'journal_quarantined' || typeof file !== 'string') return null;
  return t(`reason_${reason}_detail`, file);
}

/** Return the technical cause of a failure, for whoever has to solve it: its code, and English text. */
export function failureDetail({ code, detail }: Failure): string {
  return detail ? `${code}: ${detail}` : code;
}

function titleOf(failure: Failure): string {
  const { code, params } = failure;
  if (code === 'voiso_failed' && typeof params.status === 'number') {
    // A success without what it should hold: "error (HTTP 200)" would contradict itself.
    const isSuccess = params.status >= 200 && params.status < 300;
    return isSuccess
      ? t('error_voiso_failed_unreadable')
      : t('error_voiso_failed_status', String(params.status));
  }
  if (code === 'host_missing' && params.cause === 'python_gone') return t('error_host_python_gone');
  const fault = settingsFault(failure);
  if (fault !== null && fault !== 'incomplete') return t(`error_${fault}` as const);
  return t(`error_${code}` as const);
}

function adviceFor(failure: Failure): string {
  const { code, params } = failure;
  return settingsAdvice(failure) ?? ADVICE_BY_PARAMS[code]?.(params) ?? t(`error_${code}_advice` as const);
}

// More precise advice for some params; undefined for all others.
const ADVICE_BY_PARAMS: Partial<Record<ErrorCode, (params: ErrorParams) => string | undefined>> = {
  number_invalid: ({ reason }) =>
    isReason(reason) && reason !== 'not_a_number' ? reasonText(reason) : undefined,
  number_blocked: params => {
    const { reason } = params;
    if (!isReason(reason)) return undefined;
    const isAlwaysBlocked = reason === 'too_short' || reason === 'service_code';
    const advice = t(isAlwaysBlocked ? 'error_number_blocked_advice' : 'error_number_blocked_settings');
    return `${reasonText(reason, params)} ${advice}`;
  },
  too_many_calls: params => {
    const advice = waitAdvice('error_too_many_calls_wait', params);
    return advice && isReason(params.reason) ? `${reasonText(params.reason)} ${advice}` : advice;
  },
  host_missing: ({ cause }) => (cause === 'python_gone' ? t('error_host_python_gone_advice') : undefined),
  permission_denied: ({ scope }) => quote('error_permission_denied_scope', scope),
  rate_limited: params => waitAdvice('error_rate_limited_wait', params),
  voiso_unreachable: ({ proxy, proxy_status }) => {
    if (proxy !== true) return undefined;
    const needsLogin = proxy_status === 407;
    return t(needsLogin ? 'error_voiso_unreachable_proxy_login' : 'error_voiso_unreachable_proxy');
  },
  tls_untrusted: ({ cause }) =>
    isOneOf(cause, CERTIFICATE_CAUSES) ? t(`error_tls_untrusted_${cause}`) : undefined,
  request_rejected: ({ status, messages }) =>
    status === 404
      ? t('error_request_rejected_not_found')
      : quote('error_request_rejected_messages', joined(messages)),
  version_mismatch: ({ update, installed_by: installedBy }) => {
    if (update === 'host' && isOneOf(installedBy, HOST_INSTALLERS)) {
      return t(`error_version_mismatch_host_${installedBy}`);
    }
    if (update === 'extension' && isOneOf(installedBy, EXTENSION_INSTALLERS)) {
      return t(`error_version_mismatch_extension_${installedBy}`);
    }
    return isOneOf(update, ['host', 'extension', 'page'] as const)
      ? t(`error_version_mismatch_${update}` as const)
      : undefined;
  },
};

// Why a certificate is not trusted, as far as there is different advice.
const CERTIFICATE_CAUSES = ['expired', 'not_yet_valid', 'wrong_host', 'unknown_issuer'] as const;

// By what the side that has to be updated was installed, as far as there is different advice.
const HOST_INSTALLERS = ['deb', 'msi', 'script', 'pip'] as const;
const EXTENSION_INSTALLERS = ['store', 'company'] as const;

const SETTINGS_FILE = 'config.toml';

type Param = ErrorParams[string] | undefined;

function waitAdvice(key: MessageKey, { retry_after_s: seconds }: ErrorParams): string | undefined {
  return typeof seconds === 'number' && seconds >= 1 ? t(key, formatDuration(seconds)) : undefined;
}

function quote(key: MessageKey, text: Param): string | undefined {
  return typeof text === 'string' && text ? t(key, text) : undefined;
}

/** What to do about settings that are wrong; undefined for those that are only incomplete, and other failures. */
function settingsAdvice(failure: Failure): string | undefined {
  const fault = settingsFault(failure);
  if (fault === null || fault === 'incomplete') return undefined;
  const { problem } = failure.params;
  if (fault === 'unsafe_history') return quote('error_unsafe_history_advice', problem);
  if (fault === 'list_being_read') return t('error_list_being_read_advice');
  if (fault === 'set_for_all') return quote('error_set_for_all_advice', failure.params.file);
  const place = located(typeof problem === 'string' ? problem : (failure.detail ?? ''), failure.params);
  const step = stepThatSets(failure.params.field);
  return step === undefined
    ? t('error_wrong_setting_advice', place)
    : t('error_wrong_setting_page', place, String(step));
}

/** Add where a problem is, unless it says so itself: "/…/config.toml:7: policy.x: unknown setting". */
function located(problem: string, { file, line }: ErrorParams): string {
  const place = typeof file === 'string' ? file : SETTINGS_FILE;
  if (problem.includes(place)) return problem;
  return typeof line === 'number' ? `${place}:${line}: ${problem}` : `${place}: ${problem}`;
}

function joined(texts: Param): string {
  return Array.isArray(texts) ? texts.join('; ') : '';
}
