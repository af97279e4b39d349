// Guards for the messages of protocol.ts, generated from the host's messages.py.

import {
  anyOf,
  equals,
  hasFields,
  isBoolean,
  isInteger,
  isMember,
  isOneOf,
  isString,
  listOf,
  nullable,
  optional,
  recordOf,
} from './guards.ts';
import {
  type Agent,
  type Agents,
  CALL_STATES,
  type Call,
  type CallOutcome,
  type CallPlaced,
  type CallState,
  CHECK_OUTCOMES,
  type CheckNumber,
  type CheckOutcome,
  type CheckSetup,
  type ClearHistory,
  type Configure,
  type ConfirmationNeeded,
  DECISIONS,
  type Decision,
  DISPOSITIONS,
  type Disposition,
  ERROR_CODES,
  type ErrorCode,
  type ErrorParams,
  type Failure,
  type FindAgents,
  FOLLOW_STATES,
  type FollowCall,
  type FollowState,
  type FormatNumbers,
  type GetHistory,
  type GetStatus,
  type Hello,
  type HelloReply,
  type History,
  KEY_STORES,
  type KeyStore,
  NUMBER_TYPES,
  type NumberChecked,
  type NumbersFormatted,
  type NumberType,
  type OneClickPolicy,
  type Outcome,
  type PlaceCall,
  type ProtocolRange,
  REASONS,
  type Reason,
  type Reply,
  type Request,
  type Scalar,
  SETUP_CHECK_NAMES,
  SETUP_FIELDS,
  type SetupCheck,
  type SetupChecked,
  type SetupCheckName,
  type SetupField,
  type Source,
  type Status,
  TRIGGERS,
  type Trigger,
  type WarmedUp,
  type WarmUp,
} from './protocol.ts';

export function isErrorCode(value: unknown): value is ErrorCode {
  return isOneOf(value, ERROR_CODES);
}

export function isReason(value: unknown): value is Reason {
  return isOneOf(value, REASONS);
}

function isTrigger(value: unknown): value is Trigger {
  return isOneOf(value, TRIGGERS);
}

function isNumberType(value: unknown): value is NumberType {
  return isOneOf(value, NUMBER_TYPES);
}

function isDecision(value: unknown): value is Decision {
  return isOneOf(value, DECISIONS);
}

function isCallState(value: unknown): value is CallState {
  return isOneOf(value, CALL_STATES);
}

function isDisposition(value: unknown): value is Disposition {
  return isOneOf(value, DISPOSITIONS);
}

function isFollowState(value: unknown): value is FollowState {
  return isOneOf(value, FOLLOW_STATES);
}

function isKeyStore(value: unknown): value is KeyStore {
  return isOneOf(value, KEY_STORES);
}

function isSetupField(value: unknown): value is SetupField {
  return isOneOf(value, SETUP_FIELDS);
}

function isSetupCheckName(value: unknown): value is SetupCheckName {
  return isOneOf(value, SETUP_CHECK_NAMES);
}

function isCheckOutcome(value: unknown): value is CheckOutcome {
  return isOneOf(value, CHECK_OUTCOMES);
}

function isScalar(value: unknown): value is Scalar {
  return anyOf(isString, isInteger, isBoolean, equals(null))(value);
}

function isErrorParams(value: unknown): value is ErrorParams {
  return recordOf(anyOf(isScalar, listOf(isString)))(value);
}

export function isFailure(value: unknown): value is Failure {
  return hasFields<Failure>(value, {
    type: equals('failure'),
    code: isErrorCode,
    params: isErrorParams,
    detail: isString,
  });
}

export function isSource(value: unknown): value is Source {
  return hasFields<Source>(value, {
    account_id: isString,
    system: optional(isString),
  });
}

export function isProtocolRange(value: unknown): value is ProtocolRange {
  return hasFields<ProtocolRange>(value, {
    min: isInteger,
    max: isInteger,
  });
}

function isHello(value: unknown): value is Hello {
  return hasFields<Hello>(value, {
    type: equals('hello'),
    extension_version: isString,
    protocol: optional(isProtocolRange),
  });
}

function isGetStatus(value: unknown): value is GetStatus {
  return hasFields<GetStatus>(value, { type: equals('get_status') });
}

function isWarmUp(value: unknown): value is WarmUp {
  return hasFields<WarmUp>(value, { type: equals('warm_up') });
}

function isCheckNumber(value: unknown): value is CheckNumber {
  return hasFields<CheckNumber>(value, {
    type: equals('check_number'),
    number: isString,
    original_text: optional(isString),
    region: optional(isString),
  });
}

function isFormatNumbers(value: unknown): value is FormatNumbers {
  return hasFields<FormatNumbers>(value, {
    type: equals('format_numbers'),
    numbers: listOf(isString),
  });
}

export function isPlaceCall(value: unknown): value is PlaceCall {
  return hasFields<PlaceCall>(value, {
    type: equals('place_call'),
    request_id: isString,
    number: isString,
    original_text: optional(isString),
    region: optional(isString),
    phone_extension: optional(isString),
    caller_id: optional(isString),
    source: optional(isSource),
    page_origin: optional(isString),
    trigger: isTrigger,
    confirmed: optional(listOf(isReason)),
  });
}

function isGetHistory(value: unknown): value is GetHistory {
  return hasFields<GetHistory>(value, {
    type: equals('get_history'),
    limit: isInteger,
    before: optional(isInteger),
  });
}

function isClearHistory(value: unknown): value is ClearHistory {
  return hasFields<ClearHistory>(value, { type: equals('clear_history') });
}

function isHelloReply(value: unknown): value is HelloReply {
  return hasFields<HelloReply>(value, {
    type: equals('hello'),
    host_version: isString,
    protocol: isProtocolRange,
    installed_by: isString,
    capabilities: listOf(isString),
  });
}

function isOneClickPolicy(value: unknown): value is OneClickPolicy {
  return hasFields<OneClickPolicy>(value, {
    agents_may_allow: isBoolean,
    origins: listOf(isString),
  });
}

function isStatus(value: unknown): value is Status {
  return hasFields<Status>(value, {
    type: equals('status'),
    configured: isBoolean,
    problem: nullable(isFailure),
    missing: listOf(isSetupField),
    cluster: nullable(isString),
    sandbox: isBoolean,
    user_id: nullable(isInteger),
    key_hint: nullable(isString),
    default_region: nullable(isString),
    caller_ids: listOf(isString),
    one_click: nullable(isOneClickPolicy),
    source_systems: listOf(isString),
  });
}

function isWarmedUp(value: unknown): value is WarmedUp {
  return hasFields<WarmedUp>(value, { type: equals('warmed_up') });
}

function isNumberChecked(value: unknown): value is NumberChecked {
  return hasFields<NumberChecked>(value, {
    type: equals('number_checked'),
    number: nullable(isString),
    country: nullable(isString),
    number_type: isNumberType,
    national: nullable(isString),
    international: nullable(isString),
    local_time: nullable(isString),
    phone_extension: nullable(isString),
    as_typed: nullable(isString),
    decision: isDecision,
    reasons: listOf(isReason),
  });
}

function isNumbersFormatted(value: unknown): value is NumbersFormatted {
  return hasFields<NumbersFormatted>(value, {
    type: equals('numbers_formatted'),
    international: listOf(isString),
  });
}

function isCallPlaced(value: unknown): value is CallPlaced {
  return hasFields<CallPlaced>(value, {
    type: equals('call_placed'),
    call_id: isString,
    number: isString,
    international: isString,
    placed_at: isString,
    repeated: isBoolean,
  });
}

export function isConfirmationNeeded(value: unknown): value is ConfirmationNeeded {
  return hasFields<ConfirmationNeeded>(value, {
    type: equals('confirmation_needed'),
    reasons: listOf(isReason),
    params: isErrorParams,
  });
}

function isCall(value: unknown): value is Call {
  return hasFields<Call>(value, {
    seq: isInteger,
    request_id: isString,
    number: isString,
    international: isString,
    original_text: nullable(isString),
    phone_extension: nullable(isString),
    page_origin: nullable(isString),
    trigger: isTrigger,
    state: isCallState,
    call_id: nullable(isString),
    failure: nullable(isFailure),
    requested_at: isString,
    ended_at: nullable(isString),
    outcome: nullable(isOutcome),
  });
}

function isHistory(value: unknown): value is History {
  return hasFields<History>(value, {
    type: equals('history'),
    calls: listOf(isCall),
    more: isBoolean,
    quarantined_journal: nullable(isString),
  });
}

function isFollowCall(value: unknown): value is FollowCall {
  return hasFields<FollowCall>(value, {
    type: equals('follow_call'),
    call_id: isString,
  });
}

function isOutcome(value: unknown): value is Outcome {
  return hasFields<Outcome>(value, {
    disposition: nullable(isDisposition),
    duration_s: nullable(isInteger),
  });
}

function isCallOutcome(value: unknown): value is CallOutcome {
  return hasFields<CallOutcome>(value, {
    type: equals('call_outcome'),
    call_id: isString,
    state: isFollowState,
    outcome: nullable(isOutcome),
  });
}

function isConfigure(value: unknown): value is Configure {
  return hasFields<Configure>(value, {
    type: equals('configure'),
    cluster: optional(isString),
    user_id: optional(isInteger),
    api_key: optional(isString),
    key_store: optional(isKeyStore),
    default_region: optional(isString),
    caller_ids: optional(listOf(isString)),
  });
}

function isFindAgents(value: unknown): value is FindAgents {
  return hasFields<FindAgents>(value, {
    type: equals('find_agents'),
    query: optional(isString),
  });
}

function isCheckSetup(value: unknown): value is CheckSetup {
  return hasFields<CheckSetup>(value, { type: equals('check_setup') });
}

function isAgent(value: unknown): value is Agent {
  return hasFields<Agent>(value, {
    user_id: isInteger,
    name: isString,
    email: nullable(isString),
    extension: nullable(isString),
  });
}

function isAgents(value: unknown): value is Agents {
  return hasFields<Agents>(value, {
    type: equals('agents'),
    agents: listOf(isAgent),
    more: isBoolean,
  });
}

function isSetupCheck(value: unknown): value is SetupCheck {
  return hasFields<SetupCheck>(value, {
    name: isSetupCheckName,
    outcome: isCheckOutcome,
    failure: nullable(isFailure),
  });
}

function isSetupChecked(value: unknown): value is SetupChecked {
  return hasFields<SetupChecked>(value, {
    type: equals('setup_checked'),
    checks: listOf(isSetupCheck),
  });
}

export function isRequest(value: unknown): value is Request {
  return isMember<Request>(value, {
    hello: isHello,
    get_status: isGetStatus,
    warm_up: isWarmUp,
    check_number: isCheckNumber,
    format_numbers: isFormatNumbers,
    place_call: isPlaceCall,
    get_history: isGetHistory,
    clear_history: isClearHistory,
    follow_call: isFollowCall,
    configure: isConfigure,
    find_agents: isFindAgents,
    check_setup: isCheckSetup,
  });
}

export function isReply(value: unknown): value is Reply {
  return isMember<Reply>(value, {
    hello: isHelloReply,
    status: isStatus,
    warmed_up: isWarmedUp,
    number_checked: isNumberChecked,
    numbers_formatted: isNumbersFormatted,
    call_placed: isCallPlaced,
    confirmation_needed: isConfirmationNeeded,
    history: isHistory,
    call_outcome: isCallOutcome,
    agents: isAgents,
    setup_checked: isSetupChecked,
    failure: isFailure,
  });
}
