// What messages are made of: values and `Failure`, generated from the host's message_parts.py.

/** What went wrong, grouped by who has to act; `_locales` has a text for each. */
export const ERROR_CODES = [
  'number_invalid',
  'number_blocked',
  'emergency_number',
  'too_many_calls',
  'agent_unavailable',
  'call_outcome_unknown',
  'not_configured',
  'key_missing',
  'key_unavailable',
  'history_unavailable',
  'key_rejected',
  'permission_denied',
  'agent_unknown',
  'caller_id_rejected',
  'rate_limited',
  'voiso_unreachable',
  'tls_untrusted',
  'voiso_failed',
  'request_rejected',
  'host_missing',
  'host_forbidden',
  'host_crashed',
  'host_silent',
  'version_mismatch',
  'invalid_request',
  'message_too_large',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Why the agent is asked before a call, or why it is refused. */
export const REASONS = [
  'not_a_number',
  'leading_zero',
  'unknown_country_code',
  'emergency',
  'too_short',
  'text_mismatch',
  'premium_rate',
  'shared_cost',
  'personal',
  'satellite',
  'service_code',
  'blocked_prefix',
  'blocked_country',
  'do_not_call',
  'quiet_hours',
  'just_called',
  'too_many_this_minute',
  'too_many_today',
  'journal_quarantined',
  'invalid_number',
] as const;
export type Reason = (typeof REASONS)[number];

export const TRIGGERS = ['click', 'menu', 'shortcut', 'omnibox', 'popup', 'tel_link', 'cli'] as const;
export type Trigger = (typeof TRIGGERS)[number];

export const NUMBER_TYPES = [
  'fixed_line',
  'mobile',
  'fixed_line_or_mobile',
  'toll_free',
  'premium_rate',
  'shared_cost',
  'voip',
  'personal',
  'pager',
  'uan',
  'voicemail',
  'satellite',
  'unknown',
] as const;
export type NumberType = (typeof NUMBER_TYPES)[number];

export const DECISIONS = ['allow', 'confirm', 'deny'] as const;
export type Decision = (typeof DECISIONS)[number];

export const CALL_STATES = ['dialing', 'placed', 'refused', 'failed', 'unknown'] as const;
export type CallState = (typeof CALL_STATES)[number];

/** How a call can end: what Voiso documents for click-to-call. */
export const DISPOSITIONS = [
  'answered',
  'busy',
  'no_answer',
  'rejected',
  'failed',
  'machine_answered',
  'system_reject',
] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

export const FOLLOW_STATES = ['ended', 'pending', 'unavailable'] as const;
export type FollowState = (typeof FOLLOW_STATES)[number];

export const KEY_STORES = ['keyring', 'file'] as const;
export type KeyStore = (typeof KEY_STORES)[number];

export const SETUP_FIELDS = ['cluster', 'user_id', 'api_key'] as const;
export type SetupField = (typeof SETUP_FIELDS)[number];

export const SETUP_CHECK_NAMES = [
  'settings',
  'key',
  'cluster',
  'key_accepted',
  'agent',
  'key_scope',
  'click_to_call',
  'agent_available',
] as const;
export type SetupCheckName = (typeof SETUP_CHECK_NAMES)[number];

export const CHECK_OUTCOMES = ['ok', 'failed', 'not_checked'] as const;
export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

export type Scalar = string | number | boolean | null;
export type ErrorParams = Record<string, Scalar | string[]>;

/** The request failed. `params` fill the sentence of `code`; `detail` is English, for the command line. */
export interface Failure {
  type: 'failure';
  code: ErrorCode;
  params: ErrorParams;
  detail: string;
}
