// Decides what becomes of a press on a number: a call at once where the agent allows that, else the card.

import { numberFields } from '../call-subject.ts';
import type { ShowCall, ShowSubject } from '../card-messages.ts';
import type { CallReply, CallUpdate } from '../context-messages.ts';
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

export class CallController implements NumberActions {
  readonly #card: NumberCard;
  readonly #calls = new Map<string, ShowCall>(); // requested outside of the card, by request_id
  readonly #updateTimeouts = new Map<string, ReturnType<typeof setTimeout>>(); // by request_id, of calls from elsewhere
  readonly #unshown = new Set<string>(); // request_ids of calls that the card cannot show
  readonly #preparation = new Preparation();

  /** `makeCard` gets a listener that is called if the page does not let the card load. */
  constructor(makeCard: (onNotLoaded: (message: ShowSubject | ShowCall) => void) => NumberCard) {
    this.#card = makeCard(message => this.#showElsewhere(message));
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
    this.#card.open({ type: 'show_subject', subject, state: 'tooltip', takesFocus: false }, anchor);
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
      this.#card.open({ type: 'show_subject', subject, state: 'offer', takesFocus: false }, anchor);
      return;
    }
    const request = newCall({ ...numberFields(subject), trigger: subject.trigger });
    const reply = requestHost(request);
    const message: ShowCall = { type: 'show_call', subject, request };
    this.#calls.set(request.request_id, message);
    const isShown = wait(CARD_AFTER_CALL_DELAY_MS).then(() => this.#card.open(message, anchor));
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
    this.#showCall({ type: 'show_call', subject, request }, anchor);
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
    const isRequested = [...this.#calls.values()].some(({ subject }) => subject.number === number);
    return isRequested || this.#card.isPending(number);
  }

  /** Show the number with a button that calls it, as long as the number is still where it was. */
  #offer({ subject, anchor }: CallArgs, takesFocus: boolean, isMeant = false): void {
    if (anchor.isUnchanged?.() === false) return;
    this.#card.open({ type: 'show_subject', subject, state: 'offer', takesFocus }, anchor, isMeant);
  }

  #showCall(message: ShowCall, anchor: NumberInPage): void {
    this.#calls.set(message.request.request_id, message);
    this.#card.open(message, anchor);
  }

  #onReply(requestId: string, reply: CallReply): void {
    const call = this.#calls.get(requestId);
    if (!call) return;
    this.#calls.delete(requestId);
    clearTimeout(this.#updateTimeouts.get(requestId));
    this.#updateTimeouts.delete(requestId);
    if (!this.#unshown.delete(requestId)) this.#card.showReply(requestId, reply);
    else
      void requestBackground({
        type: 'show_badge',
        number: call.subject.number,
        update: { type: 'call_finished', request_id: requestId, reply },
      });
  }

  /** Report a failure if the background script stops before it sends the end of a call. */
  #startUpdateTimeout(request: PlaceCall): void {
    const { request_id } = request;
    const reply = failure('host_silent', 'the background script sent no update', outcomeParams(request));
    const timer = setTimeout(() => this.#onReply(request_id, reply), BACKGROUND_TIMEOUT_MS);
    this.#updateTimeouts.set(request_id, timer);
  }

  /**
   * Ask in the popup, or show the call on the toolbar button, because the page does not let the card load. The card
   * of a number that was not pressed is not made up for: the popup would take the focus from an agent who types.
   */
  #showElsewhere(message: ShowSubject | ShowCall): void {
    const { subject } = message;
    if (message.type === 'show_call') {
      this.#unshown.add(message.request.request_id);
      const update = { type: 'call_started', request: message.request } as const;
      void requestBackground({ type: 'show_badge', number: subject.number, update });
    } else if (message.state === 'offer' && message.takesFocus) {
      void requestBackground({ type: 'offer_in_popup', subject });
    }
  }
}

function wait(delayMs: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, delayMs));
}
