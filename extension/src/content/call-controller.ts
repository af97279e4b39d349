// Decides what becomes of a press on a number: a call at once where the agent allows that, else the card.

import { numberFields } from '../call-subject.ts';
import type { CardContent, ShowCall, ShowSubject } from '../card-messages.ts';
import type { CallReply, CallUpdate } from '../context-messages.ts';
import { isCostly } from '../costly-reasons.ts';
import { failure, outcomeParams } from '../failures.ts';
import { BACKGROUND_TIMEOUT_MS, newCall, requestBackground, requestHost } from '../host-request.ts';
import type { PlaceCall } from '../protocol.ts';
import type { Card, NumberInPage } from './card/card.ts';
import type { CallArgs, NumberActions } from './number-actions.ts';
import { Preparation } from './preparation.ts';

/** The part of the card that the controller needs. */
export type NumberCard = Pick<
  Card,
  'open' | 'showReply' | 'isShowing' | 'isPending' | 'isKept' | 'scheduleClose' | 'reposition'
>;

// The card's document would be loaded by the process that passes the call on to the host, and delay it.
const CARD_AFTER_CALL_DELAY_MS = 60;

/** A call that was requested outside of the card, and where its number is. */
interface RequestedCall {
  readonly message: ShowCall;
  readonly anchor: NumberInPage;
}

export class CallController implements NumberActions {
  readonly #card: NumberCard;
  readonly #calls = new Map<string, RequestedCall>(); // without a reply yet, by request_id
  readonly #updateTimeouts = new Map<string, ReturnType<typeof setTimeout>>(); // by request_id, of calls from elsewhere
  readonly #unshown = new Set<string>(); // request_ids of calls that the card cannot show
  readonly #preparation = new Preparation();

  /** `makeCard` gets a listener for what a card should have shown that the page does not let load. */
  constructor(makeCard: (onNotLoaded: (unread: readonly CardContent[]) => void) => NumberCard) {
    this.#card = makeCard(unread => this.#showElsewhere(unread));
  }

  wakeHost(): void {
    this.#preparation.wakeHost();
  }

  warmUp(): void {
    this.#preparation.warmUp();
  }

  /** Show which number a click would call, for a pointer that rests on it. */
  showTooltip({ subject, anchor }: CallArgs): void {
    if (this.#card.isKept || this.#card.isShowing(subject.number)) return;
    this.#open({ type: 'show_subject', subject, state: 'tooltip', takesFocus: false }, anchor);
  }

  /** Offer to call the number, for a pointer that rests on it. */
  showHoverCard(args: CallArgs): void {
    const { number } = args.subject;
    if (!this.#isPending(number) && !this.#card.isShowing(number) && !this.#card.isKept)
      this.#offer(args, false);
  }

  /** Offer to call the number, after a press that does not call at once. */
  showCard(args: CallArgs, isMeant: boolean): void {
    this.warmUp(); // the card's button may be pressed soon
    this.#offer(args, true, isMeant);
  }

  /** Call a number at once. If a call to it is in progress, only show its card. */
  call({ subject, anchor }: CallArgs): void {
    if (this.#isPending(subject.number)) {
      this.#open({ type: 'show_subject', subject, state: 'offer', takesFocus: false }, anchor);
      return;
    }
    const request = newCall({ ...numberFields(subject), trigger: subject.trigger });
    const reply = requestHost(request);
    const message: ShowCall = { type: 'show_call', subject, request };
    this.#calls.set(request.request_id, { message, anchor });
    const isShown = wait(CARD_AFTER_CALL_DELAY_MS).then(() => this.#open(message, anchor));
    void Promise.all([reply, isShown]).then(([result]) => this.#onReply(request.request_id, result));
  }

  /** Handle the start or the end of a call from the browser's menu or address bar. */
  onCallUpdate(update: CallUpdate, anchor: NumberInPage): void {
    if (update.type === 'call_finished') {
      this.#onReply(update.request_id, update.reply);
      return;
    }
    const { page_origin: _, ...request } = update.request; // the card sets it, if it sends the call again
    const subject = { ...numberFields(request), trigger: request.trigger, explanations: [] };
    const message: ShowCall = { type: 'show_call', subject, request };
    this.#calls.set(request.request_id, { message, anchor });
    this.#open(message, anchor);
    this.#startUpdateTimeout(request);
  }

  scheduleClose(): void {
    this.#card.scheduleClose();
  }

  reposition(): void {
    this.#card.reposition();
  }

  /** Whether the call to a number is in progress. */
  #isPending(number: string): boolean {
    const isRequested = [...this.#calls.values()].some(({ message }) => message.subject.number === number);
    return isRequested || this.#card.isPending(number);
  }

  /** Show the number with a button that calls it, as long as the number is still where it was. */
  #offer({ subject, anchor }: CallArgs, takesFocus: boolean, isMeant = false): void {
    if (anchor.isUnchanged?.() === false) return;
    this.#open({ type: 'show_subject', subject, state: 'offer', takesFocus }, anchor, isMeant);
  }

  #open(message: ShowSubject | ShowCall, anchor: NumberInPage, isMeant = false): void {
    try {
      this.#card.open(message, anchor, isMeant);
    } catch {
      this.#showElsewhere([message]); // the page has no element that could hold the card
    }
  }

  #onReply(requestId: string, reply: CallReply): void {
    const call = this.#calls.get(requestId);
    if (!call) return;
    this.#calls.delete(requestId);
    clearTimeout(this.#updateTimeouts.get(requestId));
    this.#updateTimeouts.delete(requestId);
    if (!this.#unshown.delete(requestId) && this.#showOnCard(call, reply)) return;
    this.#showReplyElsewhere(call.message, reply);
  }

  /** Show a reply on the card, or on another one if the page has removed that. Returns whether it could. */
  #showOnCard({ message, anchor }: RequestedCall, reply: CallReply): boolean {
    const { request_id } = message.request;
    if (this.#card.showReply(request_id, reply)) return true;
    this.#open(message, anchor);
    return this.#card.showReply(request_id, reply);
  }

  /** Report a failure if the background script stops before it sends the end of a call. */
  #startUpdateTimeout(request: PlaceCall): void {
    const { request_id } = request;
    const reply = failure('host_silent', 'the background script sent no update', outcomeParams(request));
    const timer = setTimeout(() => this.#onReply(request_id, reply), BACKGROUND_TIMEOUT_MS);
    this.#updateTimeouts.set(request_id, timer);
  }

  /**
   * Ask in the popup, or show calls on the toolbar button, because the page does not let the card load. The card of a
   * number that was not pressed is not made up for: the popup would take the focus from an agent who types.
   */
  #showElsewhere(unread: readonly CardContent[]): void {
    for (const message of unread) {
      if (message.type !== 'show_call') continue;
      const { request_id } = message.request;
      const end = unread.find(other => other.type === 'show_reply' && other.request_id === request_id);
      if (end?.type === 'show_reply') this.#showReplyElsewhere(message, end.reply);
      else this.#showStartElsewhere(message);
    }
    const last = unread.findLast(({ type }) => type !== 'show_reply');
    if (last?.type === 'show_subject' && last.state === 'offer' && last.takesFocus)
      void requestBackground({ type: 'offer_in_popup', subject: last.subject });
  }

  #showStartElsewhere({ subject, request }: ShowCall): void {
    this.#unshown.add(request.request_id);
    const update = { type: 'call_started', request } as const;
    void requestBackground({ type: 'show_badge', number: subject.number, update });
  }

  /** Show a result on the toolbar button. What has to be confirmed is offered in the popup, which asks. */
  #showReplyElsewhere({ subject, request: { request_id } }: ShowCall, reply: CallReply): void {
    const update = { type: 'call_finished', request_id, reply } as const;
    void requestBackground({ type: 'show_badge', number: subject.number, update });
    // What may cost extra is asked there already, by the background script.
    if (reply.type === 'confirmation_needed' && !reply.reasons.some(isCostly))
      void requestBackground({ type: 'offer_in_popup', subject });
  }
}

function wait(delayMs: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, delayMs));
}
