// The card of a page: opens its frame, closes it when the agent is done with it, and knows what it shows.

import type { CardContent, CardStateType, ShowCall, ShowSubject, StateShown } from '../../card-messages.ts';
import type { CallReply } from '../../context-messages.ts';
import { windowEvents } from '../dom/window-events.ts';
import { CardFrame } from './card-frame.ts';
import { ValidationMessages } from './validation-messages.ts';

/** Where a number is in the page. */
export interface NumberInPage {
  readonly rect: () => DOMRect | undefined; // in the viewport; undefined once it is gone
  readonly isUnchanged?: () => boolean; // of a number in a field: whether the field still holds it
}

const PLACED_CLOSE_MS = 7_000; // a placed call needs no more attention
const OFFER_CLOSE_MS = 500; // after the pointer left the number
const TOOLTIP_CLOSE_MS = 200; // long enough for the pointer to reach the tooltip
const NOTE_CLOSE_MS = 5_000; // long enough to read it, or to undo what it tells
const OFFER_STATES: readonly CardStateType[] = ['tooltip', 'offer', 'confirm'];
const ATTENTION_STATES: readonly CardStateType[] = ['confirm', 'asked_elsewhere', 'failed'];
const CALL_CARD_STATES: readonly CardStateType[] = ['calling', 'retry_wait', 'placed', ...ATTENTION_STATES];

export class Card {
  readonly #signal: AbortSignal;
  readonly #onNotLoaded: (unread: readonly CardContent[]) => void;
  readonly #messages: ValidationMessages;
  readonly #anchors = new Map<string, NumberInPage>(); // by number: an older call may be shown again
  #frame: CardFrame | undefined;
  #message: ShowSubject | ShowCall | undefined; // the last one that was sent
  #unread: CardContent[] = []; // what was sent to a frame that has not reported yet that it shows anything
  readonly #calls = new Set<string>(); // the request_ids of the calls that were sent to the frame
  #isMeant = false; // the card was opened by a press that was meant for the number
  #isAwaited = false; // an act of the agent opened the card, which has not reported yet that it shows it
  #shown: StateShown | undefined;
  #isOpen = false;
  #requestedCloses = 0; // that the card has not confirmed yet
  #listeners: AbortController | undefined; // of the open card
  #closeTimer: ReturnType<typeof setTimeout> | undefined;

  /** `onNotLoaded` is called if the page does not let the card load, with what it should have shown. */
  constructor(signal: AbortSignal, onNotLoaded: (unread: readonly CardContent[]) => void) {
    this.#signal = signal;
    this.#onNotLoaded = onNotLoaded;
    this.#messages = new ValidationMessages(signal);
    signal.addEventListener('abort', () => this.#remove(), { once: true });
  }

  /** Whether the card is open and shows this number. */
  isShowing(number: string): boolean {
    return (
      this.#isOpen && !this.#isRemoved && (this.#shown?.number ?? this.#message?.subject.number) === number
    );
  }

  /** Whether a call to this number was requested in the card and has no result yet. */
  isPending(number: string): boolean {
    return !this.#isRemoved && this.#pending.includes(number);
  }

  /**
   * Whether the pointer that rests on another number must not replace what the card shows: a call, or a number that
   * was chosen by keyboard or in the menu, while the card has the focus; anything that an act has just opened.
   */
  get isKept(): boolean {
    if (!this.#isOpen || this.#isRemoved) return false;
    if (this.#isAwaited) return true;
    if (this.#shown !== undefined && CALL_CARD_STATES.includes(this.#shown.state)) return true;
    const trigger = this.#message?.subject.trigger;
    return this.#frame?.hasFocus === true && trigger !== 'click' && trigger !== 'tel_link';
  }

  /** Show a number or the call to it; `isMeant` says that a person has pressed what was seen to be the number. */
  open(message: ShowSubject | ShowCall, anchor: NumberInPage, isMeant = false): void {
    if (this.#signal.aborted) return;
    this.#isMeant = isMeant;
    const frame = this.#usableFrame();
    if (!this.isShowing(message.subject.number)) frame.resetAnchor();
    this.#anchors.set(message.subject.number, anchor);
    this.#message = message;
    this.#send(frame, message);
    this.#isAwaited = message.type === 'show_call' || message.takesFocus;
    if (this.#isAwaited) frame.letFocus();
    this.#setOpen();
  }

  /**
   * Show the result of a call that was requested outside of the card. Returns false if the card does not know of the
   * call, because the page has removed the one that did.
   */
  showReply(request_id: string, reply: CallReply): boolean {
    if (!this.#frame || this.#isRemoved || !this.#calls.has(request_id)) return false;
    this.#send(this.#frame, { type: 'show_reply', request_id, reply });
    return true;
  }

  /** Follow the number after something was scrolled. */
  reposition(): void {
    if (this.#isOpen) this.#frame?.place();
  }

  /** The pointer left the number: close a card that the agent does not use. */
  scheduleClose(): void {
    if (this.#isAwaited) return; // it will get the focus; on a slow machine the page is quicker
    const state = this.#shown?.state ?? (this.#message?.type === 'show_subject' && this.#message.state);
    if (state === 'offer') this.#closeAfter(OFFER_CLOSE_MS);
    if (state === 'tooltip') this.#closeAfter(TOOLTIP_CLOSE_MS);
  }

  close(): void {
    if (!this.#isOpen) return;
    if (this.#frame) {
      this.#requestedCloses += 1;
      this.#frame.send({ type: 'close_requested' });
    }
    this.#setClosed();
  }

  /** Whether a press on the card may call its number. */
  get #isOffering(): boolean {
    return this.#shown === undefined || OFFER_STATES.includes(this.#shown.state);
  }

  /** Where the number is that the card shows, or will show once it has loaded. */
  get #anchor(): NumberInPage | undefined {
    return this.#anchors.get(this.#shown?.number || (this.#message?.subject.number ?? ''));
  }

  get #pending(): readonly string[] {
    return this.#shown?.pending ?? [];
  }

  /** Whether the page has removed a frame that had loaded: nobody knows any more what becomes of the calls in it. */
  get #isRemoved(): boolean {
    return this.#shown !== undefined && this.#frame?.isIntact === false;
  }

  #send(frame: CardFrame, message: CardContent): void {
    if (message.type === 'show_call') this.#calls.add(message.request.request_id);
    if (this.#shown === undefined) this.#unread.push(message);
    frame.send(message);
  }

  /** Return the frame, or another one if there is none, or the page has put it where it cannot be used. */
  #usableFrame(): CardFrame {
    this.#frame?.follow();
    const isUsable = this.#frame?.isAttached || (this.#frame?.isIntact && this.#pending.length > 0);
    if (this.#frame && isUsable) return this.#frame;
    const unread = this.#unread;
    this.#remove();
    const frame = this.#createFrame();
    this.#frame = frame;
    for (const message of unread) this.#send(frame, message);
    return frame;
  }

  #createFrame(): CardFrame {
    return new CardFrame(this.#messages, {
      anchor: () => this.#anchor?.rect(),
      isUnchanged: () => !this.#isOffering || (this.#anchor?.isUnchanged?.() ?? true),
      onState: message => this.#onState(message),
      onNotLoaded: () => {
        const unread = this.#unread;
        this.#remove();
        this.#onNotLoaded(unread);
      },
      onChanged: () => this.close(),
      onPointerLeave: () => {
        if (this.#shown?.state === 'placed') this.#closeAfter(PLACED_CLOSE_MS / 2);
        this.scheduleClose();
      },
      onPointerEnter: () => clearTimeout(this.#closeTimer),
    });
  }

  #onState(shown: StateShown): void {
    if (shown.state === 'closed' && this.#requestedCloses > 0) {
      this.#requestedCloses -= 1;
      if (this.#isOpen) return; // it was opened again meanwhile
    }
    const isOtherNumber = shown.number !== this.#shown?.number;
    this.#shown = shown;
    this.#unread = [];
    if (shown.number === this.#message?.subject.number && shown.state !== 'tooltip') this.#isAwaited = false;
    if (shown.state === 'closed') {
      this.#setClosed();
      if (shown.pending.length === 0) this.#remove();
      return;
    }
    this.#frame?.follow();
    if (!this.#isOpen) {
      // The agent closed the card while a call was in progress.
      if (!ATTENTION_STATES.includes(shown.state)) return;
      this.#frame?.letFocus();
      this.#setOpen();
    }
    clearTimeout(this.#closeTimer);
    if (isOtherNumber) {
      // The same text, read for another country, has no place of its own: the card stays where it is.
      if (this.#anchor) this.#frame?.resetAnchor();
      this.#frame?.place();
    }
    if (shown.state === 'placed') this.#closeAfter(PLACED_CLOSE_MS);
    if (shown.state === 'ignored' || shown.state === 'cancelled') this.#closeAfter(NOTE_CLOSE_MS);
    const isOpenedByClick = this.#message?.type === 'show_subject' && this.#message.takesFocus;
    const takesFocus = shown.state === 'confirm' || (shown.state === 'offer' && isOpenedByClick);
    if (takesFocus) this.#frame?.takeFocus(this.#isMeant || shown.state === 'confirm');
  }

  #setOpen(): void {
    clearTimeout(this.#closeTimer);
    this.#frame?.show();
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#listeners = new AbortController();
    this.#listen(this.#listeners.signal);
  }

  #setClosed(): void {
    clearTimeout(this.#closeTimer);
    this.#isOpen = this.#isAwaited = false;
    this.#listeners?.abort();
    this.#frame?.hide();
  }

  #remove(): void {
    this.#setClosed();
    this.#frame?.remove();
    this.#frame = this.#message = this.#shown = undefined;
    this.#requestedCloses = 0;
    this.#unread = [];
    this.#calls.clear();
    this.#anchors.clear();
  }

  #listen(signal: AbortSignal): void {
    const events = windowEvents();
    events.on('keydown', event => this.#onKeyDown(event), signal);
    events.on('pointerdown', event => this.#onPointerDown(event), signal);
    events.on('pagehide', () => this.#remove(), signal);
    for (const type of ['popstate', 'hashchange'] as const) {
      events.on(type, () => this.#closeUnlessWaiting(), signal);
    }
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.close();
  }

  #onPointerDown({ target, clientX: x, clientY: y }: PointerEvent): void {
    const rect = this.#anchor?.rect();
    const isOnNumber = rect && rect.left <= x && x <= rect.right && rect.top <= y && y <= rect.bottom;
    // The second press of a double click takes the focus back from the card, which must stay all the same.
    if (isOnNumber) clearTimeout(this.#closeTimer);
    else if (!this.#frame?.isHost(target)) this.#closeUnlessWaiting();
  }

  /** Close the card, unless a call waits to be sent again: that must be cancelled on purpose. */
  #closeUnlessWaiting(): void {
    if (this.#shown?.state !== 'retry_wait') this.close();
  }

  #closeAfter(delayMs: number): void {
    clearTimeout(this.#closeTimer);
    this.#closeTimer = setTimeout(() => {
      if (!this.#frame?.isHovered && !this.#frame?.hasFocus) this.close();
    }, delayMs);
  }
}
