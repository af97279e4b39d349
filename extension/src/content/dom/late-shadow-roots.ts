// Watches custom elements that get their shadow root later: no event reports that, so they are polled.

import { isCustomElement, shadowRootOf } from './shadow-dom.ts';

const POLL_MS = 500;
const MAX_POLLS = 20; // then the element counts as one without a root; the pointer still finds a later one

export class LateShadowRoots {
  readonly #onShadowRoot: (root: ShadowRoot) => void;
  readonly #polls = new Map<Element, number>(); // how often each watched element was polled
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onShadowRoot: (root: ShadowRoot) => void) {
    this.#onShadowRoot = onShadowRoot;
  }

  /** Watch an element, unless it cannot get a root or already has one. */
  watch(element: Element): void {
    if (!isCustomElement(element) || this.#polls.has(element) || shadowRootOf(element)) return;
    this.#polls.set(element, 0);
    this.#timer ??= setTimeout(() => this.#poll(), POLL_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#polls.clear();
  }

  #poll(): void {
    this.#timer = undefined;
    for (const [element, polls] of this.#polls) {
      const root = element.isConnected ? shadowRootOf(element) : null;
      if (root) this.#onShadowRoot(root);
      if (root || !element.isConnected || polls + 1 === MAX_POLLS) this.#polls.delete(element);
      else this.#polls.set(element, polls + 1);
    }
    if (this.#polls.size > 0) this.#timer = setTimeout(() => this.#poll(), POLL_MS);
  }
}
