// Highlights the numbers near the viewport with the CSS Custom Highlight API: the page itself is not changed.

import { highlightName, type Looks, UNCERTAIN_HIGHLIGHT } from '../settings/looks.ts';
import { createOwnHighlight } from './dom/own-highlights.ts';
import { isShadowRoot } from './dom/shadow-dom.ts';
import type { Match } from './scan/matches.ts';

const VIEWPORT_MARGIN = '50%'; // of the viewport's height, above and below it
const GROUP_SIZE = 32; // matches in a group, while few elements are observed
// The group size doubles each time the number of observed elements grows by this step.
const OBSERVED_ELEMENTS_STEP = 128;
const MAX_DRAWN_MATCHES = 1_000; // one element may contain all numbers of a very long text

type ViewportSide = 'above' | 'near' | 'below' | 'hidden' | 'unknown';

/** Consecutive matches of the page. The positions of the first and last one's elements stand for all. */
interface HighlightGroup {
  readonly matches: Set<Match>;
  readonly anchors: Map<Element, ViewportSide>;
  isDrawn: boolean;
}

/**
 * After each change of a page the browser checks every range of every highlight, and in every frame it
 * renders it computes the position of every observed element. Thousands of them would slow down the page. So
 * only matches that may soon be visible are highlighted, and at most two elements of each group are observed.
 */
export class Highlighter {
  readonly #groups = new Map<Match, HighlightGroup>();
  readonly #groupByElement = new WeakMap<Element, HighlightGroup>(); // by the parent of a match's first node
  readonly #groupsByAnchor = new Map<Element, Set<HighlightGroup>>(); // by observed element
  readonly #drawn = new Map<Match, StaticRange>();
  readonly #name: string; // of the highlight of numbers; content.css defines its style
  readonly #highlights: ReadonlyMap<string, Highlight>; // by name
  // Without a delay, because Chromium renders an extra frame at the end of each delay.
  readonly #intersectionObserver = new IntersectionObserver(entries => this.#onIntersection(entries), {
    rootMargin: `${VIEWPORT_MARGIN} 0px`,
  });
  readonly #resizeObserver = new ResizeObserver(entries => this.#onResize(entries));
  readonly #resized = new Set<Element>(); // anchors that were hidden or shown since the last frame

  readonly #onNearby: () => void;

  /** `onNearby` is called after other matches have come near the viewport. */
  constructor(looks: Looks, onNearby: () => void, signal: AbortSignal) {
    this.#name = highlightName(looks);
    // Browsers without the API show no highlights; a click on a number works in them too.
    const isShown = looks.style !== 'none' && typeof Highlight === 'function' && 'highlights' in CSS;
    const names = isShown ? [this.#name, UNCERTAIN_HIGHLIGHT] : [];
    this.#highlights = new Map(names.map(name => [name, createOwnHighlight(name)]));
    this.#onNearby = onNearby;
    signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  get hasNearby(): boolean {
    return this.#drawn.size > 0;
  }

  /** The matches near the viewport, except in a text with very many. */
  get nearby(): Iterable<Match> {
    return this.#drawn.keys();
  }

  /** Add and remove matches; the added ones are in document order. */
  update(added: readonly Match[], removed: readonly Match[]): void {
    const changedGroups = new Set<HighlightGroup>();
    let previousGroup: HighlightGroup | undefined;
    for (const match of added) {
      const group = this.#groupFor(match, previousGroup);
      group.matches.add(match);
      this.#groups.set(match, group);
      changedGroups.add(group);
      if (group.isDrawn) this.#draw(match);
      previousGroup = group;
    }
    for (const match of removed) {
      this.#undraw(match);
      const group = this.#groups.get(match);
      this.#groups.delete(match);
      group?.matches.delete(match);
      if (group) changedGroups.add(group);
    }
    for (const group of changedGroups) this.#updateAnchors(group);
    this.reregister();
  }

  /** Register the highlights again if the page has cleared the registry, which it uses too. */
  reregister(): void {
    if (this.#groups.size === 0) return;
    for (const [name, highlight] of this.#highlights) {
      if (CSS.highlights.get(name) !== highlight) CSS.highlights.set(name, highlight);
    }
  }

  /** Return the group of the matches in the same element, or that of the match before, or a new one. */
  #groupFor({ start }: Match, previousGroup: HighlightGroup | undefined): HighlightGroup {
    const element = parentOf(start.node);
    const elementGroup = element && this.#groupByElement.get(element);
    const size = GROUP_SIZE * 2 ** Math.floor(this.#groupsByAnchor.size / OBSERVED_ELEMENTS_STEP);
    if (elementGroup && elementGroup.matches.size < 2 * size) return elementGroup;
    const hasRoom = previousGroup && previousGroup.matches.size < size;
    const group = hasRoom ? previousGroup : { matches: new Set<Match>(), anchors: new Map(), isDrawn: false };
    if (element) this.#groupByElement.set(element, group);
    return group;
  }

  /** Observe the elements of a group's first and last match; `isCandidate` can exclude hidden ones. */
  #updateAnchors(group: HighlightGroup, isCandidate = (_: Match) => true): void {
    const matches = [...group.matches];
    const ends = [matches.find(isCandidate) ?? matches[0], matches.findLast(isCandidate) ?? matches.at(-1)];
    const anchors = new Set(ends.map(match => match && boxElementOf(match)));
    for (const anchor of group.anchors.keys()) if (!anchors.has(anchor)) this.#unobserve(anchor, group);
    for (const anchor of anchors) if (anchor && !group.anchors.has(anchor)) this.#observe(anchor, group);
    this.#redraw(group);
  }

  #observe(anchor: Element, group: HighlightGroup): void {
    group.anchors.set(anchor, 'unknown');
    const groups = this.#groupsByAnchor.get(anchor);
    if (groups) {
      groups.add(group);
      this.#intersectionObserver.unobserve(anchor); // observing it again reports its position once more
    } else {
      this.#groupsByAnchor.set(anchor, new Set([group]));
      this.#resizeObserver.observe(anchor);
    }
    this.#intersectionObserver.observe(anchor);
  }

  #unobserve(anchor: Element, group: HighlightGroup): void {
    group.anchors.delete(anchor);
    const groups = this.#groupsByAnchor.get(anchor);
    groups?.delete(group);
    if (groups?.size !== 0) return;
    this.#groupsByAnchor.delete(anchor);
    this.#intersectionObserver.unobserve(anchor);
    this.#resizeObserver.unobserve(anchor);
  }

  #onIntersection(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const side = sideOf(entry);
      for (const group of [...(this.#groupsByAnchor.get(entry.target) ?? [])]) {
        group.anchors.set(entry.target, side);
        if (side === 'hidden') this.#updateAnchors(group, isMatchDisplayed);
        else this.#redraw(group);
      }
    }
  }

  /**
   * An anchor that is far away is hidden or shown: the intersection observer does not report that.
   *
   * Others are observed in the next frame only. If an observer's callback observes another element, browsers
   * report "ResizeObserver loop completed with undelivered notifications" as an error of the page.
   */
  #onResize(entries: readonly ResizeObserverEntry[]): void {
    for (const { target } of entries) {
      if (this.#groupsShownOtherwise(target).length === 0) continue;
      if (this.#resized.size === 0) requestAnimationFrame(() => this.#moveAnchors());
      this.#resized.add(target);
    }
  }

  #moveAnchors(): void {
    for (const anchor of this.#resized) {
      for (const group of this.#groupsShownOtherwise(anchor)) {
        this.#unobserve(anchor, group);
        this.#updateAnchors(group, isMatchDisplayed);
      }
    }
    this.#resized.clear();
  }

  /** Return the groups that take an anchor for hidden although it is shown, or for shown although it is hidden. */
  #groupsShownOtherwise(anchor: Element): HighlightGroup[] {
    return [...(this.#groupsByAnchor.get(anchor) ?? [])].filter(group => {
      const side = group.anchors.get(anchor);
      return side !== 'unknown' && anchor.checkVisibility() === (side === 'hidden');
    });
  }

  #redraw(group: HighlightGroup): void {
    const sides = [...group.anchors.values()];
    const isNear = sides.includes('near') || (sides.includes('above') && sides.includes('below'));
    if (isNear === group.isDrawn) return;
    group.isDrawn = isNear;
    if (isNear) this.#onNearby();
    for (const match of group.matches) {
      if (isNear) this.#draw(match);
      else this.#undraw(match);
    }
  }

  #draw(match: Match): void {
    if (this.#drawn.has(match) || this.#drawn.size >= MAX_DRAWN_MATCHES) return;
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
    return this.#highlights.get(isUncertain ? UNCERTAIN_HIGHLIGHT : this.#name);
  }

  #stop(): void {
    this.#intersectionObserver.disconnect();
    this.#resizeObserver.disconnect();
    this.#groups.clear();
    this.#groupsByAnchor.clear();
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

/** Return the nearest element with a box of its own around a match; an inline element has none. */
function boxElementOf({ start }: Match): Element | null {
  let element = parentOf(start.node);
  while (element && /^(?:contents|inline)$/.test(getComputedStyle(element).display))
    element = parentOf(element);
  return element;
}

function isMatchDisplayed({ start }: Match): boolean {
  return parentOf(start.node)?.checkVisibility() ?? false;
}

function parentOf({ parentNode, parentElement }: Node): Element | null {
  return isShadowRoot(parentNode) ? parentNode.host : parentElement;
}
