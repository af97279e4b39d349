// Knows when the browser may show the message of an invalid form field: it draws that above everything, the card too.
//
// No script can find out whether it does. But the page gets an event before, and the message goes with the focus.

import { PRESS_DELAY_MS } from '../../press-delay.ts';
import { canTrackVisibility } from '../../visibility-tracking.ts';
import {
  allShadowRoots,
  deepActiveElement,
  isCustomElement,
  shadowHostOf,
  shadowRootAtPointer,
} from '../dom/shadow-dom.ts';
import { windowEvents } from '../dom/window-events.ts';

const FIELDS = 'input, textarea, select, button';

export class ValidationMessages {
  readonly #fields = new Set<Element>(); // that may have one, or hosts of shadow roots with such a field
  readonly #focusedHosts = new Set<Element>(); // of shadow roots in which any field may have one
  readonly #new = new Set<Element>(); // of both, whose message is not shown yet: it comes at the end of the same task
  readonly #nextTask = new MessageChannel();
  #isUnknownField: boolean; // of the time before this object
  #goneAt = Number.NEGATIVE_INFINITY; // ms of performance.now()

  constructor(signal: AbortSignal) {
    this.#nextTask.port2.onmessage = () => this.#new.clear();
    const events = windowEvents();
    this.#isUnknownField = events.hasSeen('invalid');
    events.on('invalid', ({ target }) => this.#onInvalid(target as Element), signal);
    // The event of a field in a shadow root does not leave that. But the field gets the focus.
    events.on('focus', ({ target }) => hasShadowRoot(target) && this.#onFocusInside(target), signal);
    events.on('blur', ({ target }) => this.#onBlur(target as Element), signal);
  }

  /** Return whether the browser may show a message, or has done so a moment ago. */
  mayBeShown(): boolean {
    // There is no event in Firefox when what has the focus is removed.
    for (const host of this.#focusedHosts)
      if (document.activeElement !== host) this.#focusedHosts.delete(host);
    const isNow = this.#isUnknownField || this.#fields.size + this.#focusedHosts.size > 0;
    return isNow || performance.now() - this.#goneAt < PRESS_DELAY_MS;
  }

  /** Take the message away by moving the focus to an element. */
  dismiss(focused: HTMLElement): void {
    const fields = [...this.#fields, ...this.#focusedHosts];
    if (!canTrackVisibility()) for (const field of fields) dispatchBlur(field);
    this.#fields.clear();
    this.#focusedHosts.clear();
    this.#isUnknownField = false;
    this.#goneAt = performance.now();
    focused.blur(); // so that the focus moves in any case
    focused.focus({ preventScroll: true });
  }

  #onInvalid(field: Element): void {
    this.#fields.add(field);
    this.#addNew(field);
  }

  #onFocusInside(host: Element): void {
    this.#focusedHosts.add(host);
    if (isFieldFocused()) this.#addNew(host);
  }

  #addNew(field: Element): void {
    this.#new.add(field);
    this.#nextTask.port1.postMessage(null); // comes before timers, and before later messages of the page
  }

  #onBlur(field: Element): void {
    if (!this.#new.has(field)) {
      this.#delete(this.#focusedHosts, field);
      if (!hasShadowRoot(field)) this.#delete(this.#fields, field); // else another field in it may have lost the focus
    } else if (this.#focusedHosts.has(field)) {
      this.#fields.add(field); // the page has moved the focus on at once
    }
  }

  #delete(fields: Set<Element>, field: Element): void {
    if (fields.delete(field)) this.#goneAt = performance.now();
  }
}

function hasShadowRoot(target: EventTarget | null): target is Element {
  return target instanceof Element && shadowRootAtPointer(target) !== null;
}

/** Return whether a field has the focus, or something in a custom element, which may be a field, too. */
function isFieldFocused(): boolean {
  const active = deepActiveElement();
  if (active?.matches(FIELDS)) return true;
  for (let host = active && shadowHostOf(active); host; host = shadowHostOf(host))
    if (isCustomElement(host)) return true;
  return false;
}

/**
 * Firefox waits for this event of the field. A page can let the field lose the focus before Firefox does, or remove
 * it; an event from a script is enough.
 */
function dispatchBlur(field: Element): void {
  const inside = [...allShadowRoots(field)].flatMap(root => [...root.querySelectorAll('*')]);
  for (const element of [field, ...inside]) element.dispatchEvent(new FocusEvent('blur'));
}
