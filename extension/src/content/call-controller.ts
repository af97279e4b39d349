// Places the calls of one frame: sends requests, shows their progress on the card, retries as Voiso asks.

import type { CallFinished, CallUpdate } from '../context-messages.ts';
import { failure, outcomeParams } from '../failures.ts';
import { BACKGROUND_TIMEOUT_MS, newRequestId, requestHost, withConfirmed } from '../host-request.ts';
import type { PlaceCall } from '../protocol.ts';
import { retryDelayOf } from '../retry-countdown.ts';
import type { Card } from './card/card.ts';
import type { CardOptions } from './card/card-options-view.ts';
import type { CardNumber, CardState } from './card/card-view.ts';
import { type PhoneTarget, requestFields } from './scan/matches.ts';

/** Returns where the card belongs in the viewport; undefined once that place is gone. */
type AnchorRect = () => DOMRect | undefined;

/** A number to call, and how the card shows it. */
export interface CallArgs {
  readonly target: PhoneTarget;
  readonly trigger: PlaceCall['trigger'];
  readonly anchor: AnchorRect;
  readonly options?: CardOptions;
  readonly isUnchanged?: () => boolean; // whether the number is still where it was
}

type NumberQuery = Pick<PlaceCall, 'number' | 'original_text' | 'region'>;
type CallReply = CallFinished['reply'];

const WARM_UP_INTERVAL_MS = 3_000; // the host keeps an idle connection to Voiso for a second longer

export class CallController {
  readonly #card: Card;
  readonly #inFlight = new Map<string, PlaceCall>(); // by number
  readonly #updateTimeouts = new Map<string, ReturnType<typeof setTimeout>>(); // by request_id, of menu calls
  #pendingRetry: { readonly number: string; readonly timer: ReturnType<typeof setTimeout> } | undefined;
  #warmedUpAt = Number.NEGATIVE_INFINITY;

  constructor(card: Card) {
    this.#card = card;
  }

  /** Let the host open its connection to Voiso, because a call is likely soon. */
  warmUp(): void {
    if (performance.now() - this.#warmedUpAt < WARM_UP_INTERVAL_MS) return;
    this.#warmedUpAt = performance.now();
    void requestHost({ type: 'warm_up' });
  }

  /** Show which number a click would call, for a pointer that rests on it. */
  showTooltip(args: CallArgs): void {
    if (this.#isShownOrInFlight(args.target) || this.#card.isShowingCall) return;
    this.#openFor(args);
    this.#card.show({ type: 'tooltip', more: () => this.showCard(args) });
    this.#fetchNumberInfo(requestFields(args.target));
  }

  /** Show the number with a button that calls it, for a pointer that rests on it. */
  showHoverCard(args: CallArgs): void {
    if (!this.#isShownOrInFlight(args.target) && !this.#pendingRetry) this.#offer(args);
  }

  /** Show the number with a button that calls it, after a click that was not clearly meant for the number. */
  showCard(args: CallArgs): void {
    if (!this.#inFlight.has(args.target.number)) this.#offer(args, { openedByClick: true });
  }

  /** Call a number. If a call to it is in flight, only show its card. */
  call(args: CallArgs): void {
    const { target, trigger, anchor } = args;
    if (this.#pendingRetry?.number === target.number) return; // the card shows when it will be called
    this.#openFor(args);
    if (this.#inFlight.has(target.number)) {
      this.#card.show({ type: 'calling' });
      return;
    }
    const request: PlaceCall = {
      type: 'place_call',
      request_id: newRequestId(),
      ...requestFields(target),
      trigger,
    };
    const call = () => void this.#place(request, anchor);
    if (target.label === 'fax') this.#card.show({ type: 'confirm', reasons: ['fax'], params: {}, call });
    else call();
    this.#fetchNumberInfo(request);
  }

  /** Handle the start or the end of a call that the context menu placed in this frame. */
  onCallUpdate(update: CallUpdate, anchor: AnchorRect): void {
    if (update.type === 'call_started') {
      // The background script sets it again if the call is sent again.
      const { page_origin: _, ...request } = update.request;
      this.#inFlight.set(request.number, request);
      this.#open(request, anchor);
      this.#card.show({ type: 'calling' });
      this.#fetchNumberInfo(request);
      this.#startUpdateTimeout(request, anchor);
      return;
    }
    const request = [...this.#inFlight.values()].find(({ request_id }) => request_id === update.request_id);
    if (!request) return;
    clearTimeout(this.#updateTimeouts.get(update.request_id));
    this.#updateTimeouts.delete(update.request_id);
    this.#inFlight.delete(request.number);
    this.#onReply(request, update.reply, anchor);
  }

  /** Show the number with a button that calls it, as long as the number is still where it was. */
  #offer(args: CallArgs, state: { openedByClick?: true } = {}): void {
    const { isUnchanged = () => true } = args;
    if (!isUnchanged()) return;
    this.#openFor(args);
    const call = () => (isUnchanged() ? this.call(args) : this.#card.close());
    this.#card.show({ type: 'offer', call, ...state });
    this.#fetchNumberInfo(requestFields(args.target));
  }

  #isShownOrInFlight({ number }: PhoneTarget): boolean {
    return this.#inFlight.has(number) || this.#card.isShowing(number);
  }

  /** Report a failure if the background script stops before it sends the end of a call. */
  #startUpdateTimeout(request: PlaceCall, anchor: AnchorRect): void {
    const { request_id } = request;
    const reply = failure('host_silent', 'the background script sent no update', outcomeParams(request));
    const onTimeout = () => this.onCallUpdate({ type: 'call_finished', request_id, reply }, anchor);
    this.#updateTimeouts.set(request_id, setTimeout(onTimeout, BACKGROUND_TIMEOUT_MS));
  }

  async #place(request: PlaceCall, anchor: AnchorRect): Promise<void> {
    this.#inFlight.set(request.number, request);
    this.#card.show({ type: 'calling' });
    const reply = await requestHost(request);
    this.#inFlight.delete(request.number);
    this.#onReply(request, reply, anchor);
  }

  #onReply(request: PlaceCall, reply: CallReply, anchor: AnchorRect): void {
    const seconds = retryDelayOf(reply);
    const isShowing = this.#card.isShowing(request.number);
    if (seconds !== undefined && isShowing) {
      this.#scheduleRetry(request, seconds, anchor);
      return;
    }
    if (!isShowing) {
      if (reply.type === 'call_placed') return; // the agent closed the card, and need not do anything
      this.#open(request, anchor);
    }
    this.#card.show(this.#stateFor(request, reply, anchor));
  }

  /** Send the request again after the time that Voiso asks for, unless the card is closed before. */
  #scheduleRetry(request: PlaceCall, seconds: number, anchor: AnchorRect): void {
    const { number } = request;
    this.#inFlight.set(number, request);
    const timer = setTimeout(() => {
      this.#pendingRetry = undefined;
      void this.#place(request, anchor);
    }, seconds * 1000);
    this.#pendingRetry = { number, timer };
    this.#card.show({ type: 'retry_wait', seconds, cancel: () => this.#cancelRetry() });
  }

  #cancelRetry(): void {
    if (!this.#pendingRetry) return;
    clearTimeout(this.#pendingRetry.timer);
    this.#inFlight.delete(this.#pendingRetry.number);
    this.#pendingRetry = undefined;
  }

  #stateFor(request: PlaceCall, reply: CallReply, anchor: AnchorRect): CardState {
    switch (reply.type) {
      case 'call_placed':
        return { type: 'placed', call: reply };
      case 'failure':
        return { type: 'failed', failure: reply };
      case 'confirmation_needed': {
        const { reasons, params } = reply;
        const call = () => void this.#place(withConfirmed(request, reasons), anchor);
        return { type: 'confirm', reasons, params, call };
      }
    }
  }

  #openFor({ target, anchor, options }: CallArgs): void {
    this.#open(target, anchor, options);
  }

  #open({ number, extension, country }: CardNumber, anchor: AnchorRect, options?: CardOptions): void {
    if (this.#pendingRetry?.number !== number) this.#cancelRetry();
    this.#card.open({
      number,
      ...(extension !== undefined && { extension }),
      ...(country !== undefined && { country }),
      anchor,
      ...(options && { options }),
    });
  }

  /** Ask the host for details of a number, while the card is already shown. */
  #fetchNumberInfo({ number, original_text, region }: NumberQuery): void {
    const fields = {
      number,
      ...(original_text !== undefined && { original_text }),
      ...(region !== undefined && { region }),
    };
    void requestHost({ type: 'check_number', ...fields }).then(reply => {
      if (reply.type === 'number_checked') this.#card.setNumberInfo(number, reply);
    });
  }
}
