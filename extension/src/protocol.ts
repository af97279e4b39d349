// The messages between the extension and the native messaging host, generated from the host's messages.py.

export const HOST_NAME = 'com.voiso.click_to_call';

/** The protocol versions that this extension supports, inclusive. */
export const PROTOCOL_MIN = 1;
export const PROTOCOL_MAX = 1;

/** The maximum length, in characters, of these texts of a request. */
export const LIMITS = { number: 64, original_text: 256, page: 300 } as const;

/** What went wrong, grouped by who has to act; `_locales` has a text for each. */
export const CODES = [
  'number_invalid',
  'number_blocked',
  'emergency_number',
  'too_many_calls',
  'agent_unavailable',
  'call_outcome_unknown',
  'not_configured',
  'key_missing',
  'key_unavailable',
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
  'frame_too_large',
  'internal',
] as const;
export type Code = (typeof CODES)[number];

/** Why the agent is asked before a call, or why it is refused. */
export const REASONS = [
  'not_a_number',
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
] as const;
export type Reason = (typeof REASONS)[number];

export const TRIGGERS = ['click', 'menu', 'popup', 'tel_link', 'cli'] as const;
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

export type Scalar = string | number | boolean | null;
export type ErrorParams = Record<string, Scalar | string[]>;

/** The CRM record the number came from. Voiso may show `account_id` in place of the number. */
export interface Source {
  account_id: string;
  system?: string;
}

/** Who is there, and what do you speak? Answered by `greeting`, before this file is imported. */
export interface Hello {
  type: 'hello';
  extension_version: string;
}

/** What is set up here? */
export interface GetStatus {
  type: 'get_status';
}

/** A call is likely soon: open the connection to Voiso. */
export interface WarmUp {
  type: 'warm_up';
}

/** What would `place_call` say to this number? */
export interface CheckNumber {
  type: 'check_number';
  number: string;
  original_text?: string;
  region?: string;
}

/**
 * Ring the agent's Agent Panel and dial this number.
 *
 * `number` is the E.164 the agent was shown (or what they typed), `written` the text on the page: both
 * are read again and must agree. The same `request_id` never dials twice.
 */
export interface PlaceCall {
  type: 'place_call';
  request_id: string;
  number: string;
  original_text?: string;
  region?: string;
  extension?: string;
  caller_id?: string;
  source?: Source;
  page?: string;
  trigger: Trigger;
  confirmed?: Reason[];
}

/** The newest calls first; `before` is the `seq` of the oldest call already seen. */
export interface GetHistory {
  type: 'get_history';
  limit: number;
  before?: number;
}

/** The envelope around a request. */
export interface RequestEnvelope {
  protocol: number;
  id: number;
  request: Request;
}

/** Not done. `code` says whose move it is, `params` fill its sentence, `detail` is English for logs. */
export interface Failure {
  type: 'failure';
  code: Code;
  params: ErrorParams;
  detail: string;
}

/** The protocol versions that a host speaks, both ends included. */
export interface ProtocolRange {
  min: number;
  max: number;
}

/** Here is the host, and what it can do. */
export interface HelloReply {
  type: 'hello';
  host_version: string;
  protocol: ProtocolRange;
  capabilities: string[];
}

/**
 * What is set up: never the key, only its last four characters. `problem` says what is missing.
 *
 * `sandbox` is true where calls go to a stand-in on this machine instead of Voiso.
 */
export interface Status {
  type: 'status';
  configured: boolean;
  problem: Failure | null;
  cluster: string | null;
  sandbox: boolean;
  user_id: number | null;
  key_hint: string | null;
  default_region: string | null;
  caller_ids: string[];
}

/** A connection to Voiso is open. */
export interface WarmedUp {
  type: 'warmed_up';
}

/**
 * What `place_call` would do with a number, and what is known of it.
 *
 * `number` is E.164 (null where none can be read), `national` and `international` are for the eye,
 * `country` is ISO 3166-1 alpha-2, `local_time` ISO 8601 with the callee's offset where there is only one.
 */
export interface NumberChecked {
  type: 'number_checked';
  number: string | null;
  country: string | null;
  number_type: NumberType;
  national: string | null;
  international: string | null;
  local_time: string | null;
  decision: Decision;
  reasons: Reason[];
}

/**
 * Voiso accepted the call; `repeated` where this request had been answered before.
 *
 * `number` is E.164, `international` the same for the eye.
 */
export interface CallPlaced {
  type: 'call_placed';
  call_id: string;
  number: string;
  international: string;
  placed_at: string;
  repeated: boolean;
}

/**
 * Ask the agent, then send the same request again with these reasons in `confirmed`.
 *
 * `params` fill the reasons' sentences: `file`, the journal that was set aside.
 */
export interface ConfirmationNeeded {
  type: 'confirmation_needed';
  reasons: Reason[];
  params: ErrorParams;
}

/** One row of the history. Times are UTC, RFC 3339; an unreadable or masked `number` is for the eye. */
export interface Call {
  seq: number;
  request_id: string;
  number: string;
  international: string;
  original_text: string | null;
  extension: string | null;
  page: string | null;
  trigger: Trigger;
  state: CallState;
  call_id: string | null;
  failure: Failure | null;
  opened_at: string;
  closed_at: string | null;
}

/**
 * A page of calls, newest first; `more` where older ones exist.
 *
 * `set_aside` is the file with the calls before these, where that was damaged and another was begun.
 */
export interface History {
  type: 'history';
  calls: Call[];
  more: boolean;
  quarantined_journal: string | null;
}

/** The envelope around a reply: `id` is the request's, or 0 where that could not be read. */
export interface ReplyEnvelope {
  id: number;
  reply: Reply;
}

export type Request = Hello | GetStatus | WarmUp | CheckNumber | PlaceCall | GetHistory;

export type Reply =
  | HelloReply
  | Status
  | WarmedUp
  | NumberChecked
  | CallPlaced
  | ConfirmationNeeded
  | History
  | Failure;

/** The types of the successful replies to each request; `failure` is always possible. */
export const REPLY_TYPES = {
  hello: ['hello'],
  get_status: ['status'],
  warm_up: ['warmed_up'],
  check_number: ['number_checked'],
  place_call: ['call_placed', 'confirmation_needed'],
  get_history: ['history'],
} as const satisfies Record<Request['type'], readonly Reply['type'][]>;
export type ReplyTo<R extends Request> = Extract<Reply, { type: (typeof REPLY_TYPES)[R['type']][number] }>;
