// What the card shows and does: offers a number, places its call, shows the result, retries as Voiso asks.

import { type CallSubject, checkRequest, isCallTo, numberFields } from '../call-subject.ts';
import type { MessageFromCard, MessageToCard, ShowCall } from '../card-messages.ts';
import type { CallReply } from '../context-messages.ts';
import { isCostly } from '../costly-reasons.ts';
import { newCall, requestBackground, requestHost, withConfirmed } from '../host-request.ts';
import type { NumberChecked, PlaceCall } from '../protocol.ts';
import { retryDelayOf } from '../retry-countdown.ts';
import { isTestMode } from '../test-mode.ts';
import { cardOptions } from './card-options.ts';
import type { CardOptions } from './card-options-view.ts';
import type { CardState } from './card-state.ts';
import type { CardView } from './card-view.ts';
import type { Site } from './site.ts';

/** A call that has been requested and has no result yet. */
interface PendingCall {
  readonly subject: CallSubject;
  readonly request: PlaceCall;
  readonly isFromCard: boolean; // the card has requested it; all others are known from the page's process alone
}

/** The part of the view that a session needs. */
export type SessionView = Pick<
  CardView,
  'onClose' | 'isDrawn' | 'setNumber' | 'tellCancelled' | 'setOptions' | 'render' | 'focusCall'
>;

export class CallSession {
  readonly #view: SessionView;
  readonly #site: Promise<Site>;
  readonly #send: (message: MessageFromCard) => void;
  readonly #pending = new Map<string, PendingCall>(); // by number
  #retry: { readonly number: string; readonly timer: ReturnType<typeof setTimeout> } | undefined;
  #subject: CallSubject | undefined;
  #state: CardState | undefined;
  #info: NumberChecked | undefined; // the host's reply to `check_number`
  #lastSelection = 0; // the number of the latest selection of a region

  constructor(view: SessionView, site: Promise<Site>, send: (message: MessageFromCard) => void) {
    this.#view = view;
    this.#site = site;
    this.#send = send;
    view.onClose = () => this.close();
  }

  onMessage(message: MessageToCard): void {
    switch (message.type) {
      case 'show_subject':
        this.#offer(message.subject, message.state);
        break;
      case 'show_call':
        if (!isCallTo(message.subject, message.request)) break; // it would show another number than it calls
        this.#onCallShown(message);
        break;
      case 'show_reply':
        this.#onReplyTo(message.request_id, message.reply);
        break;
      case 'focus_given':
        if (this.#subject?.trigger === 'shortcut') void this.#focusCall(this.#subject);
        break;
      case 'close_requested':
        this.close();
        break;
    }
  }

  #onCallShown({ subject, request }: ShowCall): void {
    // The menu may call a number whose call waits: that must not be sent as well.
    if (this.#retry?.number === subject.number) this.#cancelRetry();
    this.#pending.set(subject.number, { subject, request, isFromCard: false });
    this.#open(subject);
    this.#show({ type: 'calling' });
    this.#fetchInfo(subject);
  }

  /** Let Enter call if the agent has opened the card by keyboard: a page could say so without that. */
  async #focusCall(subject: CallSubject): Promise<void> {
    const reply = await requestBackground({ type: 'take_call_key_press' });
    if (reply.type === 'done' && reply.success && this.#subject === subject) this.#view.focusCall();
  }

  /** Close the card. A call that waits for its retry is cancelled; one that was sent goes on. */
  close(): void {
    this.#cancelRetry();
    this.#subject = this.#state = this.#info = undefined;
    this.#report('closed');
  }

  /** Offer the number in the popup, because the page does not let the agent use the card. */
  offerInPopup(): void {
    const subject = this.#subject;
    if (!subject) return;
    void this.#site.then(({ origin }) =>
      requestBackground({ type: 'offer_in_popup', subject, ...(origin && { page_origin: origin }) }),
    );
  }

  /** Show a number and how to call it, unless its call is in progress already. */
  #offer(subject: CallSubject, type: 'tooltip' | 'offer'): void {
    const pending = this.#pending.get(subject.number);
    if (pending) {
      if (this.#subject?.number === subject.number) return;
      this.#open(pending.subject);
      this.#show({ type: 'calling' });
      return;
    }
    this.#open(subject);
    this.#show(
      type === 'tooltip'
        ? { type, more: () => this.#offer(subject, 'offer') }
        : { type, call: () => this.#call(subject) },
    );
    this.#fetchInfo(subject);
  }

  /** Call the number of the subject, as the agent has pressed the button beside it. */
  #call(subject: CallSubject): void {
    // A text that only the host could parse: the card shows the number that it parsed.
    const number = this.#info?.number ?? subject.number;
    const request = newCall({ ...numberFields({ ...subject, number }), trigger: subject.trigger });
    if (subject.label === 'fax') {
      this.#show({
        type: 'confirm',
        reasons: ['fax'],
        params: {},
        call: () => this.#place(subject, request),
      });
    } else {
      this.#place(subject, request);
    }
  }

  #place(subject: CallSubject, request: PlaceCall): void {
    const call: PendingCall = { subject, request, isFromCard: true };
    this.#pending.set(subject.number, call);
    this.#show({ type: 'calling' });
    void this.#site
      .then(({ origin }) => requestHost({ ...request, ...(origin && { page_origin: origin }) }))
      .then(reply => this.#onReply(call, reply));
  }

  #onReplyTo(requestId: string, reply: CallReply): void {
    const pending = [...this.#pending.values()].find(({ request }) => request.request_id === requestId);
    if (pending) this.#onReply(pending, reply);
  }

  #onReply(call: PendingCall, reply: CallReply): void {
    const { subject } = call;
    const isShown = this.#subject?.number === subject.number;
    const seconds = retryDelayOf(reply);
    if (seconds !== undefined && isShown) {
      this.#scheduleRetry(call, reply, seconds);
      return;
    }
    this.#pending.delete(subject.number);
    if (!isShown) {
      if (reply.type === 'call_placed') {
        this.#report(this.#state?.type ?? 'closed'); // the agent closed the card, and need not do anything
        return;
      }
      this.#open(subject);
      this.#fetchInfo(subject);
    }
    void this.#stateFor(call, reply).then(state => {
      if (this.#subject?.number === subject.number) this.#show(state);
    });
  }

  async #stateFor({ subject, request, isFromCard }: PendingCall, reply: CallReply): Promise<CardState> {
    switch (reply.type) {
      case 'call_placed': {
        const site = await this.#site;
        const isTest = await isTestMode();
        const isAsked = isFromCard && site.oneClick === 'undecided';
        return {
          type: 'placed',
          call: reply,
          isTest,
          ...(isAsked && { askOneClick: isAllowed => void site.decideOneClick(isAllowed) }),
        };
      }
      case 'failure':
        return { type: 'failed', failure: reply, callAgain: () => this.#call(subject) };
      case 'confirmation_needed': {
        const { reasons, params } = reply;
        if (reasons.some(isCostly)) {
          const showQuestion = () => void requestBackground({ type: 'show_question' });
          return { type: 'asked_elsewhere', reasons, params, showQuestion };
        }
        const call = () => this.#place(subject, withConfirmed(request, reasons));
        return { type: 'confirm', reasons, params, call };
      }
    }
  }

  /** Send the request again after the time that Voiso asks for, unless the agent cancels it or closes the card. */
  #scheduleRetry(call: PendingCall, reply: CallReply, seconds: number): void {
    const { subject } = call;
    const timer = setTimeout(() => void this.#repeat(call, reply), seconds * 1000);
    this.#retry = { number: subject.number, timer };
    const cancel = () => {
      this.#cancelRetry();
      this.#show({ type: 'cancelled' });
    };
    this.#show({ type: 'retry_wait', seconds, cancel });
  }

  /**
   * Nobody presses for this: a page that only claims that there was such a call must not bring it about, and it must
   * be seen, or could not be cancelled.
   */
  async #repeat(call: PendingCall, reply: CallReply): Promise<void> {
    const { subject, request } = call;
    const retry = this.#retry;
    const known = await requestBackground({ type: 'was_requested', request });
    if (this.#retry !== retry) return; // the agent closed the card meanwhile
    this.#retry = undefined;
    if (known.type === 'done' && known.success && this.#view.isDrawn()) {
      this.#place(subject, request);
      return;
    }
    this.#pending.delete(subject.number);
    const state = await this.#stateFor(call, reply);
    if (this.#subject?.number === subject.number) this.#show(state);
  }

  #cancelRetry(): void {
    if (!this.#retry) return;
    clearTimeout(this.#retry.timer);
    this.#pending.delete(this.#retry.number);
    this.#retry = undefined;
  }

  #open(subject: CallSubject): void {
    if (this.#subject?.number !== subject.number) {
      this.#view.tellCancelled(this.#retry !== undefined);
      this.#cancelRetry();
      this.#info = undefined;
    }
    this.#subject = subject;
  }

  #show(state: CardState): void {
    if (!this.#subject) return;
    this.#state = state;
    this.#view.setNumber(this.#subject, this.#info);
    this.#view.setOptions(this.#optionsOf(this.#subject), state);
    this.#view.render(state, this.#info);
    this.#report(state.type);
  }

  #report(state: CardState['type'] | 'closed'): void {
    this.#send({
      type: 'state_shown',
      state,
      number: this.#subject?.number ?? '',
      pending: [...this.#pending.keys()],
    });
  }

  /** Ask the host for details of a number, while the card is already shown. */
  #fetchInfo(subject: CallSubject): void {
    void requestHost(checkRequest(subject)).then(reply => {
      if (reply.type !== 'number_checked' || this.#subject !== subject || !this.#state) return;
      this.#info = reply;
      this.#view.setNumber(subject, reply);
      if (this.#state.type === 'offer') this.#view.render(this.#state, reply); // no other depends on it
      // Who presses now has not read it yet.
      if (reply.number !== subject.number) this.#report(this.#state.type);
    });
  }

  #optionsOf(subject: CallSubject): CardOptions {
    return cardOptions(subject, {
      onSelectRegion: region => void this.#selectRegion(region),
      onIgnore: text => void this.#ignore(subject, text),
    });
  }

  /**
   * Parse the text for another region, which also becomes that of the site, and offer what it is then. Typing
   * in the list selects several regions, one after the other: the last one counts.
   */
  async #selectRegion(selected: string | undefined): Promise<void> {
    const selection = ++this.#lastSelection;
    void this.#site.then(site => site.setRegion(selected));
    if (!this.#subject) return;
    const { original_text: text, regionChoice } = this.#subject;
    const region = selected ?? regionChoice?.automatic ?? undefined;
    if (text === undefined || !regionChoice) return;
    const { region: _region, country: _country, ...others } = this.#subject;
    const source = selected === undefined ? null : ('site' as const);
    const base = { ...others, regionChoice: { ...regionChoice, source }, ...(region && { region }) };
    const reply = await requestHost({ type: 'check_number', number: text, ...(region && { region }) });
    if (selection !== this.#lastSelection || this.#subject?.original_text !== text) return;
    const { number, country } = reply.type === 'number_checked' ? reply : { number: null, country: null };
    if (number === null) {
      this.#open({ ...base, number: text });
      this.#show({ type: 'no_number', country: region ?? '' });
      return;
    }
    this.#offer({ ...base, number, ...(country && { country }) }, 'offer');
  }

  /** Ignore the text of the number on this site, and offer to undo that. */
  async #ignore(subject: CallSubject, text: string): Promise<void> {
    const site = await this.#site;
    await site.ignore(text);
    if (this.#subject !== subject) return;
    const undo = () => void site.unignore(text).then(() => this.#offer(subject, 'offer'));
    this.#show({ type: 'ignored', undo });
  }
}
