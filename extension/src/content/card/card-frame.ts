// The frame of the card: the only element that the extension adds to a page, while a card is open.
//
// The card is a document of the extension in an iframe, in a closed shadow root in the top layer. The page can
// neither read nor change it; what remains to be prevented is that the page covers or moves it.

import type { MessageFromCard, MessageToCard, StateShown } from '../../card-messages.ts';
import { PRESS_DELAY_MS, TYPING_PAUSE_MS } from '../../press-delay.ts';
import { isTextKey } from '../../text-keys.ts';
import { canTrackVisibility } from '../../visibility-tracking.ts';
import { mayBrowserCover } from '../dom/browser-overlays.ts';
import { isFrameElement } from '../dom/frame-elements.ts';
import { attachOwnShadow, deepActiveElement } from '../dom/shadow-dom.ts';
import { windowEvents } from '../dom/window-events.ts';
import { CardChannel } from './card-channel.ts';
import { FRAME_STYLE } from './frame-style.ts';
import { OverlayDetection } from './overlay-detection.ts';
import { MARGIN_PX, positionNear, visiblePart } from './positioning.ts';
import type { ValidationMessages } from './validation-messages.ts';

interface FrameCallbacks {
  readonly anchor: () => DOMRect | undefined; // where the number is in the viewport
  readonly isUnchanged: () => boolean; // whether the number is still in the page
  readonly onState: (message: StateShown) => void;
  readonly onNotLoaded: () => void; // the page does not let the card load
  readonly onChanged: () => void; // the agent wanted to call a number that is not in the page any more
  readonly onPointerEnter: () => void;
  readonly onPointerLeave: () => void;
}

const LOAD_TIMEOUT_MS = 2_500; // after the background script has answered: a slow computer is slow there, too
const RAISE_PAUSE_MS = 1_000;

// Events in the frame's border that the page must not react to, for example by closing its own menus.
const OWN_EVENTS = ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'focusin'];

export class CardFrame {
  readonly #messages: ValidationMessages;
  readonly #callbacks: FrameCallbacks;
  readonly #host = document.createElement('div');
  readonly #iframe = document.createElement('iframe');
  readonly #channel: CardChannel;
  readonly #overlays: OverlayDetection;
  readonly #listeners = new AbortController();
  #parent: Element | undefined; // where it was put
  #loads = 0; // more than one: the page has moved it
  #loadTimer: ReturnType<typeof setTimeout> | undefined;
  #hasLoaded = false;
  #size = { width: 0, height: 0 }; // that the card needs; nothing is shown before it is known
  #place: readonly number[] = []; // x, y, width and height of the iframe
  #steadySince = 0;
  #isInView = false;
  #raisedAt = Number.NEGATIVE_INFINITY; // ms of performance.now()
  #isRaiseDue = false;
  #lastAnchor: DOMRect | undefined;
  #previousFocus: Element | null = null;
  #typedAt = Number.NEGATIVE_INFINITY; // ms of performance.now(), in the page

  constructor(messages: ValidationMessages, callbacks: FrameCallbacks) {
    this.#messages = messages;
    this.#callbacks = callbacks;
    const { signal } = this.#listeners;
    this.#channel = new CardChannel(message => this.#onMessage(message));
    this.#overlays = new OverlayDetection(this.#host, signal, {
      onOverlay: () => this.#raise(),
      onCovered: () => this.#onCovered(),
    });
    // The agent looked at another tab or window: a press was perhaps meant for that.
    windowEvents().on('visibilitychange', () => this.#restart(), signal);
    windowEvents().on('focus', ({ target }) => target === window && this.#restart(), signal);
    windowEvents().on('keydown', event => this.#onKeyDown(event), signal);
    void this.#channel.announced.then(() => this.#startLoadTimer(signal));
    this.#attach(signal);
    this.#watchView(signal);
  }

  /** Whether the page has neither removed nor moved the frame: then the document in it is gone. */
  get isIntact(): boolean {
    return this.#host.isConnected && this.#host.parentElement === this.#parent && this.#loads < 2;
  }

  /** Whether the frame is still where `attach` has put it, and no modal dialog makes it inert. */
  get isAttached(): boolean {
    return this.isIntact && this.#parent === parentForCard();
  }

  get isHovered(): boolean {
    return this.#host.matches(':hover');
  }

  get hasFocus(): boolean {
    return document.activeElement === this.#host; // Firefox does not match `:focus-within` then
  }

  isHost(target: EventTarget | null): boolean {
    return target === this.#host;
  }

  send(message: MessageToCard): void {
    this.#channel.send(message);
  }

  show(): void {
    if (this.#host.matches(':popover-open')) return;
    this.#overlays.putOnTop();
    this.#restart();
    this.place();
  }

  /** Take it out of sight. Calls in it go on. */
  hide(): void {
    const hadFocus = this.hasFocus;
    this.#overlays.hide();
    this.#iframe.tabIndex = -1;
    if (hadFocus && this.#previousFocus instanceof HTMLElement) {
      this.#previousFocus.focus({ preventScroll: true });
    }
  }

  remove(): void {
    this.hide();
    clearTimeout(this.#loadTimer);
    this.#listeners.abort();
    this.#channel.close();
    this.#host.remove();
  }

  /** Follow to where the card can be seen and used, if a modal element was opened or closed meanwhile. */
  follow(): void {
    // Firefox has `moveBefore`, but loads a frame anew that it moves: the calls in it would be lost.
    if (!canTrackVisibility() || !('moveBefore' in this.#host)) return;
    if (!this.isIntact || this.isAttached) return;
    const parent = parentForCard();
    this.#parent = parent;
    const isShown = this.#host.matches(':popover-open');
    parent.moveBefore(this.#host, null);
    if (!isShown) return;
    this.#overlays.putOnTop();
    this.#restart();
    this.place();
  }

  /** Let Tab lead to the card. Somebody who types must not get into one that only the resting pointer opened. */
  letFocus(): void {
    this.#iframe.removeAttribute('tabindex');
  }

  /**
   * Move the keyboard focus to the card; it goes back when the card closes. Keys count in it at once if it was opened
   * on purpose.
   */
  takeFocus(isMeant: boolean): void {
    if (this.hasFocus) return;
    this.letFocus();
    this.#previousFocus = deepActiveElement();
    // Not those of somebody who types: in a frame perhaps, which cannot be seen.
    const isTyping = performance.now() - this.#typedAt < TYPING_PAUSE_MS;
    const isInFrame = this.#previousFocus !== null && isFrameElement(this.#previousFocus);
    if (isMeant && !isTyping && !isInFrame) this.send({ type: 'focus_given' });
    this.#dismissMessages();
  }

  /** Put it beside its number. */
  place(): void {
    if (this.#size.width === 0) return;
    // The page may set `zoom` on its root element or dialog; on the host of a shadow root, `all` would reset it.
    this.#iframe.style.zoom = String(1 / (this.#host.currentCSSZoom ?? 1));
    const visible = visiblePart();
    const size = {
      width: Math.min(this.#size.width, visible.width - 2 * MARGIN_PX),
      height: Math.min(this.#size.height, visible.height - 2 * MARGIN_PX),
    };
    // The page may have replaced the number's element.
    this.#lastAnchor = this.#callbacks.anchor() ?? this.#lastAnchor;
    const { x, y } = positionNear(this.#lastAnchor, size, visible);
    // Rounded, to compare it with the last one.
    const place = [x, y, size.width, size.height].map(Math.round);
    if (String(place) === String(this.#place)) return;
    this.#place = place;
    this.#restart();
    const [left, top, width, height] = place.map(value => `${value}px`);
    Object.assign(this.#iframe.style, { left, top, width, height });
    this.#iframe.hidden = false;
  }

  /** Forget where the number was: the card is about another one. */
  resetAnchor(): void {
    this.#lastAnchor = undefined;
  }

  #attach(signal: AbortSignal): void {
    const shadow = attachOwnShadow(this.#host);
    const style = document.createElement('style');
    style.textContent = FRAME_STYLE;
    this.#iframe.hidden = true;
    this.#iframe.tabIndex = -1; // until `letFocus`
    this.#iframe.allow = 'clipboard-write'; // Chromium needs it to copy a call ID
    // In Chromium a page with a Cross-Origin-Embedder-Policy lets only such a frame load. Extensions have the same
    // storage in it. It must not have a name: a page could open a window of that name.
    this.#iframe.setAttribute('credentialless', '');
    this.#iframe.src = this.#channel.url;
    this.#iframe.addEventListener('load', () => this.#onLoad(), { signal });
    shadow.append(style, this.#iframe);
    this.#iframe.addEventListener('pointerenter', () => this.#onPointerEnter(), { signal });
    this.#iframe.addEventListener('pointerleave', this.#callbacks.onPointerLeave, { signal });
    for (const type of OWN_EVENTS)
      shadow.addEventListener(type, event => event.stopPropagation(), { signal });
    for (const type of ['scroll', 'resize']) {
      window.visualViewport?.addEventListener(type, () => this.place(), { signal });
    }
    windowEvents().on('resize', () => this.place(), signal);
    this.#parent = parentForCard();
    this.#parent.append(this.#host);
    this.#host.popover = 'manual'; // puts it into the top layer, above every z-index of the page
  }

  #onLoad(): void {
    this.#loads += 1;
    const { contentWindow } = this.#iframe;
    if (this.#loads === 1 && contentWindow) this.#channel.connect(contentWindow);
  }

  #startLoadTimer(signal: AbortSignal): void {
    if (this.#hasLoaded || signal.aborted) return;
    this.#loadTimer = setTimeout(() => this.#callbacks.onNotLoaded(), LOAD_TIMEOUT_MS);
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (isTextKey(event)) this.#typedAt = performance.now();
  }

  #onPointerEnter(): void {
    this.letFocus();
    this.#callbacks.onPointerEnter();
  }

  /** A page may hide the card and show it again just before a press, and stop all events of that. */
  #watchView(signal: AbortSignal): void {
    const observer = new IntersectionObserver(entries => {
      this.#isInView = entries.at(-1)?.isIntersecting ?? false;
      if (!this.#isInView) this.follow();
      this.#restart();
    });
    observer.observe(this.#iframe);
    signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  }

  /** Return whether the page shows the iframe where `place` has put it, and as large. */
  #isInPlace(): boolean {
    const { left, top, width, height } = this.#iframe.getBoundingClientRect();
    return [left, top, width, height].every(
      (value, index) => Math.abs(value - (this.#place[index] ?? 0)) <= 1,
    );
  }

  /** Presses do not count for a while. */
  #restart(): void {
    this.#steadySince = performance.now();
  }

  #onCovered(): void {
    this.#restart();
    if (this.#isRaiseDue) this.#raise();
  }

  /** The browser's message about a form field goes when the focus does. */
  #dismissMessages(): void {
    this.#messages.dismiss(this.#iframe);
    this.#restart();
  }

  /** Put it above what the page has just added to the top layer; not all the time, if the page does that. */
  #raise(): void {
    this.#restart();
    const now = performance.now();
    this.#isRaiseDue = now - this.#raisedAt < RAISE_PAUSE_MS;
    if (this.#isRaiseDue) return;
    this.#raisedAt = now;
    requestAnimationFrame(() => {
      if (!this.#host.isConnected || !this.#host.matches(':popover-open')) return;
      this.#overlays.putOnTop();
      this.#restart();
    });
  }

  #onMessage(message: MessageFromCard): void {
    switch (message.type) {
      case 'size_changed':
        this.#size = message;
        this.place();
        break;
      case 'ask_clear':
        this.send({ type: 'clear_answer', id: message.id, isClear: this.#isClear() });
        if (!this.#callbacks.isUnchanged()) this.#callbacks.onChanged();
        break;
      case 'state_shown':
        this.#hasLoaded = true;
        clearTimeout(this.#loadTimer);
        this.#callbacks.onState(message);
        break;
    }
  }

  /** Return whether a press was meant for the card: it is on top, and has been in its place for a while. */
  #isClear(): boolean {
    if (!this.isAttached || !this.#isInView || !this.#host.matches(':popover-open')) return false;
    if (!this.#callbacks.isUnchanged()) return false;
    if (!this.#isInPlace()) {
      this.#restart();
      this.place();
      return false;
    }
    if (this.#messages.mayBeShown()) {
      this.#dismissMessages();
      return false;
    }
    if (this.#overlays.mayBeCovered()) {
      this.#raise();
      return false;
    }
    if (mayBrowserCover(this.#iframe.getBoundingClientRect().top)) {
      this.#restart();
      return false;
    }
    return performance.now() - this.#steadySince >= PRESS_DELAY_MS;
  }
}

/** Return the element to attach the card to: everything outside of a modal or fullscreen element is inert. */
function parentForCard(): Element {
  return [...document.querySelectorAll('dialog:modal, :fullscreen')].at(-1) ?? document.documentElement;
}
