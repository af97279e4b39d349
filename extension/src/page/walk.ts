// Reads the page for numbers in idle slices and follows its changes; it never writes to it.

import { blockOf, isUnread, readBlock } from './block.ts';
import { linkMatch, type Match, textMatches } from './match.ts';

const SLICE_MS = 5; // then the page has its turn: an input never waits longer for us
const PATIENCE_MS = 1000; // a page that is never idle is read all the same
const TELLING_MS = 500; // every change of the marks has the browser paint the page again

export interface WalkOptions {
  readonly root: Document;
  readonly region: () => string | undefined;
  readonly changed: (added: readonly Match[], removed: readonly Match[]) => void;
  readonly signal: AbortSignal;
}

export class Walk {
  readonly #options: WalkOptions;
  readonly #observer = new MutationObserver(records => this.#follow(records));
  readonly #whole = new Set<Element>(); // to read with every block within
  readonly #inner: Element[] = []; // blocks met while reading; the next in the document is the last here
  readonly #own = new Set<Element>(); // to read again: their own text changed
  readonly #found = new Map<Element, readonly Match[]>(); // by block
  readonly #byNode = new WeakMap<Text, Match[]>();
  #added = new Set<Match>();
  #removed = new Set<Match>();
  #removals = false; // elements left the page: what they held is to be forgotten
  #idle = 0;
  #next: ReturnType<typeof setTimeout> | undefined; // the slice after this one
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(options: WalkOptions) {
    this.#options = options;
    const { root, signal } = options;
    this.#observer.observe(root, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ['href', 'contenteditable'],
    });
    signal.addEventListener('abort', () => this.#stop(), { once: true });
    this.readAgain();
  }

  /** The matches that a text node takes part in. */
  at(node: Text): readonly Match[] {
    return this.#byNode.get(node) ?? [];
  }

  /** Read the page anew: another region reads other numbers. Until a block's turn comes its old ones stay. */
  readAgain(): void {
    this.#inner.length = 0;
    this.#own.clear();
    this.#whole.clear();
    const { body, documentElement } = this.#options.root;
    const top = body ?? (documentElement as Element | null); // none yet: the observer will see it come
    if (top) this.#whole.add(top);
    this.#wake();
  }

  #stop(): void {
    this.#observer.disconnect();
    cancelIdleCallback(this.#idle);
    clearTimeout(this.#next);
    this.#inner.length = 0;
    this.#whole.clear();
    this.#own.clear();
    this.#found.clear();
  }

  /** Begin when the page is idle; the work once begun goes on in slices. */
  #wake(): void {
    if (this.#idle !== 0 || this.#next !== undefined || this.#options.signal.aborted) return;
    const begin = () => {
      this.#idle = 0;
      this.#slice();
    };
    this.#idle = requestIdleCallback(begin, { timeout: PATIENCE_MS });
  }

  /** Note what changed and do no more: this runs within the page's own work. */
  #follow(records: readonly MutationRecord[]): void {
    for (const { target, addedNodes, removedNodes } of records) {
      const block = blockOf(target);
      if (block) this.#own.add(block);
      for (const node of addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        const element = node as Element;
        if (blockOf(element) === element) this.#whole.add(element);
        else if (block && element.firstElementChild) this.#whole.add(block);
      }
      for (const node of removedNodes) this.#removals ||= node.nodeType === Node.ELEMENT_NODE;
    }
    this.#wake();
  }

  #slice(): void {
    this.#next = undefined;
    const until = performance.now() + SLICE_MS;
    if (this.#removals) this.#forgetRemoved();
    do {
      const inner = this.#inner.pop();
      const [block] = inner ? [inner] : this.#whole.size > 0 ? this.#whole : this.#own;
      if (!block) break;
      const whole = this.#whole.delete(block) || inner !== undefined;
      this.#own.delete(block);
      this.#read(block, whole);
    } while (performance.now() < until);
    const isDone = this.#inner.length + this.#whole.size + this.#own.size === 0;
    if (isDone || performance.now() - this.#toldAt > TELLING_MS) this.#tell();
    if (!isDone) this.#next = setTimeout(() => this.#slice());
  }

  #read(block: Element, whole: boolean): void {
    if (!block.isConnected || block.closest('head')) return;
    const { runs, links, inner } = readBlock(block);
    const region = this.#options.region();
    const found = [
      ...runs.flatMap(run => textMatches(run, region)),
      ...links.flatMap(link => linkMatch(link, region) ?? []),
    ].filter(({ start }) => start.node.parentElement && !isUnread(start.node.parentElement));
    this.#keep(block, found);
    if (whole) for (const child of inner.reverse()) this.#inner.push(child);
  }

  #keep(block: Element, found: readonly Match[]): void {
    for (const match of this.#found.get(block) ?? []) {
      if (!this.#added.delete(match)) this.#removed.add(match);
      for (const node of match.nodes) {
        const others = this.at(node).filter(other => other !== match);
        if (others.length > 0) this.#byNode.set(node, others);
        else this.#byNode.delete(node);
      }
    }
    if (found.length === 0) this.#found.delete(block);
    else this.#found.set(block, found);
    for (const match of found) {
      this.#added.add(match);
      for (const node of match.nodes) this.#byNode.set(node, [...this.at(node), match]);
    }
  }

  #forgetRemoved(): void {
    this.#removals = false;
    for (const block of [...this.#found.keys()]) if (!block.isConnected) this.#keep(block, []);
  }

  #tell(): void {
    if (this.#added.size === 0 && this.#removed.size === 0) return;
    const added = [...this.#added];
    const removed = [...this.#removed];
    this.#added = new Set();
    this.#removed = new Set();
    this.#toldAt = performance.now();
    this.#options.changed(added, removed);
  }
}
