// The messages between the extension and the native messaging host, generated from the host's messages.py.

import type {
  CallState,
  CheckOutcome,
  Decision,
  Disposition,
  ErrorParams,
  Failure,
  FollowState,
  KeyStore,
  NumberType,
  Reason,
  SetupCheckName,
  SetupField,
  Trigger,
} from './protocol-parts.ts';

export * from './protocol-parts.ts';

export const HOST_NAME = 'com.voiso.click_to_call';

/** The protocol versions that this extension supports, inclusive. */
export const PROTOCOL_MIN = 1;
export const PROTOCOL_MAX = 1;

/** The maximum length, in characters, of these texts of a request. */
export const MAX_LENGTHS = { number: 64, original_text: 256, page_origin: 300 } as const;

/**
 * The CRM record that the number belongs to, sent to Voiso if the settings of the host allow its system.
 *
 * Voiso may show `account_id` instead of the number.
 */
export interface Source {
  account_id: string;
  system?: string;
}

/** The protocol versions that one side speaks, both ends included. */
export interface ProtocolRange {
  min: number;
  max: number;
}

/**
 * Say which versions the extension is and speaks, and ask for those of the host, before anything else.
 *
 * The only request whose unknown fields are ignored: a newer extension must learn that the host is older.
 */
export interface Hello {
  type: 'hello';
  extension_version: string;
  protocol?: ProtocolRange;
}

/** Ask what is set up on this machine. */
export interface GetStatus {
  type: 'get_status';
}

/** Open the connection to Voiso in advance, because a call is likely soon. */
export interface WarmUp {
  type: 'warm_up';
}

/** Ask what `place_call` would do with a number, without calling it. */
export interface CheckNumber {
  type: 'check_number';
  number: string;
  original_text?: string;
  region?: string;
}

/** Ask how numbers in E.164 format are written for display, for lists of them. */
export interface FormatNumbers {
  type: 'format_numbers';
  numbers: string[];
}

/**
 * Ring the agent's Agent Panel and dial a number.
 *
 * `number` is what the agent was shown (E.164) or typed, `original_text` the text on the page. The host
 * parses both, and they must be the same number. Requests with the same `request_id` dial at most once.
 * `confirmed` holds the reasons of a `confirmation_needed` reply that the agent confirmed.
 */
export interface PlaceCall {
  type: 'place_call';
  request_id: string;
  number: string;
  original_text?: string;
  region?: string;
  phone_extension?: string;
  caller_id?: string;
  source?: Source;
  page_origin?: string;
  trigger: Trigger;
  confirmed?: Reason[];
}

/** Ask for a page of calls, newest first. For the next page set `before` to the `seq` of the last call. */
export interface GetHistory {
  type: 'get_history';
  limit: number;
  before?: number;
}

/** Delete the history. Calls in progress stay; the reply is what is left of it. */
export interface ClearHistory {
  type: 'clear_history';
}

/** The envelope around a request. */
export interface RequestEnvelope {
  protocol: number;
  id: number;
  request: Request;
}

/**
 * The host is ready. `capabilities` lists the types of requests that it handles.
 *
 * `installed_by` is "deb", "msi", "script" or "pip", and empty where that is not known.
 */
export interface HelloReply {
  type: 'hello';
  host_version: string;
  protocol: ProtocolRange;
  installed_by: string;
  capabilities: string[];
}

/** Where one click on a number calls: on these origins, and where the agent allows it, if agents may. */
export interface OneClickPolicy {
  agents_may_allow: boolean;
  origins: string[];
}

/**
 * What is set up. `problem` is the first thing that prevents every call, as far as it is known.
 *
 * `missing` names what is not set up yet; it is empty for settings that cannot be read. `key_hint` is the
 * last four characters of the API key. `sandbox` is true if calls go to a sandbox on this machine instead of
 * Voiso. `one_click` is null if the settings cannot be read. `source_systems` are the CRM systems for which
 * the ID of a record is sent with a call.
 */
export interface Status {
  type: 'status';
  configured: boolean;
  problem: Failure | null;
  missing: SetupField[];
  cluster: string | null;
  sandbox: boolean;
  user_id: number | null;
  key_hint: string | null;
  default_region: string | null;
  caller_ids: string[];
  one_click: OneClickPolicy | null;
  source_systems: string[];
}

/** A connection to Voiso is open. */
export interface WarmedUp {
  type: 'warmed_up';
}

/**
 * What `place_call` would do with a number, and what is known about the number.
 *
 * `number` is in E.164 format, or null if the text is not a number; `national` and `international` are
 * formatted for display. `country` is ISO 3166-1 alpha-2. `number_type` is "unknown" for a number
 * that is not valid, even if `reasons` say what it may cost by its first digits. `local_time` is ISO 8601
 * with the callee's UTC offset, or null if the callee may be in time zones with different offsets.
 * `phone_extension` is the extension or PIN that the text names. `as_typed` is the text in the groups in
 * which its country writes it, also if it is not complete; null if it holds more than a number.
 */
export interface NumberChecked {
  type: 'number_checked';
  number: string | null;
  country: string | null;
  number_type: NumberType;
  national: string | null;
  international: string | null;
  local_time: string | null;
  phone_extension: string | null;
  as_typed: string | null;
  decision: Decision;
  reasons: Reason[];
}

/** The numbers of a request in the same order, each as in `international` of other replies. */
export interface NumbersFormatted {
  type: 'numbers_formatted';
  international: string[];
}

/**
 * Voiso accepted the call. `repeated` is true if an earlier request with the same id placed it.
 *
 * `number` is in E.164 format, `international` the same number formatted for display. `placed_at` is UTC,
 * RFC 3339.
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
 * The agent must confirm the call; then send the same request again with these reasons in `confirmed`.
 *
 * `params` fill the sentences of the reasons: `file` is the new name of a damaged journal, `country` the one
 * in which a number is not valid (ISO 3166-1 alpha-2), if that is known.
 */
export interface ConfirmationNeeded {
  type: 'confirmation_needed';
  reasons: Reason[];
  params: ErrorParams;
}

/**
 * One call of the history. Times are in UTC, RFC 3339.
 *
 * `number` is in E.164 format, unless it could not be parsed or was redacted. `outcome` is null while it is
 * not known how the call ended.
 */
export interface Call {
  seq: number;
  request_id: string;
  number: string;
  international: string;
  original_text: string | null;
  phone_extension: string | null;
  page_origin: string | null;
  trigger: Trigger;
  state: CallState;
  call_id: string | null;
  failure: Failure | null;
  requested_at: string;
  ended_at: string | null;
  outcome: Outcome | null;
}

/**
 * A page of calls, newest first. `more` is true if there are older ones.
 *
 * `quarantined_journal` is the file with earlier calls, if it was damaged and a new journal was started.
 */
export interface History {
  type: 'history';
  calls: Call[];
  more: boolean;
  quarantined_journal: string | null;
}

/**
 * Ask what became of a placed call. The API key needs the scope `reporting.cdrs.read`.
 *
 * Voiso is asked once at most, and not if the answer is known already. What its answer tells about other
 * calls of the history is written there, too.
 */
export interface FollowCall {
  type: 'follow_call';
  call_id: string;
}

/**
 * How a call ended, by Voiso's record of it.
 *
 * `disposition` is null for one that Voiso does not document for click-to-call. `duration_s` is the time
 * from the beginning to the end of the record, in which the phones ring too; null if that is not known.
 */
export interface Outcome {
  disposition: Disposition | null;
  duration_s: number | null;
}

/**
 * What became of a call: `outcome` is null unless `state` is "ended".
 *
 * `state` is "pending" while Voiso has no record of the call, or one without an end, and "unavailable" if
 * Voiso does not let this API key read its records.
 */
export interface CallOutcome {
  type: 'call_outcome';
  call_id: string;
  state: FollowState;
  outcome: Outcome | null;
}

/**
 * Change settings and the API key. What is left out stays as it is; if one field is wrong, all does.
 *
 * `cluster` is a cluster ID or an account URL; another cluster ends the use of a sandbox. An empty
 * `default_region` and an empty list of `caller_ids` remove these settings. The key goes to the system's
 * keyring, or to where it is already; `key_store` chooses the place, and moves a key that is stored.
 * Settings may be incomplete afterwards: the reply is a `status`, which names what is missing. The key is in
 * no reply.
 */
export interface Configure {
  type: 'configure';
  cluster?: string;
  user_id?: number;
  api_key?: string;
  key_store?: KeyStore;
  default_region?: string;
  caller_ids?: string[];
}

/**
 * Ask Voiso for agents, to learn their user IDs. The API key needs the scope `users.read`.
 *
 * `query` is a part of a name, an e-mail address or an extension (digits only); without it, any agents.
 */
export interface FindAgents {
  type: 'find_agents';
  query?: string;
}

/** Ask whether calls can work, as far as that can be found out without placing one. */
export interface CheckSetup {
  type: 'check_setup';
}

/** An agent of the contact center. `user_id` is what the settings need; `name` may be empty. */
export interface Agent {
  user_id: number;
  name: string;
  email: string | null;
  extension: string | null;
}

/** The first agents that Voiso found. `more` is true if there are others: ask for something narrower. */
export interface Agents {
  type: 'agents';
  agents: Agent[];
  more: boolean;
}

/**
 * Whether one prerequisite of a call is met.
 *
 * `failure` tells why it is not, or why it was not checked. It is null for what was not checked because an
 * earlier prerequisite is not met, and for what only a call can tell.
 */
export interface SetupCheck {
  name: SetupCheckName;
  outcome: CheckOutcome;
  failure: Failure | null;
}

/** Every prerequisite of a call, in the order in which one depends on another. No call was placed. */
export interface SetupChecked {
  type: 'setup_checked';
  checks: SetupCheck[];
}

export type Request =
  | Hello
  | GetStatus
  | WarmUp
  | CheckNumber
  | FormatNumbers
  | PlaceCall
  | GetHistory
  | ClearHistory
  | FollowCall
  | Configure
  | FindAgents
  | CheckSetup;

export type Reply =
  | HelloReply
  | Status
  | WarmedUp
  | NumberChecked
  | NumbersFormatted
  | CallPlaced
  | ConfirmationNeeded
  | History
  | CallOutcome
  | Agents
  | SetupChecked
  | Failure;

/** The types of the successful replies to each request; `failure` is always possible. */
export const REPLY_TYPES = {
  hello: ['hello'],
  get_status: ['status'],
  warm_up: ['warmed_up'],
  check_number: ['number_checked'],
  format_numbers: ['numbers_formatted'],
  place_call: ['call_placed', 'confirmation_needed'],
  get_history: ['history'],
  clear_history: ['history'],
  follow_call: ['call_outcome'],
  configure: ['status'],
  find_agents: ['agents'],
  check_setup: ['setup_checked'],
} as const satisfies Record<Request['type'], readonly Reply['type'][]>;
export type ReplyTo<R extends Request> = Extract<Reply, { type: (typeof REPLY_TYPES)[R['type']][number] }>;
