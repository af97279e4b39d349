// Ignores presses on something that appeared, changed or moved so lately that the agent cannot have meant it.

import { PRESS_DELAY_MS } from '../press-delay.ts';

/**
 * Guards the buttons of an element. A press counts by the time at which it began. `data-settled` is set on the
 * element while presses on all of it count.
 */
export class PressGuard {
  readonly #element: HTMLElement;
  readonly #changedAt = new WeakMap<Element, number>(); // of parts of the element
  #allChangedAt = performance.now();
  #movedAt = performance.now();
  #tops = new WeakMap<Element, number>(); // of the buttons, in the window, when presses began to count
  #pressedAt: number | undefined; // when the press began that has not become a click yet
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
    for (const type of ['pointerdown', 'keydown'] as const) {
      element.addEventListener(type, event => this.#onPress(event), { capture: true });
    }
    element.addEventListener('click', event => this.#onClick(event), { capture: true });
    // Whatever becomes higher or is scrolled in the popup moves this element too.
    new ResizeObserver(() => this.#onMove()).observe(document.body);
    window.addEventListener('scroll', () => this.#onMove(), { capture: true, passive: true });
    // A browser may load the popup before it shows it.
    window.addEventListener('focus', () => this.restart());
    document.addEventListener('visibilitychange', () => this.restart());
    this.restart();
  }

  /** Presses on a part do not count for a while, because it has changed; without a part, on the whole. */
  restart(part?: Element): void {
    const now = performance.now();
    if (part) this.#changedAt.set(part, now);
    else this.#allChangedAt = now;
    this.#startTimer();
  }

  #onMove(): void {
    this.#movedAt = performance.now();
    this.#startTimer();
  }

  #startTimer(): void {
    delete this.#element.dataset.settled;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#element.dataset.settled = '';
      this.#tops = new WeakMap([...this.#element.querySelectorAll('button')].map(it => [it, topOf(it)]));
    }, PRESS_DELAY_MS);
  }

  /** Notice what the size of the popup does not tell: one row has become higher, another less high. */
  #noticeMove(target: EventTarget | null): void {
    const pressed = (target as Element).closest('button');
    const top = pressed && this.#tops.get(pressed);
    if (pressed && top !== undefined && top !== topOf(pressed)) this.#onMove();
  }

  #onPress(event: Event): void {
    // A key that is held down repeats: the press began with the first event.
    if (event instanceof KeyboardEvent && event.repeat) return;
    this.#noticeMove(event.target);
    this.#pressedAt = event.timeStamp;
    // Who clicks again and again has not seen yet what came under the pointer.
    if (event.type === 'pointerdown' && !this.#isSettled(event, this.#movedAt)) this.#onMove();
  }

  #onClick(event: MouseEvent): void {
    this.#noticeMove(event.target); // again: it may have moved since the press began
    const pressedAt = this.#pressedAt ?? event.timeStamp; // assistive technology clicks without a press
    this.#pressedAt = undefined;
    // A key presses what has the focus, wherever that has moved to.
    const movedAt = event.detail === 0 ? 0 : this.#movedAt;
    if (this.#isSettled({ target: event.target, timeStamp: pressedAt }, movedAt)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  /** Return whether what is pressed was there for long enough, and has not moved since `movedAt`. */
  #isSettled({ target, timeStamp }: Pick<Event, 'target' | 'timeStamp'>, movedAt: number): boolean {
    return timeStamp - Math.max(movedAt, this.#lastChangeOf(target)) >= PRESS_DELAY_MS;
  }

  #lastChangeOf(target: EventTarget | null): number {
    let last = this.#allChangedAt;
    for (let part = target as Element | null; part && part !== this.#element; part = part.parentElement) {
      last = Math.max(last, this.#changedAt.get(part) ?? 0);
    }
    return last;
  }
}

function topOf(element: Element): number {
  return element.getBoundingClientRect().top;
}
