// Every message between a content script and the document of its card, on their private MessagePort.

import type { CallSubject } from './call-subject.ts';
import type { CallReply } from './context-messages.ts';
import type { PlaceCall } from './protocol.ts';

/** Sent with the port to the card's window; the token is in the card's URL, which no page can read. */
export interface CardPort {
  readonly type: 'card_port';
  readonly token: string;
}

/** Show a number: `tooltip` only tells which one a click would call, `offer` has a button that calls it. */
export interface ShowSubject {
  readonly type: 'show_subject';
  readonly subject: CallSubject;
  readonly state: 'tooltip' | 'offer';
  readonly takesFocus: boolean; // a click opened it
}

/** A call to this number has been requested outside of the card. */
export interface ShowCall {
  readonly type: 'show_call';
  readonly subject: CallSubject;
  readonly request: PlaceCall;
}

/** The host has replied to that call. */
export interface ShowReply {
  readonly type: 'show_reply';
  readonly request_id: string;
  readonly reply: CallReply;
}

/** What a card shows. */
export type CardContent = ShowSubject | ShowCall | ShowReply;

/** The reply to `ask_clear`: whether nothing of the page is above the card, which has not moved lately. */
export interface ClearAnswer {
  readonly type: 'clear_answer';
  readonly id: number;
  readonly isClear: boolean;
}

/** The agent closes the card from the page, for example with Escape: a call that waits is cancelled. */
export interface CloseRequested {
  readonly type: 'close_requested';
}

/** The card gets the focus because the agent has opened it; Tab and the page can move the focus there, too. */
export interface FocusGiven {
  readonly type: 'focus_given';
}

export type MessageToCard = CardContent | ClearAnswer | CloseRequested | FocusGiven;

export const CARD_STATES = [
  'closed',
  'tooltip',
  'offer',
  'no_number',
  'ignored',
  'calling',
  'retry_wait',
  'cancelled',
  'placed',
  'confirm',
  'asked_elsewhere', // the question is shown in the popup, where no page can draw
  'failed',
] as const;
export type CardStateType = (typeof CARD_STATES)[number];

/** The card shows another state. */
export interface StateShown {
  readonly type: 'state_shown';
  readonly state: CardStateType;
  readonly number: string; // of the subject; empty for a closed card
  readonly pending: readonly string[]; // numbers whose call has been requested and has no result yet
}

/** The size that the card's content needs, in CSS pixels. */
export interface SizeChanged {
  readonly type: 'size_changed';
  readonly width: number;
  readonly height: number;
}

/** Ask whether the card is clear, just before a press on one of its buttons counts. */
export interface AskClear {
  readonly type: 'ask_clear';
  readonly id: number;
}

export type MessageFromCard = StateShown | SizeChanged | AskClear;
