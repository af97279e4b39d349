// Decides whether a press on the card was meant for it: the agent must have been able to see what it does.

import { createElement } from '../dom.ts';
import { PRESS_DELAY_MS, TYPING_PAUSE_MS } from '../press-delay.ts';
import { isTextKey } from '../text-keys.ts';
import { canTrackVisibility } from '../visibility-tracking.ts';

const MAX_REFUSALS = 3; // then the agent can call from the popup, which no page can cover
const MIN_RATIO = 0.99; // of the card that is inside the window: fractions of pixels are lost in the ratio
const VISIBILITY_DELAY_MS = 100; // the shortest that the browsers allow between two checks of visibility
const RECHECK_MS = 250; // while the card is not visible
const SAME_FOCUS_MS = 1_000; // at most, between the focus and the message that says where it is from

/** `trackVisibility` and `isVisible` are version 2 of the Intersection Observer, which Firefox does not have. */
type VisibilityEntry = IntersectionObserverEntry & { readonly isVisible?: boolean };
type VisibilityOptions = IntersectionObserverInit & {
  readonly trackVisibility: true;
  readonly delay: number;
};

export class CardPressGuard {
  readonly #askClear: () => Promise<boolean>;
  readonly #onBlocked: () => void;
  #refusals = 0; // of presses on a card that looked steady, since it was last clear
  #refusedAt = Number.NEGATIVE_INFINITY;
  #steadySince = performance.now();
  #isVisible = !canTrackVisibility();
  #observeAgain: (() => void) | undefined;
  #recheckTimer: ReturnType<typeof setInterval> | undefined;
  #isAsking = false;
  #isTyping = false; // until the focus is moved by a key after a pause, or the pointer presses
  #typedAt = Number.NEGATIVE_INFINITY;
  #enteredAt = Number.NEGATIVE_INFINITY; // when the focus came, perhaps by a key that was meant for the page
  #gotFocusAt = Number.NEGATIVE_INFINITY; // when the agent opened the card, whose focus has not come yet
  #isPointerDown = false;
  #wasClearAtPress: Promise<boolean> | undefined; // when the press began that has not become a click yet

  /**
   * `askClear` asks the content script whether something of the page is above the card. `onBlocked` is called
   * when it is so again and again: the page does not let the agent use the card.
   */
  constructor(askClear: () => Promise<boolean>, onBlocked: () => void) {
    this.#askClear = askClear;
    this.#onBlocked = onBlocked;
    const options = { capture: true };
    window.addEventListener('pointerdown', event => this.#onPointerDown(event), options);
    window.addEventListener('keydown', event => this.#onKeyDown(event), options);
    for (const type of ['pointerup', 'pointercancel'] as const) {
      window.addEventListener(type, () => this.#onPointerUp(), options);
    }
    // The agent looked at another tab or window: a press was perhaps meant for that.
    document.addEventListener('visibilitychange', () => this.restart());
    window.addEventListener('focus', () => this.#isPointerDown || this.#onFocus());
  }

  #onPointerDown(event: PointerEvent): void {
    if (!event.isTrusted) return;
    this.#isPointerDown = true;
    this.#isTyping = false;
    this.#enteredAt = Number.NEGATIVE_INFINITY;
    this.#onPress();
  }

  #onPointerUp(): void {
    this.#isPointerDown = false;
  }

  /** The agent has opened the card on purpose: keys count in it from now on. */
  onFocusGiven(): void {
    const now = performance.now();
    const hasCome = now - this.#enteredAt < SAME_FOCUS_MS;
    this.#gotFocusAt = hasCome ? Number.NEGATIVE_INFINITY : now;
    this.#enteredAt = Number.NEGATIVE_INFINITY;
  }

  #onFocus(): void {
    const now = performance.now();
    if (now - this.#gotFocusAt >= SAME_FOCUS_MS) this.#enteredAt = now;
    this.#gotFocusAt = Number.NEGATIVE_INFINITY; // it comes only once
    this.restart();
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (!event.isTrusted) return;
    const now = performance.now();
    if (event.key === 'Tab' && now - this.#typedAt >= TYPING_PAUSE_MS) this.#isTyping = false;
    if (isTextKey(event)) {
      this.#isTyping = true;
      this.#typedAt = now;
      this.restart();
    }
    const isEarly = now - this.#enteredAt < TYPING_PAUSE_MS;
    // A key that is held down was perhaps pressed elsewhere.
    if (event.repeat || this.#isTyping || isEarly) this.#wasClearAtPress = Promise.resolve(false);
    else this.#onPress();
  }

  /** Judge a press also when it begins: a button may be held down until the page uncovers the card. */
  #onPress(): void {
    const isSteady = this.#isSteady();
    // Who clicks again and again has not seen the card yet.
    if (!isSteady) this.restart();
    this.#wasClearAtPress = isSteady && this.#isVisible ? this.#askClear() : Promise.resolve(false);
  }

  /** The card shows something else or has another size: what the agent is about to press may have changed. */
  restart(): void {
    this.#steadySince = performance.now();
    if (!this.#observeAgain) return;
    clearInterval(this.#recheckTimer);
    this.#recheckTimer = setInterval(() => this.#recheck(), RECHECK_MS);
  }

  /** Chromium does not always report that the document is visible again: when its tab has come back, for example. */
  #recheck(): void {
    const isShown = !document.hidden && window.innerWidth > 0; // a closed card has no size
    if (this.#isVisible || !isShown) clearInterval(this.#recheckTimer);
    else this.#observeAgain?.();
  }

  /** Follow whether this document is wholly visible: not covered, faded, filtered or transformed. */
  watch(): void {
    if (!canTrackVisibility()) return;
    // A transparent element over the whole document, which gets no clicks. It is not visible as soon as anything of
    // the page is above it.
    const glass = createElement('div', { class: 'glass' });
    document.body.append(glass);
    const options: VisibilityOptions = {
      threshold: [MIN_RATIO],
      trackVisibility: true,
      delay: VISIBILITY_DELAY_MS,
    };
    const observer = new IntersectionObserver((entries: VisibilityEntry[]) => {
      const last = entries.at(-1);
      const isVisible = last?.isVisible === true && last.intersectionRatio >= MIN_RATIO;
      if (isVisible !== this.#isVisible) this.restart();
      this.#isVisible = isVisible;
    }, options);
    observer.observe(glass);
    this.#observeAgain = () => {
      observer.unobserve(glass);
      observer.observe(glass);
    };
  }

  /** Return whether a press counts. While one is being decided, another does not. */
  async accepts(): Promise<boolean> {
    const wasClearAtPress = this.#wasClearAtPress; // assistive technology clicks without a press
    this.#wasClearAtPress = undefined;
    if (this.#isAsking || !this.#isSteady()) return false;
    this.#isAsking = true;
    const isClear = (await wasClearAtPress) !== false && this.#isVisible && (await this.#askClear());
    this.#isAsking = false;
    const isAccepted = isClear && this.#isVisible && this.#isSteady();
    if (isAccepted) this.#refusals = 0;
    else this.#onRefused();
    return isAccepted;
  }

  /** The second click of a double click is no second try. */
  #onRefused(): void {
    const now = performance.now();
    if (now - this.#refusedAt < PRESS_DELAY_MS) return;
    this.#refusedAt = now;
    this.#refusals += 1;
    if (this.#refusals >= MAX_REFUSALS) this.#onBlocked();
  }

  #isSteady(): boolean {
    return performance.now() - this.#steadySince >= PRESS_DELAY_MS;
  }
}
