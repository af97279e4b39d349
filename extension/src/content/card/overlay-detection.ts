// Detects what a page may draw over the card to make the agent press it unknowingly.

import { allShadowRoots } from '../dom/shadow-dom.ts';

// What the browser draws above all z-indexes, with the `::backdrop` and pseudo-elements that belong to it.
const TOP_LAYER = ':popover-open, :modal, :fullscreen';
const WATCH_MS = 100; // between two looks while the card is open
const PAUSE_FACTOR = 10; // a pause is this many times as long as a look, which takes long in a large page
const VIEW_TRANSITION = ':root:active-view-transition';

/**
 * Remembers what was in the top layer below the card when the card was put on top of it. Whatever else is
 * there later may be above the card, and cover it with an element that no hit test finds.
 */
export class OverlayDetection {
  readonly #host: Element;
  #below: ReadonlySet<Element> = new Set();
  readonly #reopened = new MutationObserver(() => this.#onOverlay());
  readonly #onOverlay: () => void;
  readonly #onCovered: () => void;
  #nextLookAt = Number.NEGATIVE_INFINITY; // ms of performance.now()

  /**
   * `onOverlay` is called when something of the page joins the top layer while the card is open, `onCovered` again and
   * again as long as something may be above it: a page may take a cover away at the very press.
   */
  constructor(host: Element, signal: AbortSignal, onOverlay: () => void, onCovered: () => void) {
    this.#host = host;
    this.#onOverlay = onOverlay;
    this.#onCovered = onCovered;
    const options = { capture: true, signal };
    const timer = setInterval(() => this.#look(), WATCH_MS);
    const stop = () => {
      clearInterval(timer);
      this.#reopened.disconnect();
    };
    signal.addEventListener('abort', stop, { once: true });
    for (const type of ['beforetoggle', 'toggle', 'fullscreenchange']) {
      window.addEventListener(type, event => event.target !== host && onOverlay(), options);
    }
  }

  /** Call this when the card has just been put on top. */
  onRaised(): void {
    this.#below = new Set(this.#topLayer());
    this.#reopened.disconnect();
    // A dialog around the card that is closed and shown again is above it.
    for (let element = this.#host.parentElement; element; element = element.parentElement)
      this.#reopened.observe(element, { attributeFilter: ['open'] });
  }

  /** Return whether something of the page may be above the card, or change how the browser draws it. */
  mayBeCovered(): boolean {
    return (
      isRootFiltered() ||
      isViewTransitionActive() ||
      this.#topLayer().some(element => !this.#below.has(element))
    );
  }

  #look(): void {
    const startedAt = performance.now();
    if (startedAt < this.#nextLookAt || !this.#host.matches(':popover-open')) return;
    if (this.mayBeCovered()) this.#onCovered();
    this.#nextLookAt = startedAt + (performance.now() - startedAt) * PAUSE_FACTOR;
  }

  /** Return what else is in the top layer. A dialog around the card is below it, see `#reopened`. */
  #topLayer(): Element[] {
    const roots: ParentNode[] = [document, ...allShadowRoots(document)];
    const elements = roots.flatMap(root => [...root.querySelectorAll(TOP_LAYER)]);
    return elements.filter(element => !element.contains(this.#host));
  }
}

/** Firefox applies the filter of the root element to the top layer too. */
function isRootFiltered(): boolean {
  return getComputedStyle(document.documentElement).filter !== 'none';
}

/** During a view transition the browser draws images of the page above the top layer. */
function isViewTransitionActive(): boolean {
  try {
    return document.querySelector(VIEW_TRANSITION) !== null;
  } catch {
    return false; // a browser without the selector has no view transitions
  }
}
