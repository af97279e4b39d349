// The one element we ever add to a page: a card in a closed shadow root, there only while it is open.

import type { NumberChecked } from '../../protocol.ts';
import { attachOwnShadow, deepActiveElement } from '../dom/shadow-dom.ts';
import type { CardOptions } from './card-options.ts';
import { type CardNumber, type CardState, CardView } from './card-view.ts';
import { isCovered } from './overlay-detection.ts';
import { positionNear } from './positioning.ts';
import { STYLE } from './styles.ts';

export interface CardSubject extends CardNumber {
  readonly spot: () => DOMRect | undefined; // where its number is, while it is there
  readonly aside?: CardOptions;
}

const PLACED_CLOSE_MS = 7000; // good news goes by itself
const OFFER_CLOSE_MS = 500; // an offer goes when the pointer went elsewhere
const TOOLTIP_CLOSE_MS = 200; // a glimpse sooner, but not before the pointer can reach it
const IGNORED_NOTICE_MS = 5000; // to take it back
const CLICK_GUARD_MS = 350; // a button that has just come under the pointer is not yet clicked

export class Card {
  readonly #signal: AbortSignal;
  readonly #roots: () => Iterable<ShadowRoot>;
  #host: HTMLElement | undefined;
  #face: CardView | undefined;
  #subject: CardSubject | undefined;
  #state: CardState | undefined;
  #checked: NumberChecked | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #open: AbortController | undefined; // every listener of an open card
  #shownAt = 0;
  #isVisible = false;
  #spot: DOMRect | undefined; // where the number was last
  #focused: Element | null = null; // what of the page had the focus before the card

  /** `roots` gives the shadow roots of the page, in which it may have something that covers the card. */
  constructor(signal: AbortSignal, roots: () => Iterable<ShadowRoot>) {
    this.#signal = signal;
    this.#roots = roots;
    signal.addEventListener('abort', () => this.close(), { once: true });
  }

  /** Whether the card is open and shows this number. */
  isShowing(number: string): boolean {
    return this.#subject?.number === number;
  }

  /** Whether it tells of a call: that goes before what a pointer rests on. */
  get isShowingCall(): boolean {
    const type = this.#state?.type;
    return ['calling', 'retry_wait', 'confirm', 'placed', 'failed'].includes(type ?? '');
  }

  /** Make the card be about a number; `show` says what about it. */
  open(subject: CardSubject): void {
    if (!this.isShowing(subject.number)) this.#checked = undefined;
    this.#subject = subject;
    this.#spot = undefined;
  }

  /** Show what is happening. */
  show(state: CardState): void {
    if (!this.#subject || this.#signal.aborted) return;
    clearTimeout(this.#timer);
    this.#state = state;
    this.#shownAt = performance.now();
    this.#build();
    this.#face?.setOptions(this.#subject.aside, state);
    this.#draw(true);
    if (state.type === 'placed') this.#closeIn(PLACED_CLOSE_MS);
    if (state.type === 'ignored') this.#closeIn(IGNORED_NOTICE_MS);
    if (state.type === 'confirm' || (state.type === 'offer' && state.isAsked)) this.#focus();
  }

  /** Add what the host knows of the number. */
  setNumberInfo(number: string, checked: NumberChecked): void {
    if (!this.isShowing(number)) return;
    this.#checked = checked;
    const isSaid = this.#state?.type === 'offer'; // what is told else does not depend on it
    if (this.#state) this.#draw(isSaid);
  }

  /** Something was scrolled, where it is not told outside too. */
  reposition(): void {
    if (this.#host) this.#place();
  }

  /** The pointer left the number: an offer nobody turns to goes. */
  scheduleClose(): void {
    if (this.#state?.type === 'offer') this.#closeIn(OFFER_CLOSE_MS);
    if (this.#state?.type === 'tooltip') this.#closeIn(TOOLTIP_CLOSE_MS);
  }

  close(): void {
    clearTimeout(this.#timer);
    if (this.#state?.type === 'retry_wait') this.#state.cancel();
    this.#open?.abort();
    const hadFocus = this.#host?.matches(':focus-within');
    this.#host?.remove();
    if (hadFocus && this.#focused instanceof HTMLElement) this.#focused.focus({ preventScroll: true });
    this.#open = this.#host = this.#face = this.#subject = this.#state = this.#checked = undefined;
  }

  /** A question waits for its answer: the keyboard goes to it, and back when the card closes. */
  #focus(): void {
    if (this.#host?.matches(':focus-within')) return; // it is there already, in the choice of a country
    this.#focused = deepActiveElement();
    this.#face?.card.focus({ preventScroll: true });
  }

  #build(): void {
    // Outside of a modal dialog everything is inert, the top layer too.
    const parent = this.#parent();
    if (this.#host?.parentElement === parent) return;
    this.#open?.abort();
    this.#host?.remove();
    const host = document.createElement('div');
    const shadow = attachOwnShadow(host);
    const style = document.createElement('style');
    style.textContent = STYLE;
    this.#face = new CardView(
      () => this.close(),
      () => this.#acceptsClicks(),
      () => this.#place(),
    );
    shadow.append(style, this.#face.card);
    this.#host = host;
    this.#open = new AbortController();
    this.#listen(host, shadow, this.#open.signal);
    this.#watchVisibility(this.#face.card, this.#open.signal);
    parent.append(host);
    host.popover = 'manual'; // the top layer: nothing of the page is above it, whatever its z-index
    host.showPopover();
  }

  #listen(host: HTMLElement, shadow: ShadowRoot, signal: AbortSignal): void {
    const outside = { capture: true, signal };
    window.addEventListener('keydown', event => this.#key(event), outside);
    window.addEventListener('pointerdown', event => this.#pressElsewhere(event), outside);
    window.addEventListener('resize', event => event.isTrusted && this.#place(), outside);
    // Whatever the page lifts above the card later goes below it again.
    for (const type of ['beforetoggle', 'fullscreenchange']) {
      window.addEventListener(type, event => event.target !== host && this.#reopenOnTop(host), outside);
    }
    for (const type of ['scroll', 'resize']) {
      window.visualViewport?.addEventListener(type, () => this.#place(), { signal });
    }
    window.addEventListener('pagehide', () => this.close(), { signal });
    for (const type of ['popstate', 'hashchange']) {
      window.addEventListener(type, () => this.#closeUnlessWaiting(), { signal });
    }
    host.addEventListener('pointerenter', () => clearTimeout(this.#timer), { signal });
    host.addEventListener('pointerleave', () => this.#onPointerLeave(), { signal });
    // What happens in the card is not the page's business: its menus need not close, its shortcuts not run.
    for (const type of [
      'pointerdown',
      'mousedown',
      'pointerup',
      'mouseup',
      'click',
      'keydown',
      'keyup',
      'focusin',
    ]) {
      shadow.addEventListener(type, event => event.stopPropagation(), { signal });
    }
  }

  /** Whether the card has stood where it is long enough to be read, where we put it, and under nothing. */
  #acceptsClicks(): boolean {
    const [host, face] = [this.#host, this.#face];
    if (!host?.matches(':popover-open') || host.parentElement !== this.#parent() || !face) return false;
    if (!this.#isVisible || performance.now() - this.#shownAt < CLICK_GUARD_MS) return false;
    if (!isCovered(host, face.card.getBoundingClientRect(), [document, ...this.#roots()])) return true;
    this.#reopenOnTop(host);
    return false;
  }

  /** A page that has hidden the card cannot show it for the moment of a click: every frame that is drawn tells. */
  #watchVisibility(card: Element, signal: AbortSignal): void {
    this.#isVisible = false;
    const watch = new ResizeObserver(entries => {
      const isSeen = entries.some(({ contentRect }) => contentRect.width > 0);
      if (isSeen && !this.#isVisible) this.#shownAt = performance.now();
      this.#isVisible = isSeen;
    });
    watch.observe(card);
    signal.addEventListener('abort', () => watch.disconnect(), { once: true });
  }

  #parent(): Element {
    return [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.documentElement;
  }

  #reopenOnTop(host: HTMLElement): void {
    this.#shownAt = performance.now();
    requestAnimationFrame(() => {
      if (this.#host !== host || !host.isConnected) return;
      host.hidePopover();
      host.showPopover();
    });
  }

  #key(event: KeyboardEvent): void {
    if (!event.isTrusted || event.key !== 'Escape') return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.close();
  }

  #pressElsewhere({ isTrusted, target, clientX: x, clientY: y }: PointerEvent): void {
    const spot = this.#subject?.spot();
    const onNumber = spot && spot.left <= x && x <= spot.right && spot.top <= y && y <= spot.bottom;
    if (isTrusted && target !== this.#host && !onNumber) this.#closeUnlessWaiting();
  }

  /** A call that waits for its turn is given up by nothing that may have been meant for the page. */
  #closeUnlessWaiting(): void {
    if (this.#state?.type !== 'retry_wait') this.close();
  }

  #onPointerLeave(): void {
    if (this.#state?.type === 'placed') this.#closeIn(PLACED_CLOSE_MS / 2);
    this.scheduleClose();
  }

  #closeIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#host?.matches(':hover, :focus-within')) this.close();
    }, ms);
  }

  #draw(isNews: boolean): void {
    if (!this.#subject || !this.#state || !this.#face) return;
    this.#face.setNumber(this.#subject, this.#checked);
    if (isNews) this.#face.render(this.#state, this.#checked);
    this.#place();
  }

  #place(): void {
    if (!this.#face) return;
    const { card } = this.#face;
    card.style.zoom = String(1 / (this.#host?.currentCSSZoom ?? 1)); // a page that is zoomed by its style
    const view = window.visualViewport; // what is visible of the page when it is pinched larger
    const visible = new DOMRect(
      view?.offsetLeft,
      view?.offsetTop,
      view?.width ?? window.innerWidth,
      view?.height ?? window.innerHeight,
    );
    const size = { width: card.offsetWidth, height: card.offsetHeight }; // the final one, also while it appears
    this.#spot = this.#subject?.spot() ?? this.#spot; // pages draw their rows anew: then where it was
    const { x, y } = positionNear(this.#spot, size, visible);
    const [left, top] = [`${Math.round(x)}px`, `${Math.round(y)}px`]; // the style says fractions otherwise than we do
    if (card.style.left === left && card.style.top === top) return;
    this.#shownAt = performance.now(); // a card that moves under the pointer is not yet clicked
    card.style.left = left;
    card.style.top = top;
  }
}
