// Draws the numbers near the viewport as one CSS highlight: nothing of the page changes, no live Range is kept.

import type { Match } from './match.ts';

const SURE = 'voiso-call'; // content.css says how ::highlight(voiso-call) looks
const FAINT = 'voiso-call-faint'; // and what may be something else
const NEAR = '100%'; // of the viewport, above and below it

/**
 * After each change of a page the browser looks at every range of every highlight anew, so that thousands of
 * them make a busy page slow, wherever they stand. Only those that may soon be seen are in it.
 */
export class Marks {
  readonly #places = new Map<Match, Element>(); // where each one began when it was found
  readonly #matches = new Map<Element, Set<Match>>(); // by their places
  readonly #drawn = new Map<Match, StaticRange>();
  // Older browsers have no highlights: then nothing is drawn, and a click works all the same.
  readonly #highlights = new Map(
    typeof Highlight === 'function' && 'highlights' in CSS
      ? [SURE, FAINT].map(name => [name, new Highlight()])
      : [],
  );
  readonly #observer = new IntersectionObserver(entries => this.#moved(entries), {
    rootMargin: `${NEAR} 0px`,
  });

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.#erase(), { once: true });
  }

  /** Keep what was found, forget what is gone. */
  change(added: readonly Match[], removed: readonly Match[]): void {
    for (const match of removed) {
      this.#undraw(match);
      const element = this.#places.get(match);
      this.#places.delete(match);
      if (!element) continue;
      const others = this.#matches.get(element);
      others?.delete(match);
      if (others?.size === 0) this.#forget(element);
    }
    for (const match of added) {
      const element = placeOf(match);
      if (!element) continue;
      this.#places.set(match, element);
      const others = this.#matches.get(element);
      if (others) others.add(match);
      else this.#matches.set(element, new Set([match]));
      this.#observer.unobserve(element); // to be told again of one that is known
      this.#observer.observe(element);
    }
    this.restore();
  }

  /** The registry is shared with the page: put the highlight back where a page cleared it. */
  restore(): void {
    if (this.#matches.size === 0) return;
    for (const [name, highlight] of this.#highlights) {
      if (CSS.highlights.get(name) !== highlight) CSS.highlights.set(name, highlight);
    }
  }

  #moved(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      for (const match of this.#matches.get(target) ?? []) {
        if (isIntersecting) this.#draw(match);
        else this.#undraw(match);
      }
    }
  }

  #draw(match: Match): void {
    if (this.#drawn.has(match)) return;
    const range = new StaticRange({
      startContainer: match.start.node,
      startOffset: match.start.offset,
      endContainer: match.end.node,
      endOffset: match.end.offset,
    });
    this.#drawn.set(match, range);
    this.#highlightOf(match)?.add(range);
  }

  #undraw(match: Match): void {
    const range = this.#drawn.get(match);
    if (range) this.#highlightOf(match)?.delete(range);
    this.#drawn.delete(match);
  }

  #highlightOf({ isFaint }: Match): Highlight | undefined {
    return this.#highlights.get(isFaint ? FAINT : SURE);
  }

  #forget(element: Element): void {
    this.#observer.unobserve(element);
    this.#matches.delete(element);
  }

  #erase(): void {
    this.#observer.disconnect();
    this.#places.clear();
    this.#matches.clear();
    this.#drawn.clear();
    for (const [name, highlight] of this.#highlights) {
      if (CSS.highlights.get(name) === highlight) CSS.highlights.delete(name);
    }
  }
}

/** The element whose box a number begins in: a slot, for one, has none of its own. */
function placeOf({ start }: Match): Element | null {
  let element = parentOf(start.node);
  while (element && getComputedStyle(element).display === 'contents') element = parentOf(element);
  return element;
}

function parentOf({ parentNode, parentElement }: Node): Element | null {
  return parentNode instanceof ShadowRoot ? parentNode.host : parentElement;
}
