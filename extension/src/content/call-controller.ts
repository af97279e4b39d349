// One call from the gesture to its answer: asked once, shown on the card, sent again only with the agent's word.

import { failed, outcomeOf } from '../failures.ts';
import { ask, newRequestId, PATIENCE_MS, type Told } from '../host-request.ts';
import type { CallPlaced, ConfirmationNeeded, Failure, PlaceCall } from '../protocol.ts';
import { waitOf } from '../retry-countdown.ts';
import type { Card } from './card/card.ts';
import type { Aside } from './card/card-options.ts';
import type { State } from './card/card-view.ts';
import type { Callee } from './scan/matches.ts';

type Asked = Pick<PlaceCall, 'number' | 'extension' | 'written' | 'region'>;
type Answer = CallPlaced | ConfirmationNeeded | Failure;
type Shown = Pick<Callee, 'number' | 'extension' | 'country'>;
type Wanted = [callee: Callee, via: PlaceCall['via'], spot: Spot, aside?: Aside, stands?: () => boolean];
export type Spot = () => DOMRect | undefined; // where the card belongs, while that place exists

const WARM_FOR_MS = 3_000; // the host keeps an idle connection to Voiso for a second longer

export class Dialling {
  readonly #card: Card;
  readonly #underWay = new Map<string, PlaceCall>(); // by number
  readonly #silences = new Map<string, ReturnType<typeof setTimeout>>(); // by request_id, of calls from the menu
  #wait: { readonly number: string; readonly timer: ReturnType<typeof setTimeout> } | undefined;
  #warmedAt = Number.NEGATIVE_INFINITY;

  constructor(card: Card) {
    this.#card = card;
  }

  /** Likely soon: let the connection be open by then. */
  warmUp(): void {
    if (performance.now() - this.#warmedAt < WARM_FOR_MS) return;
    this.#warmedAt = performance.now();
    void ask({ type: 'warm_up' });
  }

  /** Show a pointer that rests what a click would call, as small as can be. */
  glimpse(...wanted: Wanted): void {
    const [callee] = wanted;
    if (this.#isShown(callee) || this.#card.tellsOfCall) return;
    this.#openFor(wanted);
    this.#card.show({ is: 'glimpse', more: () => this.ask(...wanted) });
    this.#learn(callee);
  }

  /** Show a pointer that rests the number with a button that calls it. */
  offer(...wanted: Wanted): void {
    if (!this.#isShown(wanted[0]) && !this.#wait) this.#offer(wanted);
  }

  /** Offer the call where the agent asked for the number, but not clearly for the call. */
  ask(...wanted: Wanted): void {
    if (!this.#underWay.has(wanted[0].number)) this.#offer(wanted, { isAsked: true });
  }

  /** Call a number. While a call to it is under way this only shows the card. */
  dial(...wanted: Wanted): void {
    const [callee, via, spot] = wanted;
    if (this.#wait?.number === callee.number) return; // the card says when
    this.#openFor(wanted);
    if (this.#underWay.has(callee.number)) {
      this.#card.show({ is: 'calling' });
      return;
    }
    const request: PlaceCall = { type: 'place_call', request_id: newRequestId(), ...letter(callee), via };
    const call = () => void this.#place(request, spot);
    if (callee.label === 'fax') this.#card.show({ is: 'asking', reasons: ['fax'], params: {}, call });
    else call();
    this.#learn(callee);
  }

  /** Show the number with a button that calls it, as long as it stands where it was seen. */
  #offer(wanted: Wanted, how: { isAsked?: true } = {}): void {
    const [, , , , stands = () => true] = wanted;
    if (!stands()) return;
    this.#openFor(wanted);
    const call = () => (stands() ? this.dial(...wanted) : this.#card.close());
    this.#card.show({ is: 'offer', call, ...how });
    this.#learn(wanted[0]);
  }

  /** Whether the card shows it, and more of it than one would show now. */
  #isShown({ number }: Callee): boolean {
    return this.#underWay.has(number) || this.#card.isAbout(number);
  }

  /** A call that the right-click menu started in this frame. */
  told(told: Told, spot: Spot): void {
    if (told.tell === 'calling') {
      const { page: _, ...request } = told.request; // the worker's to say, also when the call is sent again
      this.#underWay.set(request.number, request);
      this.#show(request, spot);
      this.#card.show({ is: 'calling' });
      this.#learn(request);
      this.#waitForWorker(request, spot);
      return;
    }
    const request = [...this.#underWay.values()].find(({ request_id }) => request_id === told.request_id);
    if (!request) return;
    clearTimeout(this.#silences.get(told.request_id));
    this.#silences.delete(told.request_id);
    this.#underWay.delete(request.number);
    this.#answered(request, told.reply, spot);
  }

  /** A worker that dies meanwhile tells no more. */
  #waitForWorker(request: PlaceCall, spot: Spot): void {
    const { request_id } = request;
    const reply = failed('host_silent', 'the worker told no more', outcomeOf(request));
    const lost = () => this.told({ tell: 'answered', request_id, reply }, spot);
    this.#silences.set(request_id, setTimeout(lost, PATIENCE_MS));
  }

  async #place(request: PlaceCall, spot: Spot): Promise<void> {
    this.#underWay.set(request.number, request);
    this.#card.show({ is: 'calling' });
    const answer = await ask(request);
    this.#underWay.delete(request.number);
    this.#answered(request, answer, spot);
  }

  #answered(request: PlaceCall, answer: Answer, spot: Spot): void {
    const seconds = waitOf(answer);
    if (seconds !== undefined && this.#card.isAbout(request.number)) {
      this.#placeAgain(request, seconds, spot);
      return;
    }
    if (!this.#card.isAbout(request.number)) {
      if (answer.type === 'call_placed') return; // they closed the card: the call needs no more from them
      this.#show(request, spot);
    }
    this.#card.show(this.#stateFor(request, answer, spot));
  }

  /** Wait as Voiso asks, where the agent sees it. Who closes the card, or calls somebody else, waits no more. */
  #placeAgain(request: PlaceCall, seconds: number, spot: Spot): void {
    const { number } = request;
    this.#underWay.set(number, request);
    const timer = setTimeout(() => {
      this.#wait = undefined;
      void this.#place(request, spot);
    }, seconds * 1000);
    this.#wait = { number, timer };
    this.#card.show({ is: 'waiting', seconds, cancel: () => this.#waitNoMore() });
  }

  #waitNoMore(): void {
    if (!this.#wait) return;
    clearTimeout(this.#wait.timer);
    this.#underWay.delete(this.#wait.number);
    this.#wait = undefined;
  }

  #stateFor(request: PlaceCall, answer: Answer, spot: Spot): State {
    switch (answer.type) {
      case 'call_placed':
        return { is: 'placed', call: answer };
      case 'failure':
        return { is: 'failed', failure: answer };
      case 'confirmation_needed': {
        const confirmed = [...new Set([...(request.confirmed ?? []), ...answer.reasons])];
        const call = () => void this.#place({ ...request, confirmed }, spot);
        return { is: 'asking', reasons: answer.reasons, params: answer.params, call };
      }
    }
  }

  #show(request: PlaceCall, spot: Spot): void {
    this.#open(request, spot);
  }

  #openFor([callee, , spot, aside]: Wanted): void {
    this.#open(callee, spot, aside);
  }

  #open({ number, extension, country }: Shown, spot: Spot, aside?: Aside): void {
    if (this.#wait?.number !== number) this.#waitNoMore();
    this.#card.open({
      number,
      ...(extension !== undefined && { extension }),
      ...(country !== undefined && { country }),
      spot,
      ...(aside && { aside }),
    });
  }

  /** Ask what is known of a number: beside the call, never before it. */
  #learn({ number, written, region }: Asked): void {
    const question = {
      number,
      ...(written !== undefined && { written }),
      ...(region !== undefined && { region }),
    };
    void ask({ type: 'check_number', ...question }).then(checked => {
      if (checked.type === 'number_checked') this.#card.learn(number, checked);
    });
  }
}

function letter({ number, extension, written, region }: Callee) {
  return {
    number,
    written,
    ...(region !== undefined && { region }),
    ...(extension !== undefined && { extension }),
  };
}
