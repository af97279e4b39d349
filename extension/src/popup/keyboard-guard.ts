// Ignores keys that press something in the popup without being meant for it: those of an agent who goes on typing
// for the page when the popup opens, and those that are held down.

import { PRESS_DELAY_MS, TYPING_PAUSE_MS } from '../press-delay.ts';
import { isTextKey } from '../text-keys.ts';

const TAKES_TEXT = 'input[type="tel"]:read-write, select';
const QUESTION = '[data-part="question"], [data-part="result"]'; // the second may ask, too
const CANCEL = '[data-part="question-cancel"]';

/** Guards all of this document; what a pointer presses is not concerned. */
export class KeyboardGuard {
  #typedAt = Number.NEGATIVE_INFINITY; // where nothing takes text
  #hasTyped = false; // there
  #isRestricted = true; // to a question, until it is known that there is none, or the pointer has pressed
  #shownAt = performance.now(); // the question, or the popup that asks it
  #onReleased: (() => void) | undefined;

  constructor() {
    const capture = { capture: true };
    window.addEventListener('keydown', event => this.#onKeyDown(event), capture);
    window.addEventListener('click', event => this.#onClick(event), capture);
    window.addEventListener('pointerdown', event => this.#onPointerDown(event), capture);
    // A browser may load the popup before it shows it.
    window.addEventListener('focus', () => this.#onShown());
    document.addEventListener('visibilitychange', () => this.#onShown());
  }

  /** Whether keys can only answer a question, or it is not known yet that there is none. */
  get isRestricted(): boolean {
    return this.#isRestricted;
  }

  /** Let keys press everything. */
  release(): void {
    this.#isRestricted = false;
    this.#onReleased?.();
    this.#onReleased = undefined;
  }

  /** A question is shown now. Keys press nothing else until the pointer presses; then `onReleased` is called. */
  restrictToQuestion(onReleased: () => void): void {
    this.#onReleased = onReleased;
    this.#onShown();
  }

  #onShown(): void {
    this.#shownAt = performance.now();
  }

  #onKeyDown(event: KeyboardEvent): void {
    const { key, repeat, target, timeStamp } = event;
    // The repetitions of a key go to whatever has the focus by then.
    if (repeat && (key === 'Enter' || key === ' ')) event.preventDefault();
    const takesText = target instanceof Element && target.matches(TAKES_TEXT);
    if (takesText || !isTextKey(event)) return;
    this.#typedAt = timeStamp;
    this.#hasTyped = true;
  }

  #onPointerDown({ timeStamp }: PointerEvent): void {
    const isMeant = timeStamp - this.#shownAt >= PRESS_DELAY_MS; // else perhaps for the page
    if (isMeant && this.#onReleased) this.release();
  }

  #onClick(event: MouseEvent): void {
    if (event.detail > 0 || this.#isMeant(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #isMeant({ target, timeStamp }: MouseEvent): boolean {
    if (timeStamp - this.#typedAt < TYPING_PAUSE_MS) return false;
    if (!this.#isRestricted) return true;
    if (timeStamp - this.#shownAt < TYPING_PAUSE_MS || !(target instanceof Element)) return false;
    return target.matches(CANCEL) || (!this.#hasTyped && target.closest(QUESTION) !== null);
  }
}
