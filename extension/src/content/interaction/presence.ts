// Remembers whether pointer and window had been in the page for long enough when somebody pressed.

import { PRESS_DELAY_MS } from '../../press-delay.ts';
import { isFrameElement } from '../dom/frame-elements.ts';
import { hitTest, isElement, shadowRootAtPointer } from '../dom/shadow-dom.ts';

const MAX_UNSEEN_PX = 4; // from where the pointer was last seen to where it presses

/** Where a part of the input is: at another place at first, or in the page since a time of performance.now(). */
interface Whereabouts {
  isHere: boolean;
  since: number;
}

/**
 * A window, tab or frame that was in front can go in the middle of a double click, or as the pointer arrives:
 * the press that then reaches the page was meant for what had been in front of it.
 */
export class Presence {
  // A press counts as soon as the page is there, unless another window has the focus at that time.
  readonly #window: Whereabouts = { isHere: document.hasFocus(), since: Number.NEGATIVE_INFINITY };
  readonly #pointer: Whereabouts = { isHere: true, since: Number.NEGATIVE_INFINITY };
  #lastMove: { readonly x: number; readonly y: number } | undefined;
  #windowPlace = placeOfWindow();

  /** Record a pointermove or pointerover. A frame gets all further events of a pointer that is over it. */
  onPointer(event: PointerEvent): void {
    if (event.pointerType === 'touch') return; // a finger is nowhere before it presses
    const target = targetOf(event);
    if (target && isFrameElement(target)) {
      this.#pointer.isHere = false;
      return;
    }
    come(this.#pointer, event.timeStamp);
    come(this.#window, event.timeStamp);
    this.#noticeMoveOfWindow(event);
    if (event.type === 'pointermove') this.#lastMove = { x: event.clientX, y: event.clientY };
  }

  onPointerLeave({ pointerType }: PointerEvent): void {
    if (pointerType !== 'touch') this.#pointer.isHere = false;
  }

  /** `active` is what has the focus in the document now: a frame, if that has got the focus and not another window. */
  onWindowBlur(active: Element | null): void {
    if (!active || !isFrameElement(active)) this.#window.isHere = false;
  }

  onWindowFocus({ timeStamp }: Event): void {
    come(this.#window, timeStamp);
  }

  /** Another tab or page was in front. */
  onShow({ timeStamp }: Event): void {
    this.#window.since = timeStamp;
  }

  /** A window that a script opened can move itself, and put a number under the pointer; no event tells of that. */
  #noticeMoveOfWindow({ timeStamp }: Event): void {
    const place = placeOfWindow();
    if (place !== this.#windowPlace) this.#window.since = timeStamp;
    this.#windowPlace = place;
  }

  /** Return whether the window had been in front for long enough at a time. */
  wasWindowHere(time: number): boolean {
    return wasHere(this.#window, time);
  }

  /** Return whether the pointer, too, had been in the page for long enough, and was seen to move to where it pressed. */
  wasPointerHere(event: PointerEvent): boolean {
    const { pointerType, clientX, clientY, timeStamp } = event;
    this.#noticeMoveOfWindow(event);
    if (pointerType === 'touch') return true;
    const { x, y } = this.#lastMove ?? { x: clientX, y: clientY };
    return wasHere(this.#pointer, timeStamp) && Math.hypot(x - clientX, y - clientY) <= MAX_UNSEEN_PX;
  }
}

/** Return where the window is on the screen. */
function placeOfWindow(): string {
  return `${window.screenX} ${window.screenY}`;
}

/** Return what is under the pointer, also in a closed root in which nobody listens yet. */
function targetOf(event: PointerEvent): Element | null {
  const target = event.composedPath()[0] as Node;
  if (!isElement(target) || !shadowRootAtPointer(target)) return isElement(target) ? target : null;
  return hitTest(event.clientX, event.clientY)?.element ?? target;
}

function come(whereabouts: Whereabouts, time: number): void {
  if (!whereabouts.isHere) whereabouts.since = time;
  whereabouts.isHere = true;
}

function wasHere({ isHere, since }: Whereabouts, time: number): boolean {
  return isHere && time - since >= PRESS_DELAY_MS;
}
