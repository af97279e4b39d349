// Knows when the browser may show the message of an invalid form field: it draws that above everything, the card too.
//
// No script can find out whether it does. But the field becomes invalid and has the focus then, and the browser takes
// the message away when the field gets `blur`, unless the page stops that event before.

import { PRESS_DELAY_MS } from '../../press-delay.ts';
import { canTrackVisibility } from '../../visibility-tracking.ts';
import { deepActiveElement, isCustomElement, shadowHostOf, shadowRootAtPointer } from '../dom/shadow-dom.ts';
import { windowEvents } from '../dom/window-events.ts';

const FIELDS = 'input, textarea, select, button';
const SAME_TASK_MS = 1_000; // at most, between a field that becomes invalid and its focus

export class ValidationMessages {
  readonly #fields = new Set<Element>(); // that may have one; in a shadow root, any that has got the focus
  readonly #hosts = new Set<Element>(); // of shadow roots with the focus, in which it can move unnoticed
  readonly #invalidAt = new WeakMap<Element, number>(); // ms of performance.now()
  readonly #new = new Set<Element>(); // of the fields, whose message is not shown yet: it comes at the end of this task
  readonly #nextTask = new MessageChannel();
  #isUnknownField: boolean; // of the time before this object
  #isStuck = false; // the page keeps the event from the browser that would take a message away
  #goneAt = Number.NEGATIVE_INFINITY; // ms of performance.now()

  constructor(signal: AbortSignal) {
    this.#nextTask.port2.onmessage = () => this.#new.clear();
    const events = windowEvents();
    this.#isUnknownField = events.lastTime('invalid') !== undefined;
    events.on('invalid', ({ target }) => this.#onInvalid(target as Element), signal);
    events.on('focus', ({ target }) => this.#onFocus(target), signal);
    events.on('blur', event => this.#onBlur(event), signal);
  }

  /** Return whether the browser may show a message, or has done so a moment ago. */
  mayBeShown(): boolean {
    for (const host of this.#hosts) {
      if (document.activeElement !== host) this.#hosts.delete(host);
      else if (isFieldFocused()) this.#fields.add(deepActiveElement() ?? host);
    }
    const isNow = this.#isStuck || this.#isUnknownField || this.#fields.size > 0;
    return isNow || performance.now() - this.#goneAt < PRESS_DELAY_MS;
  }

  /** Take the message away by moving the focus to an element. */
  dismiss(focused: HTMLElement): void {
    const fields = new Set(this.#fields);
    const active = this.#isUnknownField && deepActiveElement();
    if (active) fields.add(active);
    this.#fields.clear(); // what the page reports anew because of the following events stays
    this.#isUnknownField = false;
    this.#goneAt = performance.now();
    // In Firefox a page can let the field lose the focus unnoticed; an event from a script is enough for the browser.
    if (!canTrackVisibility()) for (const field of fields) this.#isStuck = !getsBlur(field) || this.#isStuck;
    focused.blur(); // so that the focus moves in any case
    focused.focus({ preventScroll: true });
  }

  #onInvalid(field: Element): void {
    if (deepActiveElement() === field) this.#addNew(field);
    else this.#invalidAt.set(field, performance.now());
  }

  #onFocus(target: EventTarget | null): void {
    if (!(target instanceof Element)) return;
    // A field that is only checked gets no message, and not the focus.
    const invalidAt = this.#invalidAt.get(target);
    if (invalidAt !== undefined && performance.now() - invalidAt < SAME_TASK_MS) this.#addNew(target);
    // The event `invalid` of a field in a shadow root does not leave that.
    if (!hasShadowRoot(target)) return;
    this.#hosts.add(target);
    if (isFieldFocused()) this.#addNew(deepActiveElement() ?? target);
  }

  #addNew(field: Element): void {
    this.#fields.add(field);
    this.#new.add(field);
    this.#nextTask.port1.postMessage(null); // comes before timers, and before later messages of the page
  }

  #onBlur({ target }: Event): void {
    for (const field of this.#fields) {
      if (this.#new.has(field) || !isAt(field, target)) continue;
      if (canTrackVisibility()) this.#delete(field);
      // After the browser's own listener, which gets the event only if this one does.
      else field.addEventListener('blur', () => this.#delete(field), { once: true });
    }
  }

  #delete(field: Element): void {
    if (this.#fields.delete(field)) this.#goneAt = performance.now();
  }
}

function hasShadowRoot(target: Element): boolean {
  return shadowRootAtPointer(target) !== null;
}

/** Return whether an event of a field has this target for a listener on the window. */
function isAt(field: Element, target: EventTarget | null): boolean {
  for (let at: Element | null = field; at; at = shadowHostOf(at)) if (at === target) return true;
  return false;
}

/** Return whether a field has the focus, or something in a custom element, which may be a field, too. */
function isFieldFocused(): boolean {
  const active = deepActiveElement();
  if (active?.matches(FIELDS)) return true;
  for (let host = active && shadowHostOf(active); host; host = shadowHostOf(host))
    if (isCustomElement(host)) return true;
  return false;
}

/** Send `blur` to a field; return whether it arrives, also at the browser's listener, which was added before. */
function getsBlur(field: Element): boolean {
  let hasArrived = false;
  const onBlur = () => {
    hasArrived = true;
  };
  field.addEventListener('blur', onBlur);
  field.dispatchEvent(new FocusEvent('blur'));
  field.removeEventListener('blur', onBlur);
  return hasArrived;
}
