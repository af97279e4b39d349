// From the pointer to a gesture: what is rested on, what is clicked. Only what a person did counts.

import { deepActiveElement, flatParent, retargeted } from '../dom/shadow-dom.ts';
import { closestTelLink } from '../scan/block-reader.ts';
import { belongsToPage, type HitTarget, isVisibleToUser, linkTarget } from './hit-test.ts';
import { restoreCursor, setCursor } from './hover-cursor.ts';

export interface PointerCallbacks {
  readonly hitTest: (x: number, y: number) => HitTarget | undefined;
  readonly region: () => string | undefined;
  readonly onClick: (sight: HitTarget) => void;
  readonly needsPreview: (sight: HitTarget) => boolean; // it should be seen before it is clicked
  readonly onHoverInteractive: (sight: HitTarget) => void; // a call may be wanted; the click was the page's
  readonly onUncertainClick: (sight: HitTarget) => void; // it was clicked, and cannot be seen as what it is
  readonly onHover: (sight: HitTarget) => void; // the pointer stays
  readonly onDwell: (sight: HitTarget) => void; // a call is likely soon
  readonly onLeave: () => void;
  readonly onScroll: () => void; // the page moves, under a pointer that may rest
}

interface PointerDown {
  readonly x: number;
  readonly y: number;
  readonly sight: HitTarget | undefined;
  readonly belongsToPage: boolean; // a click there is the page's
}

const DWELL_MS = 150;
const CARD_DELAY_MS = 400;
const TOOLTIP_DELAY_MS = 900; // as long as a browser waits with its own tooltips, and longer
const DRAG_PX = 4; // further than this between press and release is no click

export class PointerController {
  readonly #gestures: PointerCallbacks;
  #at: { x: number; y: number } | undefined; // where the next frame looks
  #frame = 0;
  #hovered: { sight: HitTarget; pages: boolean } | undefined;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #press: PointerDown | undefined;
  #lastTarget: EventTarget | undefined; // what the last press of pointer or key was on
  readonly #listeners: (() => void)[] = [];

  constructor(gestures: PointerCallbacks, signal: AbortSignal) {
    this.#gestures = gestures;
    const listen = <K extends keyof WindowEventMap>(type: K, hear: (event: WindowEventMap[K]) => void) => {
      const trusted = (event: WindowEventMap[K]) => event.isTrusted && hear(event);
      const options = { capture: true, passive: type !== 'click', signal };
      this.#listeners.push(() => window.addEventListener(type, trusted, options));
    };
    listen('pointermove', event => this.#move(event));
    listen('pointerout', event => event.relatedTarget === null && this.#leave());
    listen('pointerdown', event => this.#pressed(event));
    listen('keydown', event => this.#recordTarget(event));
    listen('click', event => this.#click(event));
    listen('input', () => this.#hovered?.sight.isUnchanged?.() === false && this.#leave()); // they type: no time for offers
    listen('scroll', () => this.#scrolled());
    listen('blur', event => event.target === window && this.#leave());
    signal.addEventListener('abort', () => this.#leave(), { once: true });
    this.listen();
  }

  /** Hear the page; once more where it wrote its document anew, which takes all listeners away. */
  listen(): void {
    for (const listen of this.#listeners) listen();
  }

  /** Hear what happens in a shadow root and is not told outside. */
  listenInShadowRoot(root: ShadowRoot, signal: AbortSignal): void {
    const options = { capture: true, passive: true, signal };
    root.addEventListener('scroll', event => event.isTrusted && this.#scrolled(), options);
    if (root.mode !== 'closed') return;
    for (const type of ['pointerdown', 'keydown']) {
      root.addEventListener(type, event => event.isTrusted && this.#recordTarget(event), options);
    }
  }

  /** From the outside in: the last to be told, by the innermost closed root, is what was really hit. */
  #recordTarget(event: Event): void {
    this.#lastTarget = event.composedPath()[0];
  }

  #move({ clientX: x, clientY: y, buttons, pointerType }: PointerEvent): void {
    if (pointerType === 'touch') return; // a finger does not hover
    if (buttons !== 0) {
      this.#leave(); // a drag: text is being selected
      return;
    }
    this.#at = { x, y };
    this.refresh();
  }

  #scrolled(): void {
    this.#gestures.onScroll();
    this.refresh();
  }

  /** See what the pointer is on now: it may rest while something else comes there, or is read there. */
  refresh(): void {
    if (!this.#at) return;
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      if (this.#at) this.#hover(this.#gestures.hitTest(this.#at.x, this.#at.y));
    });
  }

  #hover(sight: HitTarget | undefined): void {
    if (isSame(sight, this.#hovered?.sight)) return;
    this.#restore();
    if (!sight) return;
    const pages = belongsToPage(sight);
    this.#hovered = { sight, pages };
    if (!pages) setCursor(sight.element);
    this.#timers = [
      setTimeout(() => this.#gestures.onDwell(sight), DWELL_MS),
      pages || this.#gestures.needsPreview(sight)
        ? setTimeout(() => this.#gestures.onHoverInteractive(sight), CARD_DELAY_MS)
        : setTimeout(() => this.#gestures.onHover(sight), TOOLTIP_DELAY_MS),
    ];
  }

  /** The pointer left the page, or selects text in it. */
  #leave(): void {
    this.#at = undefined;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#restore();
  }

  /** The pointer left the number: the page is at once as it was. */
  #restore(): void {
    this.#stopWaiting();
    if (!this.#hovered) return;
    restoreCursor(this.#hovered.sight.element);
    this.#hovered = undefined;
    this.#gestures.onLeave();
  }

  /** Nothing is told of the pointer's rest any more. */
  #stopWaiting(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #pressed(event: PointerEvent): void {
    const { clientX: x, clientY: y } = event;
    this.#recordTarget(event);
    this.#stopWaiting(); // who presses does not rest
    const sight = this.#targetOf(event);
    this.#press = { x, y, sight, belongsToPage: sight !== undefined && this.#isPages(sight) };
  }

  /** The number under the pointer, unless a listener of the page has moved it there since the event began. */
  #targetOf(event: MouseEvent): HitTarget | undefined {
    const sight = this.#gestures.hitTest(event.clientX, event.clientY);
    return sight && isAimed(event, sight) ? sight : undefined;
  }

  /** Whether an event that came by way of closed roots was on this: outside it is on their host, whatever was hit. */
  #isStruck({ element, link }: HitTarget): boolean {
    const struck = this.#lastTarget;
    if (retargeted(element) === element) return true; // there the event itself says so
    return struck instanceof Element && (struck === element || (link ? isDrawnIn(struck, link) : false));
  }

  #click(event: MouseEvent): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const press = this.#press;
    this.#press = undefined;
    if (isKeyboardClick(event)) this.#onKeyboardClick(event);
    else if (press) this.#released(event, press);
  }

  #released(event: MouseEvent, press: PointerDown): void {
    const sight = this.#targetOf(event);
    if (!sight || !isSameText(sight, press.sight) || press.belongsToPage || !this.#isStruck(sight)) return;
    if (Math.hypot(event.clientX - press.x, event.clientY - press.y) > DRAG_PX || isSelected(sight)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.detail > 1) return; // the second click of a double one: the first has dialled
    // One that is read in another country than when it was pressed is not what they saw.
    if (isVisibleToUser(sight) && isSame(sight, press.sight)) this.#gestures.onClick(sight);
    else this.#gestures.onUncertainClick(sight);
  }

  /** Enter on a focused link that calls. */
  #onKeyboardClick(event: MouseEvent): void {
    const active = deepActiveElement();
    const link = active ? closestTelLink(active) : undefined;
    // Enter in a form clicks its button, which may stand within a link: that is no click on the link.
    if (!link || link !== active || event.composedPath()[0] !== retargeted(link)) return;
    const sight = linkTarget(link, this.#gestures.region());
    if (!sight || !this.#isStruck(sight)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isVisibleToUser(sight)) this.#gestures.onClick(sight);
    else this.#gestures.onUncertainClick(sight);
  }

  #isPages(sight: HitTarget): boolean {
    return isSame(sight, this.#hovered?.sight) ? (this.#hovered?.pages ?? true) : belongsToPage(sight);
  }
}

/** Whether no pointer made the click: Chromium counts no clicks then, Firefox names no pointer. */
function isKeyboardClick(event: MouseEvent): boolean {
  return event.detail === 0 || (event instanceof PointerEvent && event.pointerType === '');
}

function isSame(one: HitTarget | undefined, other: HitTarget | undefined): boolean {
  return isSameText(one, other) && one?.callee.number === other?.callee.number;
}

/** Whether it is the same text, whatever number it is read as. */
function isSameText(one: HitTarget | undefined, other: HitTarget | undefined): boolean {
  return one?.element === other?.element && one?.callee.originalText === other?.callee.originalText;
}

/** Whether an event is on what is seen: told by its path, or by the host of a closed root that hides the rest. */
function isAimed(event: MouseEvent, { element, link }: HitTarget): boolean {
  const path = event.composedPath();
  const [target] = path;
  if (target === retargeted(element)) return true;
  return link !== undefined && target instanceof Element && isDrawnIn(target, link);
}

function isDrawnIn(element: Element, link: Element): boolean {
  for (let each: Element | null = element; each; each = flatParent(each)) if (each === link) return true;
  return false;
}

/** Whether text of the number is selected: then the click ended a selection. */
function isSelected({ element, link }: HitTarget): boolean {
  const selection = document.getSelection();
  return !link && selection?.type === 'Range' && selection.containsNode(element, true);
}
