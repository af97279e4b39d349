// Reads the page for numbers in idle slices and follows its changes; it never writes to it.

import { isUnread, readBlock } from './block.ts';
import { blockOf, type Place } from './flow.ts';
import { Late } from './late.ts';
import { linkMatch, type Match, textMatches } from './match.ts';
import { around, isElement, isShadow } from './shadow.ts';

const SLICE_MS = 5; // then the page has its turn: an input never waits longer for us
const PATIENCE_MS = 1000; // a page that is never idle is read all the same
const TELLING_MS = 500; // every change of the marks has the browser paint the page again
const WATCHED: MutationObserverInit = {
  subtree: true,
  childList: true,
  characterData: true,
  attributeFilter: ['href', 'contenteditable'],
};

export interface WalkOptions {
  readonly root: Document;
  readonly region: () => string | undefined;
  readonly keeps: (match: Match) => boolean; // what the agent or the page wants left alone is not kept
  readonly changed: (added: readonly Match[], removed: readonly Match[]) => void;
  readonly entered: (root: ShadowRoot, signal: AbortSignal) => void; // the signal tells that it left the page
  readonly signal: AbortSignal;
}

export class Walk {
  readonly #options: WalkOptions;
  readonly #observer = new MutationObserver(records => this.#follow(records));
  readonly #whole = new Set<Place>(); // to read with every block within
  readonly #inner: Place[] = []; // blocks met while reading; the next in the document is the last here
  readonly #own = new Set<Place>(); // to read again: their own text changed
  readonly #found = new Map<Place, readonly Match[]>(); // by block
  readonly #entered = new Map<ShadowRoot, AbortController>();
  readonly #late = new Late(root => this.meet(root));
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
    this.#observer.observe(root, WATCHED);
    signal.addEventListener('abort', () => this.#stop(), { once: true });
    this.readAgain();
  }

  /** The matches that a text node takes part in. */
  at(node: Text): readonly Match[] {
    return this.#byNode.get(node) ?? [];
  }

  /** The matches of a text node as they are now: its block is read at once. */
  readNow(node: Text): readonly Match[] {
    const block = blockOf(node);
    if (block) this.#read(block, false);
    this.#tell();
    return this.at(node);
  }

  /** A shadow root came up: read it, if it is not one of those that are followed. */
  meet(root: ShadowRoot): void {
    if (this.#entered.has(root)) return;
    this.#whole.add(root);
    this.#wake();
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
    this.#late.stop();
    for (const left of this.#entered.values()) left.abort();
    this.#entered.clear();
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

  #read(block: Place, whole: boolean): void {
    if (!block.isConnected || (isElement(block) && block.closest('head'))) return;
    if (isShadow(block)) this.#enter(block);
    else this.#late.expect(block);
    const { runs, links, inner } = readBlock(block);
    const region = this.#options.region();
    const found = [
      ...runs.flatMap(run => textMatches(run, region)),
      ...links.flatMap(link => linkMatch(link, region) ?? []),
    ].filter(match => {
      const holder = around(match.start.node);
      return holder && !isUnread(holder) && this.#options.keeps(match);
    });
    this.#keep(block, found);
    for (const child of inner.reverse()) {
      if (whole || (isShadow(child) && !this.#entered.has(child))) this.#inner.push(child);
    }
  }

  #enter(root: ShadowRoot): void {
    if (this.#entered.has(root)) return;
    const left = new AbortController();
    this.#entered.set(root, left);
    this.#observer.observe(root, WATCHED); // once is enough: it holds no root that the page lets go
    this.#options.entered(root, left.signal);
  }

  #keep(block: Place, found: readonly Match[]): void {
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
    for (const [root, left] of this.#entered) {
      if (root.isConnected) continue;
      left.abort();
      this.#entered.delete(root);
    }
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
