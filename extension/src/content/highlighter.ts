// Draws the numbers near the viewport as one CSS highlight: nothing of the page changes, no live Range is kept.

import type { Match } from './scan/matches.ts';

const SURE = 'voiso-call'; // content.css says how ::highlight(voiso-call) looks
const FAINT = 'voiso-call-faint'; // and what may be something else
const NEAR = '50%'; // of the viewport, above and below it
const GROUP_SIZE = 32; // numbers in a group
const MANY = 128; // places that are asked for: with each so many more, groups become twice as large
const MOST_DRAWN = 1_000; // a text of a megabyte may have all its numbers in one element

type ViewportSide = 'above' | 'near' | 'below' | 'hidden' | 'unknown';

/** Numbers that follow each other. Where the first and the last of them are tells where all of them are. */
interface HighlightGroup {
  readonly matches: Set<Match>;
  readonly ends: Map<Element, ViewportSide>;
  isDrawn: boolean;
}

/**
 * After each change of a page the browser looks at every range of every highlight anew, and in every frame at
 * every element whose place is asked for: thousands make a busy page slow, wherever they stand. So only numbers
 * that may soon be seen are in the highlight, and of each group no more than two places are asked for.
 */
export class Highlighter {
  readonly #groups = new Map<Match, HighlightGroup>();
  readonly #before = new WeakMap<Element, HighlightGroup>(); // by the element in which a number of theirs begins
  readonly #watched = new Map<Element, Set<HighlightGroup>>(); // by their ends
  readonly #drawn = new Map<Match, StaticRange>();
  // Older browsers have no highlights: then nothing is drawn, and a click works all the same.
  readonly #highlights = new Map(
    typeof Highlight === 'function' && 'highlights' in CSS
      ? [SURE, FAINT].map(name => [name, new Highlight()])
      : [],
  );
  // Without a delay: Chromium would make a frame of its own each time one is over.
  readonly #intersectionObserver = new IntersectionObserver(entries => this.#moved(entries), {
    rootMargin: `${NEAR} 0px`,
  });
  readonly #resizeObserver = new ResizeObserver(entries => this.#resized(entries)); // what is hidden does not move

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.#erase(), { once: true });
  }

  /** Keep what was found, forget what is gone. */
  update(added: readonly Match[], removed: readonly Match[]): void {
    const changed = new Set<HighlightGroup>();
    let group: HighlightGroup | undefined;
    for (const match of added) {
      group = this.#groupFor(match, group);
      group.matches.add(match);
      this.#groups.set(match, group);
      changed.add(group);
      if (group.isDrawn) this.#draw(match);
    }
    for (const match of removed) {
      this.#undraw(match);
      const left = this.#groups.get(match);
      this.#groups.delete(match);
      left?.matches.delete(match);
      if (left) changed.add(left);
    }
    for (const each of changed) this.#updateAnchors(each);
    this.reregister();
  }

  /** The registry is shared with the page: put the highlight back where a page cleared it. */
  reregister(): void {
    if (this.#groups.size === 0) return;
    for (const [name, highlight] of this.#highlights) {
      if (CSS.highlights.get(name) !== highlight) CSS.highlights.set(name, highlight);
    }
  }

  /** A number comes into the group of the one that stood there, or of the one before it. */
  #groupFor({ start }: Match, last: HighlightGroup | undefined): HighlightGroup {
    const element = parentOf(start.node);
    const before = element && this.#before.get(element);
    const together = GROUP_SIZE * 2 ** Math.floor(this.#watched.size / MANY);
    if (before && before.matches.size < 2 * together) return before;
    const hasRoom = last && last.matches.size < together;
    const group = hasRoom ? last : { matches: new Set<Match>(), ends: new Map(), isDrawn: false };
    if (element) this.#before.set(element, group);
    return group;
  }

  /** Ask for the places of a group's first and last number; where one is hidden, of those that are shown. */
  #updateAnchors(group: HighlightGroup, isShown = (_: Match) => true): void {
    const all = [...group.matches];
    const shown = [all.find(isShown) ?? all[0], all.findLast(isShown) ?? all.at(-1)];
    const ends = new Set(shown.map(match => match && placeOf(match)));
    for (const end of group.ends.keys()) if (!ends.has(end)) this.#unwatch(end, group);
    for (const end of ends) if (end && !group.ends.has(end)) this.#watch(end, group);
    this.#redraw(group);
  }

  #watch(end: Element, group: HighlightGroup): void {
    group.ends.set(end, 'unknown');
    const others = this.#watched.get(end);
    if (others) {
      others.add(group);
      this.#intersectionObserver.unobserve(end); // to be told again of one that is known
    } else {
      this.#watched.set(end, new Set([group]));
      this.#resizeObserver.observe(end);
    }
    this.#intersectionObserver.observe(end);
  }

  #unwatch(end: Element, group: HighlightGroup): void {
    group.ends.delete(end);
    const others = this.#watched.get(end);
    others?.delete(group);
    if (others?.size !== 0) return;
    this.#watched.delete(end);
    this.#intersectionObserver.unobserve(end);
    this.#resizeObserver.unobserve(end);
  }

  #moved(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const side = sideOf(entry);
      for (const group of [...(this.#watched.get(entry.target) ?? [])]) {
        group.ends.set(entry.target, side);
        if (side === 'hidden') this.#updateAnchors(group, isDisplayed);
        else this.#redraw(group);
      }
    }
  }

  /** An end that is hidden or shown again: of that the other observer tells nothing while it is far away. */
  #resized(entries: readonly ResizeObserverEntry[]): void {
    for (const { target } of entries) {
      for (const group of [...(this.#watched.get(target) ?? [])]) {
        const side = group.ends.get(target);
        if (side === 'unknown' || target.checkVisibility() === (side !== 'hidden')) continue;
        this.#unwatch(target, group);
        this.#updateAnchors(group, isDisplayed);
      }
    }
  }

  #redraw(group: HighlightGroup): void {
    const sides = [...group.ends.values()];
    const isNear = sides.includes('near') || (sides.includes('above') && sides.includes('below'));
    if (isNear === group.isDrawn) return;
    group.isDrawn = isNear;
    for (const match of group.matches) {
      if (isNear) this.#draw(match);
      else this.#undraw(match);
    }
  }

  #draw(match: Match): void {
    if (this.#drawn.has(match) || this.#drawn.size >= MOST_DRAWN) return;
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

  #highlightOf({ isUncertain }: Match): Highlight | undefined {
    return this.#highlights.get(isUncertain ? FAINT : SURE);
  }

  #erase(): void {
    this.#intersectionObserver.disconnect();
    this.#resizeObserver.disconnect();
    this.#groups.clear();
    this.#watched.clear();
    this.#drawn.clear();
    for (const [name, highlight] of this.#highlights) {
      if (CSS.highlights.get(name) === highlight) CSS.highlights.delete(name);
    }
  }
}

function sideOf({ isIntersecting, boundingClientRect, rootBounds }: IntersectionObserverEntry): ViewportSide {
  const { top, bottom, width, height } = boundingClientRect;
  if (isIntersecting) return 'near';
  if (width === 0 && height === 0) return 'hidden';
  if (bottom <= (rootBounds?.top ?? 0)) return 'above';
  return top >= (rootBounds?.bottom ?? innerHeight) ? 'below' : 'near';
}

/** The box that a number is in: a line of text, or a slot, has none of its own. */
function placeOf({ start }: Match): Element | null {
  let element = parentOf(start.node);
  while (element && /^(?:contents|inline)$/.test(getComputedStyle(element).display))
    element = parentOf(element);
  return element;
}

function isDisplayed({ start }: Match): boolean {
  return parentOf(start.node)?.checkVisibility() ?? false;
}

function parentOf({ parentNode, parentElement }: Node): Element | null {
  return parentNode instanceof ShadowRoot ? parentNode.host : parentElement;
}
