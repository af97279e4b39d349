// The card: the only element that the extension adds to a page, in a closed shadow root, while it is open.

import type { NumberChecked } from '../../protocol.ts';
import { attachOwnShadow, deepActiveElement } from '../dom/shadow-dom.ts';
import type { CardOptions } from './card-options-view.ts';
import { type CardNumber, type CardState, CardView } from './card-view.ts';
import { isCovered } from './overlay-detection.ts';
import { positionNear } from './positioning.ts';
import { STYLE } from './styles.ts';

/** What the card is about. */
interface CardSubject extends CardNumber {
  readonly anchor: () => DOMRect | undefined; // where its number is in the viewport, while it is there
  readonly options?: CardOptions;
}

const PLACED_CLOSE_MS = 7_000; // a placed call needs no more attention
const OFFER_CLOSE_MS = 500; // after the pointer left the number
const TOOLTIP_CLOSE_MS = 200; // long enough for the pointer to reach the tooltip
const IGNORED_CLOSE_MS = 5_000; // long enough to undo it
const CLICK_GUARD_MS = 350; // a click on a button that appeared or moved more recently was not meant for it

const CALL_STATES: readonly CardState['type'][] = ['calling', 'retry_wait', 'confirm', 'placed', 'failed'];

// Events in the card that the page must not react to, for example by closing its own menus.
const OWN_EVENTS = [
  'pointerdown',
  'mousedown',
  'pointerup',
  'mouseup',
  'click',
  'keydown',
  'keyup',
  'focusin',
];

export class Card {
  readonly #signal: AbortSignal;
  readonly #roots: () => Iterable<ShadowRoot>;
  #host: HTMLElement | undefined;
  #view: CardView | undefined;
  #subject: CardSubject | undefined;
  #state: CardState | undefined;
  #info: NumberChecked | undefined; // the host's reply to `check_number`
  #closeTimer: ReturnType<typeof setTimeout> | undefined;
  #listeners: AbortController | undefined; // of the open card
  #steadySince = 0; // when the card appeared or moved last
  #isVisible = false;
  #lastAnchor: DOMRect | undefined; // where the number was last
  #previousFocus: Element | null = null; // the element of the page that had the focus before the card

  /** `roots` returns the shadow roots of the page, because something in them may cover the card. */
  constructor(signal: AbortSignal, roots: () => Iterable<ShadowRoot>) {
    this.#signal = signal;
    this.#roots = roots;
    signal.addEventListener('abort', () => this.close(), { once: true });
  }

  /** Whether the card is open and shows this number. */
  isShowing(number: string): boolean {
    return this.#subject?.number === number;
  }

  /** Whether the card shows a call, which a tooltip must not replace. */
  get isShowingCall(): boolean {
    return this.#state !== undefined && CALL_STATES.includes(this.#state.type);
  }

  /** Set the number that the card is about; `show` then shows it. */
  open(subject: CardSubject): void {
    if (!this.isShowing(subject.number)) this.#info = undefined;
    this.#subject = subject;
    this.#lastAnchor = undefined;
  }

  /** Show a state of the number. */
  show(state: CardState): void {
    if (!this.#subject || this.#signal.aborted) return;
    clearTimeout(this.#closeTimer);
    this.#state = state;
    this.#steadySince = performance.now();
    this.#attach();
    this.#view?.setOptions(this.#subject.options, state);
    this.#render({ withState: true });
    if (state.type === 'placed') this.#closeAfter(PLACED_CLOSE_MS);
    if (state.type === 'ignored') this.#closeAfter(IGNORED_CLOSE_MS);
    if (state.type === 'confirm' || (state.type === 'offer' && state.openedByClick)) this.#takeFocus();
  }

  /** Add the details of a number that the host has sent, if the card still shows it. */
  setNumberInfo(number: string, info: NumberChecked): void {
    if (!this.isShowing(number)) return;
    this.#info = info;
    // No other state depends on it.
    if (this.#state) this.#render({ withState: this.#state.type === 'offer' });
  }

  /** Follow the number after something was scrolled. */
  reposition(): void {
    if (this.#host) this.#place();
  }

  /** The pointer left the number: close a card that the agent does not use. */
  scheduleClose(): void {
    if (this.#state?.type === 'offer') this.#closeAfter(OFFER_CLOSE_MS);
    if (this.#state?.type === 'tooltip') this.#closeAfter(TOOLTIP_CLOSE_MS);
  }

  close(): void {
    clearTimeout(this.#closeTimer);
    if (this.#state?.type === 'retry_wait') this.#state.cancel();
    this.#listeners?.abort();
    const hadFocus = this.#host?.matches(':focus-within');
    this.#host?.remove();
    if (hadFocus && this.#previousFocus instanceof HTMLElement)
      this.#previousFocus.focus({ preventScroll: true });
    this.#listeners = this.#host = this.#view = this.#subject = this.#state = this.#info = undefined;
  }

  /** Move the keyboard focus to a card that asks something; it goes back when the card closes. */
  #takeFocus(): void {
    if (this.#host?.matches(':focus-within')) return; // it is already on the card, in the list of countries
    this.#previousFocus = deepActiveElement();
    this.#view?.card.focus({ preventScroll: true });
  }

  /** Create the card's elements, unless they are already in the right place. */
  #attach(): void {
    const parent = this.#parent();
    if (this.#host?.parentElement === parent) return;
    this.#listeners?.abort();
    this.#host?.remove();
    const host = document.createElement('div');
    const shadow = attachOwnShadow(host);
    const style = document.createElement('style');
    style.textContent = STYLE;
    this.#view = new CardView({
      close: () => this.close(),
      acceptsClicks: () => this.#acceptsClicks(),
      onResize: () => this.#place(),
    });
    shadow.append(style, this.#view.card);
    this.#host = host;
    this.#listeners = new AbortController();
    this.#listen(host, shadow, this.#listeners.signal);
    this.#watchVisibility(this.#view.card, this.#listeners.signal);
    parent.append(host);
    host.popover = 'manual'; // puts it into the top layer, above every z-index of the page
    host.showPopover();
  }

  /** Return the element to attach the card to. A modal dialog makes everything outside of it inert. */
  #parent(): Element {
    return [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.documentElement;
  }

  #listen(host: HTMLElement, shadow: ShadowRoot, signal: AbortSignal): void {
    const capture = { capture: true, signal };
    window.addEventListener('keydown', event => this.#onKeyDown(event), capture);
    window.addEventListener('pointerdown', event => this.#onPointerDown(event), capture);
    window.addEventListener('resize', event => event.isTrusted && this.#place(), capture);
    // What the page adds to the top layer later is above the card: then the card moves to the top again.
    for (const type of ['beforetoggle', 'fullscreenchange']) {
      window.addEventListener(type, event => event.target !== host && this.#reopenOnTop(host), capture);
    }
    for (const type of ['scroll', 'resize']) {
      window.visualViewport?.addEventListener(type, () => this.#place(), { signal });
    }
    window.addEventListener('pagehide', () => this.close(), { signal });
    for (const type of ['popstate', 'hashchange']) {
      window.addEventListener(type, () => this.#closeUnlessWaiting(), { signal });
    }
    host.addEventListener('pointerenter', () => clearTimeout(this.#closeTimer), { signal });
    host.addEventListener('pointerleave', () => this.#onPointerLeave(), { signal });
    for (const type of OWN_EVENTS) {
      shadow.addEventListener(type, event => event.stopPropagation(), { signal });
    }
  }

  /** Return whether a click is meant for the card: it is visible, uncovered, and has not moved just now. */
  #acceptsClicks(): boolean {
    const [host, view] = [this.#host, this.#view];
    if (!host?.matches(':popover-open') || host.parentElement !== this.#parent() || !view) return false;
    if (!this.#isVisible || performance.now() - this.#steadySince < CLICK_GUARD_MS) return false;
    if (!isCovered(host, view.card.getBoundingClientRect(), [document, ...this.#roots()])) return true;
    this.#reopenOnTop(host);
    return false;
  }

  /** Restart the click guard when a page hides the card: it could show it just for the moment of a click. */
  #watchVisibility(card: Element, signal: AbortSignal): void {
    this.#isVisible = false;
    const observer = new ResizeObserver(entries => {
      const isVisible = entries.some(({ contentRect }) => contentRect.width > 0);
      if (isVisible && !this.#isVisible) this.#steadySince = performance.now();
      this.#isVisible = isVisible;
    });
    observer.observe(card);
    signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  }

  #reopenOnTop(host: HTMLElement): void {
    this.#steadySince = performance.now();
    requestAnimationFrame(() => {
      if (this.#host !== host || !host.isConnected) return;
      host.hidePopover();
      host.showPopover();
    });
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (!event.isTrusted || event.key !== 'Escape') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.close();
  }

  #onPointerDown({ isTrusted, target, clientX: x, clientY: y }: PointerEvent): void {
    const rect = this.#subject?.anchor();
    const isOnNumber = rect && rect.left <= x && x <= rect.right && rect.top <= y && y <= rect.bottom;
    if (isTrusted && target !== this.#host && !isOnNumber) this.#closeUnlessWaiting();
  }

  /** Close the card, unless a call waits to be sent again: that must be cancelled on purpose. */
  #closeUnlessWaiting(): void {
    if (this.#state?.type !== 'retry_wait') this.close();
  }

  #onPointerLeave(): void {
    if (this.#state?.type === 'placed') this.#closeAfter(PLACED_CLOSE_MS / 2);
    this.scheduleClose();
  }

  #closeAfter(delayMs: number): void {
    clearTimeout(this.#closeTimer);
    this.#closeTimer = setTimeout(() => {
      if (!this.#host?.matches(':hover, :focus-within')) this.close();
    }, delayMs);
  }

  #render({ withState }: { withState: boolean }): void {
    if (!this.#subject || !this.#state || !this.#view) return;
    this.#view.setNumber(this.#subject, this.#info);
    if (withState) this.#view.render(this.#state, this.#info);
    this.#place();
  }

  #place(): void {
    if (!this.#view) return;
    const { card } = this.#view;
    // The page may set `zoom` on its root element.
    card.style.zoom = String(1 / (this.#host?.currentCSSZoom ?? 1));
    const viewport = window.visualViewport; // the part of the page that is visible when it is pinch-zoomed
    const visible = new DOMRect(
      viewport?.offsetLeft,
      viewport?.offsetTop,
      viewport?.width ?? window.innerWidth,
      viewport?.height ?? window.innerHeight,
    );
    const size = { width: card.offsetWidth, height: card.offsetHeight }; // not affected by the animation
    // The page may have replaced the number's element.
    this.#lastAnchor = this.#subject?.anchor() ?? this.#lastAnchor;
    const { x, y } = positionNear(this.#lastAnchor, size, visible);
    // Rounded, to compare them with the style.
    const [left, top] = [`${Math.round(x)}px`, `${Math.round(y)}px`];
    if (card.style.left === left && card.style.top === top) return;
    this.#steadySince = performance.now();
    card.style.left = left;
    card.style.top = top;
  }
}
