// Looks through a frame, in slices and again after its changes, for the first thing that may be a number.

import { LateShadowRoots } from './dom/late-shadow-roots.ts';
import { isElement, isText, shadowRootAtPointer, shadowRootOf, textSlice } from './dom/shadow-dom.ts';

const SLICE_MS = 4; // then the page has its turn
const REST_MS = 200; // between two looks at a page that changes
const REST_TIMES = 50; // longer than the last look took: a large busy page is left its time
const FEW = 100; // nodes looked at together
const ENOUGH = 4_000; // and characters
const LONGEST = 100; // characters of a number that may be in one look, and the rest in the next
const WATCHED = { subtree: true, childList: true, characterData: true, attributeFilter: ['href'] };

// Wider than what the page's side goes by, and smaller to load: what is doubtful is decided there.
const MAYBE_NUMBER =
  /\p{Nd}(\s*([\p{Pd}\p{Ps}\p{Pe}\p{Cf}\p{M}./~·•‧∙⋅⁄∕−ー・･．／～〜]\s*){0,6}\p{Nd}){6}|\p{Nd}{3}[)）\s.‐-–-]{0,3}[A-Z]{2}/u;
const DIGIT = /\p{Nd}/u;
const SHORT = 7; // characters: so much may stand between two digits of a number
const CALLS = /^\s*(tel|callto|sips?):/i;
const UNREAD = /^(script|style|noscript|title)$/;
const BLOCK = /^(body|div|d[dlt]|h\d|li|[ou]l|p|section|t[dhr]|table|tbody)$/;
const BORDER = '|'; // no number goes on beyond it

/** Looks until something is found; whoever is told closes it. */
export class NumberProbe {
  readonly #found: () => void;
  readonly #places = new Set<Node>(); // to look through
  readonly #observer = new MutationObserver(records => this.#onMutations(records));
  readonly #late = new LateShadowRoots(root => this.#observeShadowRoot(root));
  readonly #listening = new AbortController();
  #look: Generator<void, boolean> | undefined;
  #took = 0; // ms of the look under way, or of the last one
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(frame: Document, found: () => void) {
    this.#found = found;
    this.#observer.observe(frame, WATCHED);
    this.#places.add(frame);
    this.#timer = setTimeout(() => this.#runSlice());
    this.#listenIn(frame);
  }

  close(): void {
    this.#observer.disconnect();
    this.#late.stop();
    this.#listening.abort();
    this.#places.clear();
    clearTimeout(this.#timer);
  }

  #runSlice(): void {
    this.#timer = undefined;
    const began = performance.now();
    this.#look ??= this.#scan();
    let step = this.#look.next();
    while (!step.done && performance.now() - began < SLICE_MS) step = this.#look.next();
    this.#took += performance.now() - began;
    if (!step.done) {
      this.#timer = setTimeout(() => this.#runSlice());
      return;
    }
    this.#look = undefined;
    if (step.value) this.#found();
    else if (this.#places.size > 0) this.#scheduleNext();
  }

  #enqueue(place: Node): void {
    this.#places.add(place);
    if (!this.#look && this.#timer === undefined) this.#scheduleNext();
  }

  #scheduleNext(): void {
    this.#timer = setTimeout(() => this.#runSlice(), Math.max(REST_MS, this.#took * REST_TIMES));
    this.#took = 0;
  }

  #onMutations(records: readonly MutationRecord[]): void {
    for (const { target, addedNodes } of records) {
      let isWhole = addedNodes.length > 0;
      for (const node of addedNodes) {
        if (isBlock(node)) this.#enqueue(node);
        else isWhole = false;
      }
      if (isWhole) continue;
      let line = target;
      while (!isBlock(line) && line.parentNode) line = line.parentNode;
      this.#enqueue(line); // what changed may be the rest of a number
    }
  }

  #observeShadowRoot(root: ShadowRoot): void {
    this.#observer.observe(root, WATCHED);
    this.#listenIn(root);
    this.#enqueue(root);
  }

  #listenIn(tree: Node): void {
    const options = { capture: true, passive: true, signal: this.#listening.signal };
    tree.addEventListener('pointerover', event => this.#onPointerOver(event.composedPath()[0]), options);
  }

  /** See what no change of a page tells of: the value of a field, a root that came late. */
  #onPointerOver(target: EventTarget | undefined): void {
    if (!(target instanceof Element)) return;
    const { value } = target as HTMLInputElement;
    if (typeof value === 'string' && MAYBE_NUMBER.test(value)) this.#found();
    else if (shadowRootAtPointer(target)) this.#enqueue(target);
  }

  /** Whether any of the places holds a number; stops after every few of them, to be asked again. */
  *#scan(): Generator<void, boolean> {
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
            const said = textSlice(node, at, at + ENOUGH).trim();
            text = said.length > SHORT && !DIGIT.test(said) ? BORDER : text.slice(-LONGEST) + said;
            if (MAYBE_NUMBER.test(text)) return true;
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
    const root = shadowRootOf(element);
    if (root) this.#observeShadowRoot(root);
    else this.#late.watch(element);
    return CALLS.test(element.getAttribute('href') ?? element.getAttribute('xlink:href') ?? '');
  }
}

function isBlock(node: Node): boolean {
  return BLOCK.test(nameOf(node));
}

function nameOf(node: Node | null): string {
  return isElement(node) ? node.localName : '';
}
