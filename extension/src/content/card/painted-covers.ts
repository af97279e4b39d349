// Knows which popovers of the page were painted in the last frame, for a browser that cannot track visibility.
//
// A page may show one before each frame and hide it right after: it is never there when a script looks. But an
// intersection observer reports what was there in the frame, and a mutation observer what came and went.

import { allShadowRoots, isElement, shadowHostOf } from '../dom/shadow-dom.ts';

/** While a host with this attribute is shown, `content.css` lets the page filter nothing. */
export const HOST_MARK = 'data-voiso-card';
const WATCHED_ATTRIBUTES = ['popover', 'open', HOST_MARK];
// What covers the card may belong to an element that is far away. A margin can reach as far as Firefox can lay out,
// but not on opposite sides at once: the rectangle would be too large.
const REACH = '19000000px';
const REACHES = [
  `${REACH} ${REACH} 0px 0px`, // up and to the right
  `0px ${REACH} ${REACH} 0px`,
  `0px 0px ${REACH} ${REACH}`,
  `${REACH} 0px 0px ${REACH}`,
];

interface PaintedCallbacks {
  readonly onPainted: () => void; // a popover came into the frame
  readonly onOpenChanged: (dialog: Element) => void; // before the next frame
  readonly onHostChanged: () => void; // the page has changed the attributes of the card's host
}

export class PaintedCovers {
  readonly #host: Element;
  readonly #callbacks: PaintedCallbacks;
  readonly #frames: readonly FrameObserver[];
  readonly #changes: MutationObserver;
  #roots = new WeakSet<Node>(); // that are watched
  #hasMissed = false; // a root, until it was removed

  constructor(host: Element, callbacks: PaintedCallbacks) {
    this.#host = host;
    this.#callbacks = callbacks;
    this.#frames = REACHES.map(reach => new FrameObserver(reach, callbacks.onPainted));
    this.#changes = new MutationObserver(records => this.#onChanges(records));
  }

  /** Return the popovers that were painted, but for those that the page shows in their place when closed. */
  get painted(): readonly Element[] {
    const painted = new Set(this.#frames.flatMap(frames => [...frames.painted]));
    return [...painted].filter(element => !isShownWhenClosed(element));
  }

  /** Watch all roots of the page. Returns whether one had escaped notice: something in it may have been painted. */
  watch(roots: Iterable<ParentNode>): boolean {
    this.#onChanges(this.#changes.takeRecords());
    for (const root of roots) if (this.#watchRoot(root)) this.#hasMissed = true;
    const hadMissed = this.#hasMissed;
    this.#hasMissed = false;
    return hadMissed;
  }

  stop(): void {
    for (const frames of this.#frames) frames.stop();
    this.#changes.disconnect();
    this.#roots = new WeakSet();
  }

  /** Returns whether the root is a new one. */
  #watchRoot(root: ParentNode): boolean {
    if (this.#roots.has(root)) return false;
    this.#roots.add(root);
    this.#changes.observe(root, { subtree: true, childList: true, attributeFilter: WATCHED_ATTRIBUTES });
    this.#watchPopovers(root.querySelectorAll('[popover]'));
    return true;
  }

  #watchPopovers(popovers: Iterable<Element>): void {
    for (const popover of popovers) {
      if (popover !== this.#host) for (const frames of this.#frames) frames.watch(popover);
    }
  }

  /** Returns whether the element has roots that are new. */
  #watchInside(element: Element): boolean {
    if (element.matches('[popover]')) this.#watchPopovers([element]);
    this.#watchPopovers(element.querySelectorAll('[popover]'));
    const roots = [...allShadowRoots(element)];
    return roots.map(root => this.#watchRoot(root)).includes(true);
  }

  /** This runs before the next frame is painted, right after the script that has changed something. */
  #onChanges(records: readonly MutationRecord[]): void {
    for (const { attributeName, target, addedNodes, removedNodes } of records) {
      if (target === this.#host) this.#callbacks.onHostChanged();
      else if (attributeName === 'open') this.#callbacks.onOpenChanged(target as Element);
      else if (attributeName === 'popover') this.#watchPopovers([target as Element]);
      for (const node of addedNodes) if (isElement(node)) this.#watchInside(node);
      // What is found only now, when it was removed, may have been painted.
      for (const node of removedNodes) {
        if (isElement(node) && this.#watchInside(node)) this.#hasMissed = true;
      }
    }
  }
}

/** Knows which elements were painted in the last frame, in one of the directions from the viewport. */
class FrameObserver {
  readonly #observer: IntersectionObserver;
  readonly #painted = new Set<Element>();

  constructor(rootMargin: string, onPainted: () => void) {
    const onFrame = (entries: readonly IntersectionObserverEntry[]) => {
      this.#onFrame(entries);
      onPainted();
    };
    this.#observer = new IntersectionObserver(onFrame, { root: document, rootMargin });
  }

  get painted(): ReadonlySet<Element> {
    this.#onFrame(this.#observer.takeRecords());
    return this.#painted;
  }

  watch(element: Element): void {
    this.#observer.observe(element);
  }

  stop(): void {
    this.#observer.disconnect();
    this.#painted.clear();
  }

  #onFrame(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.#painted.add(target);
      else this.#painted.delete(target);
    }
  }
}

/** A page that opens it as a popover cannot hide the event of that, unless it is in a shadow root. */
function isShownWhenClosed(popover: Element): boolean {
  if (!popover.isConnected || shadowHostOf(popover) || popover.matches(':popover-open')) return false;
  return getComputedStyle(popover).display !== 'none';
}
