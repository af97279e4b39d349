// One call from the gesture to its answer: asked once, shown on the card, sent again only with the agent's word.

import { failure, outcomeParams } from '../failures.ts';
import { newRequestId, REQUEST_TIMEOUT_MS, requestHost } from '../host-request.ts';
import type { CallUpdate } from '../messages.ts';
import type { CallPlaced, ConfirmationNeeded, Failure, PlaceCall } from '../protocol.ts';
import { retryDelayOf } from '../retry-countdown.ts';
import type { Card } from './card/card.ts';
import type { CardOptions } from './card/card-options.ts';
import type { CardState } from './card/card-view.ts';
import type { PhoneTarget } from './scan/matches.ts';

type NumberQuery = Pick<PlaceCall, 'number' | 'extension' | 'original_text' | 'region'>;
type Answer = CallPlaced | ConfirmationNeeded | Failure;
type CardNumber = Pick<PhoneTarget, 'number' | 'extension' | 'country'>;
type CallArgs = [
  callee: PhoneTarget,
  via: PlaceCall['trigger'],
  spot: AnchorRect,
  aside?: CardOptions,
  stands?: () => boolean,
];
export type AnchorRect = () => DOMRect | undefined; // where the card belongs, while that place exists

const WARM_FOR_MS = 3_000; // the host keeps an idle connection to Voiso for a second longer

export class CallController {
  readonly #card: Card;
  readonly #inFlight = new Map<string, PlaceCall>(); // by number
  readonly #updateTimeouts = new Map<string, ReturnType<typeof setTimeout>>(); // by request_id, of calls from the menu
  #pendingRetry: { readonly number: string; readonly timer: ReturnType<typeof setTimeout> } | undefined;
  #warmedAt = Number.NEGATIVE_INFINITY;

  constructor(card: Card) {
    this.#card = card;
  }

  /** Likely soon: let the connection be open by then. */
  warmUp(): void {
    if (performance.now() - this.#warmedAt < WARM_FOR_MS) return;
    this.#warmedAt = performance.now();
    void requestHost({ type: 'warm_up' });
  }

  /** Show a pointer that rests what a click would call, as small as can be. */
  showTooltip(...wanted: CallArgs): void {
    const [callee] = wanted;
    if (this.#isShown(callee) || this.#card.isShowingCall) return;
    this.#openFor(wanted);
    this.#card.show({ type: 'tooltip', more: () => this.showCard(...wanted) });
    this.#fetchNumberInfo(callee);
  }

  /** Show a pointer that rests the number with a button that calls it. */
  showHoverCard(...wanted: CallArgs): void {
    if (!this.#isShown(wanted[0]) && !this.#pendingRetry) this.#offer(wanted);
  }

  /** Offer the call where the agent asked for the number, but not clearly for the call. */
  showCard(...wanted: CallArgs): void {
    if (!this.#inFlight.has(wanted[0].number)) this.#offer(wanted, { isAsked: true });
  }

  /** Call a number. While a call to it is under way this only shows the card. */
  call(...wanted: CallArgs): void {
    const [callee, via, spot] = wanted;
    if (this.#pendingRetry?.number === callee.number) return; // the card says when
    this.#openFor(wanted);
    if (this.#inFlight.has(callee.number)) {
      this.#card.show({ type: 'calling' });
      return;
    }
    const request: PlaceCall = {
      type: 'place_call',
      request_id: newRequestId(),
      ...requestFields(callee),
      trigger: via,
    };
    const call = () => void this.#place(request, spot);
    if (callee.label === 'fax') this.#card.show({ type: 'confirm', reasons: ['fax'], params: {}, call });
    else call();
    this.#fetchNumberInfo(callee);
  }

  /** Show the number with a button that calls it, as long as it stands where it was seen. */
  #offer(wanted: CallArgs, how: { isAsked?: true } = {}): void {
    const [, , , , stands = () => true] = wanted;
    if (!stands()) return;
    this.#openFor(wanted);
    const call = () => (stands() ? this.call(...wanted) : this.#card.close());
    this.#card.show({ type: 'offer', call, ...how });
    this.#fetchNumberInfo(wanted[0]);
  }

  /** Whether the card shows it, and more of it than one would show now. */
  #isShown({ number }: PhoneTarget): boolean {
    return this.#inFlight.has(number) || this.#card.isShowing(number);
  }

  /** A call that the right-click menu started in this frame. */
  onCallUpdate(told: CallUpdate, spot: AnchorRect): void {
    if (told.type === 'call_started') {
      const { page: _, ...request } = told.request; // the worker's to say, also when the call is sent again
      this.#inFlight.set(request.number, request);
      this.#show(request, spot);
      this.#card.show({ type: 'calling' });
      this.#fetchNumberInfo(request);
      this.#waitForWorker(request, spot);
      return;
    }
    const request = [...this.#inFlight.values()].find(({ request_id }) => request_id === told.request_id);
    if (!request) return;
    clearTimeout(this.#updateTimeouts.get(told.request_id));
    this.#updateTimeouts.delete(told.request_id);
    this.#inFlight.delete(request.number);
    this.#onReply(request, told.reply, spot);
  }

  /** A worker that dies meanwhile tells no more. */
  #waitForWorker(request: PlaceCall, spot: AnchorRect): void {
    const { request_id } = request;
    const reply = failure('host_silent', 'the worker told no more', outcomeParams(request));
    const lost = () => this.onCallUpdate({ type: 'call_finished', request_id, reply }, spot);
    this.#updateTimeouts.set(request_id, setTimeout(lost, REQUEST_TIMEOUT_MS));
  }

  async #place(request: PlaceCall, spot: AnchorRect): Promise<void> {
    this.#inFlight.set(request.number, request);
    this.#card.show({ type: 'calling' });
    const answer = await requestHost(request);
    this.#inFlight.delete(request.number);
    this.#onReply(request, answer, spot);
  }

  #onReply(request: PlaceCall, answer: Answer, spot: AnchorRect): void {
    const seconds = retryDelayOf(answer);
    if (seconds !== undefined && this.#card.isShowing(request.number)) {
      this.#scheduleRetry(request, seconds, spot);
      return;
    }
    if (!this.#card.isShowing(request.number)) {
      if (answer.type === 'call_placed') return; // they closed the card: the call needs no more from them
      this.#show(request, spot);
    }
    this.#card.show(this.#stateFor(request, answer, spot));
  }

  /** Wait as Voiso asks, where the agent sees it. Who closes the card, or calls somebody else, waits no more. */
  #scheduleRetry(request: PlaceCall, seconds: number, spot: AnchorRect): void {
    const { number } = request;
    this.#inFlight.set(number, request);
    const timer = setTimeout(() => {
      this.#pendingRetry = undefined;
      void this.#place(request, spot);
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

  #stateFor(request: PlaceCall, answer: Answer, spot: AnchorRect): CardState {
    switch (answer.type) {
      case 'call_placed':
        return { type: 'placed', call: answer };
      case 'failure':
        return { type: 'failed', failure: answer };
      case 'confirmation_needed': {
        const confirmed = [...new Set([...(request.confirmed ?? []), ...answer.reasons])];
        const call = () => void this.#place({ ...request, confirmed }, spot);
        return { type: 'confirm', reasons: answer.reasons, params: answer.params, call };
      }
    }
  }

  #show(request: PlaceCall, spot: AnchorRect): void {
    this.#open(request, spot);
  }

  #openFor([callee, , spot, aside]: CallArgs): void {
    this.#open(callee, spot, aside);
  }

  #open({ number, extension, country }: CardNumber, spot: AnchorRect, aside?: CardOptions): void {
    if (this.#pendingRetry?.number !== number) this.#cancelRetry();
    this.#card.open({
      number,
      ...(extension !== undefined && { extension }),
      ...(country !== undefined && { country }),
      spot,
      ...(aside && { aside }),
    });
  }

  /** Ask what is known of a number: beside the call, never before it. */
  #fetchNumberInfo({ number, original_text, region }: NumberQuery): void {
    const question = {
      number,
      ...(original_text !== undefined && { original_text }),
      ...(region !== undefined && { region }),
    };
    void requestHost({ type: 'check_number', ...question }).then(checked => {
      if (checked.type === 'number_checked') this.#card.setNumberInfo(number, checked);
    });
  }
}

function requestFields({ number, extension, originalText, region }: PhoneTarget) {
  return {
    number,
    original_text: originalText,
    ...(region !== undefined && { region }),
    ...(extension !== undefined && { extension }),
  };
}
