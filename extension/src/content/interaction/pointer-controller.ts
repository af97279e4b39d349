// Turns trusted pointer and keyboard events into gestures on numbers.

import { mayNoticeCover } from '../dom/browser-overlays.ts';
import { deepActiveElement, isInFlatTree, retargeted } from '../dom/shadow-dom.ts';
import { isViewTransitionActive } from '../dom/view-transition.ts';
import { type WindowEvent, type WindowEventType, windowEvents } from '../dom/window-events.ts';
import { closestTelLink } from '../scan/block-reader.ts';
import type { Match } from '../scan/matches.ts';
import { type HitTarget, type LinkTarget, linkTarget, pageHandlesClick } from './hit-test.ts';
import { isPointerShown, restoreCursor, setCursor } from './hover-cursor.ts';
import { Presence } from './presence.ts';
import { isClearlySeen, observedHit, observedMatch } from './press-judgement.ts';
import { SettledNumbers } from './settled-numbers.ts';

interface PointerCallbacks {
  readonly isActive: () => boolean; // false once the extension was updated or removed
  readonly hitTest: (x: number, y: number) => HitTarget | undefined;
  readonly region: () => string | undefined;
  readonly nearbyMatches: () => Iterable<Match>; // all in the viewport, and some around it
  readonly needsPreview: (hit: HitTarget) => boolean; // whether the card is shown before a click
  readonly onClick: (hit: HitTarget) => void;
  readonly onUncertainClick: (hit: HitTarget) => void; // Enter, or a click perhaps not meant for the number
  readonly onUse: () => void; // the pointer moves in the page
  readonly onAim: () => void; // it moves or presses on a number: a call is likely
  readonly onDwell: () => void; // it stays there for a moment
  readonly onHover: (hit: HitTarget) => void; // the pointer stays
  readonly onHoverPreview: (hit: HitTarget) => void; // the same where the card is shown before a click
  readonly onLeave: () => void;
  readonly onScroll: () => void;
}

interface Hover {
  readonly hit: HitTarget;
  readonly pageHandlesClick: boolean;
}

interface PointerDown {
  readonly x: number;
  readonly y: number;
  readonly hit: HitTarget | undefined;
  readonly pageHandlesClick: boolean;
  readonly isMeant: boolean; // the number was clearly seen, and had been there for long enough
}

const DWELL_MS = 150;
const CARD_DELAY_MS = 400;
const TOOLTIP_DELAY_MS = 900; // not sooner than the browsers show their own tooltips
const MAX_CLICK_MOVE_PX = 4; // a longer move between press and release is not a click

export class PointerController {
  readonly #callbacks: PointerCallbacks;
  readonly #events = windowEvents();
  readonly #settledNumbers: SettledNumbers;
  readonly #presence = new Presence();
  #position: { x: number; y: number } | undefined; // where the pointer is, while it is over the page
  #hasMoved = false; // since the last animation frame
  #animationFrame = 0;
  #hover: Hover | undefined;
  #hoverTimers: ReturnType<typeof setTimeout>[] = [];
  #pointerDown: PointerDown | undefined;
  #lastTarget: EventTarget | undefined; // the innermost target of the last pointerdown or keydown

  constructor(callbacks: PointerCallbacks, signal: AbortSignal) {
    this.#callbacks = callbacks;
    this.#settledNumbers = new SettledNumbers({
      candidates: function* () {
        for (const match of callbacks.nearbyMatches()) yield observedMatch(match);
      },
      signal,
    });
    const add = <K extends WindowEventType>(type: K, receiver: (event: WindowEvent<K>) => void) =>
      this.#events.on(type, receiver, signal);
    add('pointermove', event => this.#onPointerMove(event));
    add('pointerover', event => this.#presence.onPointer(event));
    add('pointerout', event => event.relatedTarget === null && this.#onPointerLeave(event));
    add('pointerdown', event => this.#onPointerDown(event));
    add('keydown', event => this.#recordTarget(event));
    add('click', event => this.#onClick(event));
    add('input', () => this.#onInput());
    add('scroll', () => this.#onScroll());
    add('resize', () => this.onPageChange());
    add('visibilitychange', event => this.#presence.onShow(event));
    add('pageshow', event => event.persisted && this.#presence.onShow(event));
    add('pointerlockchange', event => this.#presence.onShow(event));
    add('afterprint', event => this.#presence.onShow(event)); // Chromium's preview takes no focus from the page
    add('focus', event => event.target === window && this.#presence.onWindowFocus(event));
    add('blur', event => event.target === window && this.#onWindowBlur());
    signal.addEventListener('abort', () => this.#leavePage(), { once: true });
  }

  /** Listen for events that do not leave a shadow root, or whose target is hidden outside of it. */
  listenInShadowRoot(root: ShadowRoot, signal: AbortSignal): void {
    const options = { capture: true, passive: true, signal };
    root.addEventListener('scroll', event => event.isTrusted && this.#onScroll(), options);
    const onPointerOver = (event: Event) => this.#presence.onPointer(event as PointerEvent);
    root.addEventListener('pointerover', event => event.isTrusted && onPointerOver(event), options);
    if (root.mode !== 'closed') return;
    for (const type of ['pointerdown', 'keydown']) {
      root.addEventListener(type, event => event.isTrusted && this.#recordTarget(event), options);
    }
  }

  /** Record the target of an event. Capturing goes inwards: the last listener sees the real target. */
  #recordTarget(event: Event): void {
    this.#lastTarget = event.composedPath()[0];
  }

  #onPointerMove(event: PointerEvent): void {
    this.#presence.onPointer(event);
    // What the browser drew above the page is perhaps no longer there as soon as the pointer has arrived.
    if (isViewTransitionActive()) this.#presence.onShow(event);
    const { clientX: x, clientY: y, buttons, pointerType } = event;
    if (pointerType === 'touch') return; // a finger cannot hover
    if (buttons !== 0) {
      this.#leavePage(); // text is being selected
      return;
    }
    this.#callbacks.onUse();
    this.#position = { x, y };
    this.#hasMoved = true;
    this.refresh();
  }

  #onPointerLeave(event: PointerEvent): void {
    this.#presence.onPointerLeave(event);
    this.#leavePage();
  }

  #onScroll(): void {
    this.#callbacks.onScroll();
    this.onPageChange();
  }

  /** Note that other numbers may be in the viewport than before, or elsewhere in it. */
  onPageChange(): void {
    this.#settledNumbers.onPageChange();
    this.refresh();
  }

  #focusedLink(): LinkTarget | undefined {
    const focused = deepActiveElement();
    const link = focused ? closestTelLink(focused) : undefined;
    // Enter in a form clicks its submit button, which may be inside a link: that is not a click on the link.
    return link && link === focused ? linkTarget(link, this.#callbacks.region()) : undefined;
  }

  #onWindowBlur(): void {
    this.#presence.onWindowBlur(deepActiveElement());
    this.#leavePage();
  }

  /** End the hover if the agent types into the field under the pointer: its number has changed. */
  #onInput(): void {
    if (this.#hover?.hit.isUnchanged?.() === false) this.#leavePage();
  }

  /** Test again what is under the pointer: the page may change while the pointer rests. */
  refresh(): void {
    if (!this.#position) return;
    this.#animationFrame ||= requestAnimationFrame(() => {
      this.#animationFrame = 0;
      if (!this.#position) return;
      const { x, y } = this.#position;
      const hit = this.#callbacks.hitTest(x, y);
      this.#settledNumbers.onPointerMove(x, y, hit && observedHit(hit));
      this.#setHover(hit);
      // A page can move numbers below a pointer that rests: that is no reason to contact Voiso.
      if (hit && this.#hasMoved) this.#callbacks.onAim();
      this.#hasMoved = false;
    });
  }

  #setHover(hit: HitTarget | undefined): void {
    if (isSameNumber(hit, this.#hover?.hit)) return;
    this.#endHover();
    if (!hit) return;
    const isPageClick = pageHandlesClick(hit);
    this.#hover = { hit, pageHandlesClick: isPageClick };
    if (!isPageClick) setCursor(hit.element);
    this.#hoverTimers = [
      setTimeout(() => this.#callbacks.onDwell(), DWELL_MS),
      isPageClick || this.#callbacks.needsPreview(hit)
        ? setTimeout(() => this.#callbacks.onHoverPreview(hit), CARD_DELAY_MS)
        : setTimeout(() => this.#callbacks.onHover(hit), TOOLTIP_DELAY_MS),
    ];
  }

  /** The pointer left the page, or selects text in it. */
  #leavePage(): void {
    this.#position = undefined;
    cancelAnimationFrame(this.#animationFrame);
    this.#animationFrame = 0;
    this.#endHover();
  }

  #endHover(): void {
    this.#clearHoverTimers();
    if (!this.#hover) return;
    restoreCursor(this.#hover.hit.element);
    this.#hover = undefined;
    this.#callbacks.onLeave();
  }

  #clearHoverTimers(): void {
    for (const timer of this.#hoverTimers) clearTimeout(timer);
  }

  #onPointerDown(event: PointerEvent): void {
    const { clientX: x, clientY: y } = event;
    this.#recordTarget(event);
    this.#clearHoverTimers();
    const hit = this.#targetOf(event);
    if (hit) this.#callbacks.onAim();
    const isHere = this.#presence.wasPointerHere(event);
    this.#pointerDown = {
      x,
      y,
      hit,
      pageHandlesClick: hit !== undefined && this.#pageHandlesClick(hit),
      // A style of the page for selected text may hide a part of it; the press takes the selection away.
      isMeant: isHere && hit !== undefined && !hasSelectedText(hit) && this.#isMeant(hit, event),
    };
    this.#settledNumbers.onPress(x, y);
  }

  /** Return whether a press is meant for the number: a page can move one under the pointer. */
  #isMeant(hit: HitTarget, { clientY, timeStamp: time }: PointerEvent): boolean {
    if (!this.#events.areComplete || !this.#presence.wasWindowHere(time)) return false;
    // The agent does not see where the pointer is, or what is under it.
    if (document.pointerLockElement || !isPointerShown(hit.element) || isViewTransitionActive()) return false;
    if (mayNoticeCover(clientY)) return false;
    const number = observedHit(hit);
    if (number && !this.#settledNumbers.isSettled(number, time)) return false;
    return isClearlySeen(hit);
  }

  /** Return the number under the pointer, unless the page moved it there after the event began. */
  #targetOf(event: MouseEvent): HitTarget | undefined {
    const hit = this.#callbacks.hitTest(event.clientX, event.clientY);
    return hit && isEventTarget(event, hit) ? hit : undefined;
  }

  /** Return whether the last press was on a number in a closed root, which the event itself does not show. */
  #wasLastTarget({ element, link }: HitTarget): boolean {
    if (retargeted(element) === element) return true; // it is not in a closed root
    const target = this.#lastTarget;
    if (!(target instanceof Element)) return false;
    return target === element || (link !== undefined && isInFlatTree(target, link));
  }

  #onClick(event: MouseEvent): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const pointerDown = this.#pointerDown;
    this.#pointerDown = undefined;
    if (isKeyboardClick(event)) this.#onKeyboardClick(event);
    else if (pointerDown) this.#onPointerClick(event, pointerDown);
  }

  #onPointerClick(event: MouseEvent, down: PointerDown): void {
    const hit = this.#targetOf(event);
    if (!hit || !isSameText(hit, down.hit) || down.pageHandlesClick || !this.#wasLastTarget(hit)) return;
    const movedPx = Math.hypot(event.clientX - down.x, event.clientY - down.y);
    if (movedPx > MAX_CLICK_MOVE_PX || isSelected(hit)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.detail > 1) return; // the first click of a double click has placed the call
    // If the text is now parsed for another region than when it was pressed, the person saw another number.
    const isMeant = down.isMeant && this.#events.haveReceivedAllPresses();
    if (isMeant && isSameNumber(hit, down.hit) && isClearlySeen(hit)) this.#callbacks.onClick(hit);
    else this.#callbacks.onUncertainClick(hit);
  }

  /** Handle Enter on a focused link: it never calls at once, because a page can move the focus unseen. */
  #onKeyboardClick(event: MouseEvent): void {
    if (!this.#callbacks.isActive()) return;
    const hit = this.#focusedLink();
    if (!hit || event.composedPath()[0] !== retargeted(hit.link)) return;
    if (!this.#wasLastTarget(hit)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#callbacks.onUncertainClick(hit);
  }

  #pageHandlesClick(hit: HitTarget): boolean {
    return this.#hover && isSameNumber(hit, this.#hover.hit)
      ? this.#hover.pageHandlesClick
      : pageHandlesClick(hit);
  }
}

/** Return whether the keyboard made a click: Chromium sets `detail` to 0, Firefox an empty pointer type. */
function isKeyboardClick(event: MouseEvent): boolean {
  return event.detail === 0 || (event instanceof PointerEvent && event.pointerType === '');
}

function isSameNumber(one: HitTarget | undefined, other: HitTarget | undefined): boolean {
  return isSameText(one, other) && one?.target.number === other?.target.number;
}

/** Return whether two hits are on the same text, whatever number it is parsed as. */
function isSameText(one: HitTarget | undefined, other: HitTarget | undefined): boolean {
  return one?.element === other?.element && one?.target.originalText === other?.target.originalText;
}

/** Return whether an event's target is a number, or the host of the closed root that the number is in. */
function isEventTarget(event: MouseEvent, { element, link }: HitTarget): boolean {
  const [target] = event.composedPath();
  if (target === retargeted(element)) return true;
  return link !== undefined && target instanceof Element && isInFlatTree(target, link);
}

/** Return whether text of the number is selected: then the click ended a selection. */
function isSelected(hit: HitTarget): boolean {
  return !hit.link && hasSelectedText(hit);
}

function hasSelectedText({ element, link, match }: HitTarget): boolean {
  const selection = document.getSelection();
  if (selection?.type !== 'Range') return false;
  return [link ?? element, ...(match?.nodes ?? [])].some(node => selection.containsNode(node, true));
}
