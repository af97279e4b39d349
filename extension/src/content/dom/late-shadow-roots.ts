// Custom elements whose shadow root comes later than they do: nothing in the page tells when, so we look again.

import { isCustom, shadowRootOf } from './shadow-dom.ts';

const POLL_MS = 500;
const MAX_POLLS = 20; // then it is taken for one without; the pointer finds it still

export class LateShadowRoots {
  readonly #found: (root: ShadowRoot) => void;
  readonly #looks = new Map<Element, number>(); // by element that had no root yet
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(found: (root: ShadowRoot) => void) {
    this.#found = found;
  }

  /** Keep an eye on an element, if one is needed. */
  watch(element: Element): void {
    if (!isCustom(element) || this.#looks.has(element) || shadowRootOf(element)) return;
    this.#looks.set(element, 0);
    this.#timer ??= setTimeout(() => this.#look(), POLL_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#looks.clear();
  }

  #look(): void {
    this.#timer = undefined;
    for (const [element, looks] of this.#looks) {
      const root = element.isConnected ? shadowRootOf(element) : null;
      if (root) this.#found(root);
      if (root || !element.isConnected || looks + 1 === MAX_POLLS) this.#looks.delete(element);
      else this.#looks.set(element, looks + 1);
    }
    if (this.#looks.size > 0) this.#timer = setTimeout(() => this.#look(), POLL_MS);
  }
}
