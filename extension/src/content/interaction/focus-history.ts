// Remembers how the focus came to the focused element: by a key or the pointer of the agent, or by a script.

import { PRESS_DELAY_MS } from '../../press-delay.ts';

const SAME_TASK_MS = 50; // between a key or a press and the focus that it moves
// Arrow keys move the focus by scripts of the page only, and among radio buttons.
const FOCUS_KEYS = new Set(['Tab', 'F6']);
const MODIFIER_KEYS = new Set('Shift Control Alt Meta AltGraph CapsLock'.split(' '));

interface AgentEvent {
  readonly event: Event;
  readonly path: readonly EventTarget[]; // empty after the event was dispatched, so it is kept here
  readonly at: number; // ms of performance.now()
}

interface Focus {
  readonly element: EventTarget;
  readonly event: Event;
  readonly since: number;
  readonly isByAgent: boolean;
}

/** Gets trusted events in the order in which the browser dispatches them, from the window inwards. */
export class FocusHistory {
  #lastEvent: AgentEvent | undefined; // the last key that can move the focus, or press
  #focus: Focus | undefined;
  #isWindowBlurred = false;
  #enterAt = Number.NEGATIVE_INFINITY; // ms of performance.now(), of the last Enter

  onKeyDown(event: KeyboardEvent): void {
    if (FOCUS_KEYS.has(event.key)) {
      this.#leave();
      this.#lastEvent = { event, path: [], at: performance.now() };
    } else if (!MODIFIER_KEYS.has(event.key)) {
      this.#lastEvent = undefined;
      if (event.key !== 'Enter')
        this.#focus = undefined; // who types does not mean the link with the focus
      else if (!event.repeat) this.#enterAt = event.timeStamp;
    }
  }

  onPointerDown(event: Event): void {
    this.#leave();
    this.#lastEvent = { event, path: event.composedPath(), at: performance.now() };
  }

  /** `active` is what has the focus in the document now: a frame, if the agent has gone there. */
  onWindowBlur(active: EventTarget | null): void {
    if (active !== this.#focus?.element) this.#leave();
    this.#isWindowBlurred = true;
  }

  /** The focus moves on, perhaps unseen: a page can keep such events in its shadow roots and frames to itself. */
  #leave(): void {
    this.#focus = undefined;
  }

  /** Record a focus; listeners in shadow roots get the same event again, with an inner element. */
  onFocusIn(event: Event): void {
    const [element] = event.composedPath();
    if (!element) return;
    if (event === this.#focus?.event) {
      this.#focus = { ...this.#focus, element };
      return;
    }
    // A window that gets the focus back gives it to the element that had it.
    const isReturn = this.#isWindowBlurred && element === this.#focus?.element;
    this.#isWindowBlurred = false;
    if (isReturn) return;
    const now = performance.now();
    this.#focus = { element, event, since: now, isByAgent: this.#isByAgent(element, now) };
    this.#lastEvent = undefined; // what moves the focus next is a script
  }

  /** Return whether the agent had moved the focus to an element, long enough before the last Enter. */
  isMeant(element: Element): boolean {
    const focus = this.#focus;
    return focus?.element === element && focus.isByAgent && this.#enterAt - focus.since >= PRESS_DELAY_MS;
  }

  /**
   * The browser moves the focus as soon as all listeners of the key or press have run, unless one of them
   * has cancelled it. A press gives the focus only to what was pressed.
   */
  #isByAgent(element: EventTarget, now: number): boolean {
    if (!this.#lastEvent) return false;
    const { event, path, at } = this.#lastEvent;
    const isDefaultAction = event.eventPhase === Event.NONE && !event.defaultPrevented;
    return isDefaultAction && now - at <= SAME_TASK_MS && (path.length === 0 || path.includes(element));
  }
}
