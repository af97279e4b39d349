// Knows when the browser may show the message of an invalid form field: it draws that above everything, the card too.
//
// No script can find out whether it does. But the page gets an event before, and the message goes with the focus.

import { PRESS_DELAY_MS } from '../../press-delay.ts';
import { canTrackVisibility } from '../../visibility-tracking.ts';
import { allShadowRoots, shadowRootAtPointer } from '../dom/shadow-dom.ts';
import { windowEvents } from '../dom/window-events.ts';

export class ValidationMessages {
  readonly #fields = new Set<Element>(); // that may have one, or hosts of shadow roots with such a field
  readonly #newFields = new Set<Element>(); // whose message is not shown yet: it comes at the end of the same task
  #isUnknownField: boolean; // of the time before this object
  #goneAt = Number.NEGATIVE_INFINITY; // ms of performance.now()

  constructor(signal: AbortSignal) {
    const events = windowEvents();
    this.#isUnknownField = events.hasSeen('invalid');
    events.on('invalid', ({ target }) => this.#onReported(target as Element), signal);
    // The event of a field in a shadow root does not leave that. But the field gets the focus.
    events.on('focus', ({ target }) => hasShadowRoot(target) && this.#onReported(target), signal);
    events.on('blur', ({ target }) => this.#onBlur(target as Element), signal);
  }

  /** Return whether the browser may show a message, or has done so a moment ago. */
  mayBeShown(): boolean {
    const isNow = this.#isUnknownField || this.#fields.size > 0;
    return isNow || performance.now() - this.#goneAt < PRESS_DELAY_MS;
  }

  /** Take the message away by moving the focus to an element. */
  dismiss(focused: HTMLElement): void {
    if (!canTrackVisibility()) for (const field of this.#fields) dispatchBlur(field);
    this.#fields.clear();
    this.#isUnknownField = false;
    this.#goneAt = performance.now();
    focused.blur(); // so that the focus moves in any case
    focused.focus({ preventScroll: true });
  }

  #onReported(field: Element): void {
    this.#fields.add(field);
    this.#newFields.add(field);
    setTimeout(() => this.#newFields.delete(field));
  }

  #onBlur(field: Element): void {
    if (this.#newFields.has(field) || !this.#fields.delete(field)) return;
    this.#goneAt = performance.now();
  }
}

function hasShadowRoot(target: EventTarget | null): target is Element {
  return target instanceof Element && shadowRootAtPointer(target) !== null;
}

/**
 * Firefox waits for this event of the field. A page can let the field lose the focus before Firefox does, or remove
 * it; an event from a script is enough.
 */
function dispatchBlur(field: Element): void {
  const inside = [...allShadowRoots(field)].flatMap(root => [...root.querySelectorAll('*')]);
  for (const element of [field, ...inside]) element.dispatchEvent(new FocusEvent('blur'));
}
