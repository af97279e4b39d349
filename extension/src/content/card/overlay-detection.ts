// Detects what a page may draw over the card to make the agent press it unknowingly.

import { canTrackVisibility } from '../../visibility-tracking.ts';
import { allShadowRoots, shadowHostOf } from '../dom/shadow-dom.ts';
import { isViewTransitionActive } from '../dom/view-transition.ts';
import { windowEvents } from '../dom/window-events.ts';
import { HOST_MARK, PaintedCovers } from './painted-covers.ts';

// What the browser draws above all z-indexes, with the `::backdrop` and pseudo-elements that belong to it.
const TOP_LAYER = ':popover-open, :modal, :fullscreen';
const WATCH_MS = 100; // between two looks while the card is open
const PAUSE_FACTOR = 10; // a pause is this many times as long as a look, which takes long in a large page

interface OverlayCallbacks {
  readonly onOverlay: () => void; // something of the page has joined the top layer while the card is open
  // Again and again as long as something may be above it: a page may take a cover away at the very press.
  readonly onCovered: () => void;
}

/**
 * Puts the card on top, and remembers what was in the top layer below it then. Whatever else is there later may be
 * above the card, and cover it with an element that no hit test finds.
 */
export class OverlayDetection {
  readonly #host: HTMLElement;
  readonly #callbacks: OverlayCallbacks;
  readonly #below = new Set<Element>();
  readonly #reopened: MutationObserver;
  readonly #covers: PaintedCovers | undefined;
  #timer: ReturnType<typeof setInterval> | undefined; // while the card is open
  #nextLookAt = Number.NEGATIVE_INFINITY; // ms of performance.now()
  #isToggling = false;

  constructor(host: HTMLElement, signal: AbortSignal, callbacks: OverlayCallbacks) {
    this.#host = host;
    this.#callbacks = callbacks;
    this.#reopened = new MutationObserver(callbacks.onOverlay);
    if (!canTrackVisibility()) {
      this.#covers = new PaintedCovers(host, {
        onPainted: () => this.#hasPaintedAbove() && callbacks.onCovered(),
        onOpenChanged: dialog => this.#onOpenChanged(dialog),
        onHostChanged: callbacks.onCovered,
      });
    }
    for (const type of ['beforetoggle', 'toggle', 'fullscreenchange'] as const) {
      windowEvents().on(type, event => this.#onToggle(event), signal);
    }
    signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  /** Show the host above everything that is in the top layer now. */
  putOnTop(): void {
    this.#toggle(() => {
      if (this.#host.matches(':popover-open')) this.#host.hidePopover();
      this.#host.showPopover();
    });
    this.#mayFilter();
    this.#timer ??= setInterval(() => this.#look(), WATCH_MS);
    const roots = allRoots();
    this.#covers?.watch(roots);
    this.#below.clear();
    for (const element of this.#topLayer(roots)) if (this.#staysBelow(element)) this.#below.add(element);
    this.#reopened.disconnect();
    // A dialog around the card that is closed and shown again is above it.
    for (let element = this.#host.parentElement; element; element = element.parentElement)
      this.#reopened.observe(element, { attributeFilter: ['open'] });
  }

  hide(): void {
    this.#stop();
    this.#host.removeAttribute(HOST_MARK);
    if (this.#host.matches(':popover-open')) this.#toggle(() => this.#host.hidePopover());
  }

  /** Return whether something of the page may be above the card, or change how the browser draws it. */
  mayBeCovered(): boolean {
    const roots = allRoots();
    const shown = new Set(this.#topLayer(roots));
    for (const element of this.#below) if (!shown.has(element)) this.#below.delete(element);
    const hasMissed = this.#covers?.watch(roots) ?? false;
    return (
      hasMissed ||
      this.#mayFilter() ||
      isViewTransitionActive() ||
      [...shown].some(element => !this.#below.has(element)) ||
      this.#hasPaintedAbove()
    );
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#reopened.disconnect();
    this.#covers?.stop();
  }

  #look(): void {
    const startedAt = performance.now();
    if (startedAt < this.#nextLookAt || !this.#host.matches(':popover-open')) return;
    if (this.mayBeCovered()) this.#callbacks.onCovered();
    this.#nextLookAt = startedAt + (performance.now() - startedAt) * PAUSE_FACTOR;
  }

  #toggle(change: () => void): void {
    this.#isToggling = true;
    change();
    this.#isToggling = false;
  }

  /** The page may also hide the card and show it again, to put it above a cover at the very press. */
  #onToggle({ type, target }: Event): void {
    if (!this.#timer) return;
    this.#below.delete(target as Element);
    if (target !== this.#host) this.#callbacks.onOverlay();
    else if (type === 'beforetoggle' && !this.#isToggling) this.#callbacks.onCovered();
  }

  /** A dialog that was closed and shown again is above the card. */
  #onOpenChanged(dialog: Element): void {
    this.#below.delete(dialog);
    if (dialog.matches(':modal')) this.#callbacks.onOverlay();
  }

  #hasPaintedAbove(): boolean {
    return this.#covers?.painted.some(element => !this.#below.has(element)) ?? false;
  }

  /**
   * No event of a popover in a shadow root leaves that, and a page that listens before us can hide all others: then
   * it may go and come back above the card unnoticed.
   */
  #staysBelow(element: Element): boolean {
    if (!this.#covers || !element.matches(':popover-open')) return true;
    return windowEvents().areComplete && !shadowHostOf(element);
  }

  /**
   * Return whether the page may filter the root element, which Firefox applies to the top layer too. From when it
   * was seen without a filter, it can have none while the card is open.
   */
  #mayFilter(): boolean {
    const isFiltered = getComputedStyle(document.documentElement).filter !== 'none';
    if (!this.#covers || isFiltered || this.#host.hasAttribute(HOST_MARK)) return isFiltered;
    this.#host.setAttribute(HOST_MARK, '');
    return true;
  }

  /** Return what else is in the top layer. A dialog around the card is below it, see `#reopened`. */
  #topLayer(roots: readonly ParentNode[]): Element[] {
    const elements = roots.flatMap(root => [...root.querySelectorAll(TOP_LAYER)]);
    return elements.filter(element => !element.contains(this.#host));
  }
}

function allRoots(): ParentNode[] {
  return [document, ...allShadowRoots(document)];
}
