// Looks through a frame, in slices and again after its changes, for the first thing that may be a number.

import { Late } from './dom/late-shadow-roots.ts';
import { isElement, isText, saidIn, shadowAt, shadowOf } from './dom/shadow-dom.ts';

const SLICE_MS = 4; // then the page has its turn
const REST_MS = 200; // between two looks at a page that changes
const REST_TIMES = 50; // longer than the last look took: a large busy page is left its time
const FEW = 100; // nodes looked at together
const ENOUGH = 4_000; // and characters
const LONGEST = 100; // characters of a number that may be in one look, and the rest in the next
const WATCHED = { subtree: true, childList: true, characterData: true, attributeFilter: ['href'] };

// Wider than what the page's side goes by, and smaller to load: what is doubtful is decided there.
const MAY_BE =
  /\p{Nd}(\s*([\p{Pd}\p{Ps}\p{Pe}\p{Cf}\p{M}./~·•‧∙⋅⁄∕−ー・･．／～〜]\s*){0,6}\p{Nd}){6}|\p{Nd}{3}[)）\s.‐-–-]{0,3}[A-Z]{2}/u;
const DIGIT = /\p{Nd}/u;
const SHORT = 7; // characters: so much may stand between two digits of a number
const CALLS = /^\s*(tel|callto|sips?):/i;
const UNREAD = /^(script|style|noscript|title)$/;
const BLOCK = /^(body|div|d[dlt]|h\d|li|[ou]l|p|section|t[dhr]|table|tbody)$/;
const BORDER = '|'; // no number goes on beyond it

/** Looks until something is found; whoever is told closes it. */
export class Gate {
  readonly #found: () => void;
  readonly #places = new Set<Node>(); // to look through
  readonly #observer = new MutationObserver(records => this.#follow(records));
  readonly #late = new Late(root => this.#enter(root));
  readonly #listening = new AbortController();
  #look: Generator<void, boolean> | undefined;
  #took = 0; // ms of the look under way, or of the last one
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(frame: Document, found: () => void) {
    this.#found = found;
    this.#observer.observe(frame, WATCHED);
    this.#places.add(frame);
    this.#timer = setTimeout(() => this.#slice());
    this.#listenIn(frame);
  }

  close(): void {
    this.#observer.disconnect();
    this.#late.stop();
    this.#listening.abort();
    this.#places.clear();
    clearTimeout(this.#timer);
  }

  #slice(): void {
    this.#timer = undefined;
    const began = performance.now();
    this.#look ??= this.#holdsNumber();
    let step = this.#look.next();
    while (!step.done && performance.now() - began < SLICE_MS) step = this.#look.next();
    this.#took += performance.now() - began;
    if (!step.done) {
      this.#timer = setTimeout(() => this.#slice());
      return;
    }
    this.#look = undefined;
    if (step.value) this.#found();
    else if (this.#places.size > 0) this.#rest();
  }

  #later(place: Node): void {
    this.#places.add(place);
    if (!this.#look && this.#timer === undefined) this.#rest();
  }

  #rest(): void {
    this.#timer = setTimeout(() => this.#slice(), Math.max(REST_MS, this.#took * REST_TIMES));
    this.#took = 0;
  }

  #follow(records: readonly MutationRecord[]): void {
    for (const { target, addedNodes } of records) {
      let isWhole = addedNodes.length > 0;
      for (const node of addedNodes) {
        if (isBlock(node)) this.#later(node);
        else isWhole = false;
      }
      if (isWhole) continue;
      let line = target;
      while (!isBlock(line) && line.parentNode) line = line.parentNode;
      this.#later(line); // what changed may be the rest of a number
    }
  }

  #enter(root: ShadowRoot): void {
    this.#observer.observe(root, WATCHED);
    this.#listenIn(root);
    this.#later(root);
  }

  #listenIn(tree: Node): void {
    const options = { capture: true, passive: true, signal: this.#listening.signal };
    tree.addEventListener('pointerover', event => this.#touched(event.composedPath()[0]), options);
  }

  /** See what no change of a page tells of: the value of a field, a root that came late. */
  #touched(target: EventTarget | undefined): void {
    if (!(target instanceof Element)) return;
    const { value } = target as HTMLInputElement;
    if (typeof value === 'string' && MAY_BE.test(value)) this.#found();
    else if (shadowAt(target)) this.#later(target);
  }

  /** Whether any of the places holds a number; stops after every few of them, to be asked again. */
  *#holdsNumber(): Generator<void, boolean> {
    for (const place of this.#places) {
      this.#places.delete(place);
      if (!place.isConnected) continue;
      const walker = document.createTreeWalker(place);
      let text = '';
      let nodes = 0;
      for (let node: Node | null = place; node; node = walker.nextNode()) {
        if (++nodes % FEW === 0) {
          yield;
          if (!node.isConnected) {
            this.#places.add(place); // the page took away what we stood on
            return false;
          }
        }
        if (isElement(node)) {
          if (this.#calls(node)) return true;
          if (isBlock(node)) text += BORDER;
        } else if (isText(node) && !UNREAD.test(nameOf(node.parentNode))) {
          for (let at = 0; at < node.length; at += ENOUGH) {
            const said = saidIn(node, at, at + ENOUGH).trim();
            text = said.length > SHORT && !DIGIT.test(said) ? BORDER : text.slice(-LONGEST) + said;
            if (MAY_BE.test(text)) return true;
            if (at > 0) yield;
          }
        }
      }
      yield;
    }
    return false;
  }

  /** Whether an element is a link that calls; its shadow is looked through in its turn. */
  #calls(element: Element): boolean {
    const root = shadowOf(element);
    if (root) this.#enter(root);
    else this.#late.expect(element);
    return CALLS.test(element.getAttribute('href') ?? element.getAttribute('xlink:href') ?? '');
  }
}

function isBlock(node: Node): boolean {
  return BLOCK.test(nameOf(node));
}

function nameOf(node: Node | null): string {
  return isElement(node) ? node.localName : '';
}
