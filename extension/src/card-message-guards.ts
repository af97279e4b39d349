// Guards for the messages between a content script and its card.

import { isCallSubject } from './call-subject-guards.ts';
import {
  type AskClear,
  CARD_STATES,
  type CardStateType,
  type ClearAnswer,
  type CloseRequested,
  type FocusGiven,
  type MessageFromCard,
  type MessageToCard,
  type ShowCall,
  type ShowReply,
  type ShowSubject,
  type SizeChanged,
  type StateShown,
} from './card-messages.ts';
import { isCallReply } from './context-message-guards.ts';
import {
  equals,
  type Guard,
  hasFields,
  isBoolean,
  isInteger,
  isMember,
  isOneOf,
  isString,
  listOf,
} from './guards.ts';
import { isPlaceCall } from './protocol-guards.ts';

/** Check a message that the card receives. */
export function isMessageToCard(value: unknown): value is MessageToCard {
  return isMember<MessageToCard>(value, {
    show_subject: isShowSubject,
    show_call: isShowCall,
    show_reply: isShowReply,
    clear_answer: isClearAnswer,
    close_requested: isCloseRequested,
    focus_given: isFocusGiven,
  });
}

/** Check a message that a content script receives from its card. */
export function isMessageFromCard(value: unknown): value is MessageFromCard {
  return isMember<MessageFromCard>(value, {
    state_shown: isStateShown,
    size_changed: isSizeChanged,
    ask_clear: isAskClear,
  });
}

function isShowSubject(value: unknown): value is ShowSubject {
  return hasFields<ShowSubject>(value, {
    type: equals('show_subject'),
    subject: isCallSubject,
    state: (state): state is ShowSubject['state'] => isOneOf(state, ['tooltip', 'offer'] as const),
    takesFocus: isBoolean,
  });
}

function isShowCall(value: unknown): value is ShowCall {
  return hasFields<ShowCall>(value, {
    type: equals('show_call'),
    subject: isCallSubject,
    request: isPlaceCall,
  });
}

function isShowReply(value: unknown): value is ShowReply {
  return hasFields<ShowReply>(value, {
    type: equals('show_reply'),
    request_id: isString,
    reply: isCallReply,
  });
}

function isClearAnswer(value: unknown): value is ClearAnswer {
  return hasFields<ClearAnswer>(value, { type: equals('clear_answer'), id: isInteger, isClear: isBoolean });
}

function isCloseRequested(value: unknown): value is CloseRequested {
  return hasFields<CloseRequested>(value, { type: equals('close_requested') });
}

function isFocusGiven(value: unknown): value is FocusGiven {
  return hasFields<FocusGiven>(value, { type: equals('focus_given') });
}

function isStateShown(value: unknown): value is StateShown {
  return hasFields<StateShown>(value, {
    type: equals('state_shown'),
    state: isCardState,
    number: isString,
    pending: listOf(isString),
  });
}

const isCardState: Guard<CardStateType> = (value): value is CardStateType => isOneOf(value, CARD_STATES);

function isSizeChanged(value: unknown): value is SizeChanged {
  return hasFields<SizeChanged>(value, {
    type: equals('size_changed'),
    width: isInteger,
    height: isInteger,
  });
}

function isAskClear(value: unknown): value is AskClear {
  return hasFields<AskClear>(value, { type: equals('ask_clear'), id: isInteger });
}
