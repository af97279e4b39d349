// Reads the page for numbers in slices and follows its changes; it never writes to it.

import { blockOf, type Place } from '../dom/inline-elements.ts';
import { Late } from '../dom/late-shadow-roots.ts';
import { around, isShadow, shadowOf } from '../dom/shadow-dom.ts';
import { possibleHosts } from '../dom/shadow-host-query.ts';
import { isPlain, isUnread, type Part, readBlock } from './block-reader.ts';
import { Harvest } from './match-store.ts';
import { linkMatch, type Match, textMatches } from './matches.ts';
import { Changes } from './mutation-queue.ts';
import { sift } from './text-prefilter.ts';
import { partsInView } from './viewport-first.ts';

const SLICE_MS = 5; // then the page has its turn: an input never waits longer for us
const FEW = 16; // blocks, or elements, between two looks at the clock
const MANY = 512; // blocks, or changes, before others have their turn
const PATIENCE_MS = 1000; // a page that is never idle is read all the same
const TELLING_MS = 500; // while the page is read: every change of the marks has the browser paint it again
const REST_MS = 100; // at least between two of them, also where the page changes in every frame
const REST_TIMES = 10; // longer than the last reading took: a page that always changes is left its time
const LONGEST_REST_MS = 1_000;
const FORGETTING_MS = 500; // between two searches for what has left the page
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
  readonly renewed: () => void; // the document has another root, or was written anew
  readonly signal: AbortSignal;
}

export class Walk {
  readonly #options: WalkOptions;
  readonly #observer = new MutationObserver(records => this.#follow(records));
  readonly #changes = new Changes();
  readonly #whole = new Set<Place>(); // parts in which to look for blocks to read
  readonly #own = new Set<Place>(); // blocks to read
  readonly #found = new Harvest();
  readonly #entered = new Map<ShadowRoot, AbortController>();
  readonly #late = new Late(root => this.meet(root));
  #reading: Generator<void> | undefined; // what the next slice goes on with
  #idle = 0;
  #next: ReturnType<typeof setTimeout> | undefined; // the slice after this one
  #forgetting: ReturnType<typeof setTimeout> | undefined; // elements left the page: what they held is to be forgotten
  #toldAt = Number.NEGATIVE_INFINITY;
  #took = 0; // ms of the reading under way
  #restsUntil = 0;

  constructor(options: WalkOptions) {
    this.#options = options;
    const { root, signal } = options;
    this.#observer.observe(root, WATCHED);
    signal.addEventListener('abort', () => this.#stop(), { once: true });
    this.readAgain();
  }

  get roots(): Iterable<ShadowRoot> {
    return this.#entered.keys();
  }

  /** The matches that a text node takes part in. */
  at(node: Text): readonly Match[] {
    return this.#found.at(node);
  }

  /** The matches of a text node as they are now: its block is read at once. */
  readNow(node: Text): readonly Match[] {
    const block = blockOf(node);
    if (block) for (const _ of this.#readBlock(block));
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
    this.#reading = undefined;
    for (const block of this.#found.blocks) this.#own.add(block);
    for (const part of partsInView()) this.#whole.add(part);
    const { body, documentElement } = this.#options.root;
    const top = body ?? (documentElement as Element | null); // none yet: the observer will see it come
    if (top) this.#whole.add(top);
    for (const root of this.#entered.keys()) this.#whole.add(root);
    this.#wake();
  }

  #stop(): void {
    this.#observer.disconnect();
    cancelIdleCallback(this.#idle);
    clearTimeout(this.#next);
    clearTimeout(this.#forgetting);
    this.#reading = undefined;
    for (const each of [this.#changes, this.#whole, this.#own, this.#found]) each.clear();
    this.#late.stop();
    for (const left of this.#entered.values()) left.abort();
    this.#entered.clear();
  }

  /** Begin when the page is idle, and has had its rest; the work once begun goes on in slices. */
  #wake(): void {
    if (this.#idle !== 0 || this.#next !== undefined || this.#options.signal.aborted) return;
    const rest = this.#restsUntil - performance.now();
    const begin = () => {
      this.#idle = 0;
      this.#slice();
    };
    if (rest > 0) this.#next = setTimeout(begin, rest);
    else this.#idle = requestIdleCallback(begin, { timeout: PATIENCE_MS });
  }

  /** Note what changed and do no more: this runs within the page's own work. */
  #follow(records: MutationRecord[]): void {
    this.#changes.note(records);
    for (const { target } of records) if (target === this.#options.root) this.#options.renewed();
    this.#wake();
  }

  #slice(): void {
    this.#next = undefined;
    const began = performance.now();
    if (began - this.#toldAt > TELLING_MS) this.#tell();
    this.#reading ??= this.#read();
    let isDone: boolean | undefined;
    do isDone = this.#reading.next().done;
    while (!isDone && performance.now() - began < SLICE_MS);
    const now = performance.now();
    this.#took += now - began;
    if (isDone) {
      this.#reading = undefined;
      this.#restsUntil = now + Math.min(this.#took * REST_TIMES, LONGEST_REST_MS);
      this.#took = 0;
      if (now - this.#toldAt > REST_MS) this.#tell();
    }
    const { isTold } = this.#found;
    if (!isDone || !isTold) this.#next = setTimeout(() => this.#slice(), isDone ? REST_MS : 0);
  }

  /**
   * Read all that is to be read, each kind in its turn: what changes faster than we read keeps us from nothing else.
   * Stops every few steps, to be asked again.
   */
  *#read(): Generator<void> {
    let sifting = this.#sift();
    for (;;) {
      yield* this.#changes.sort(this.#again, MANY);
      yield* this.#readBlocks();
      const { size } = this.#own;
      let isSifted = false;
      for (let steps = 1; !isSifted && steps <= MANY && this.#own.size === size; steps++) {
        isSifted = sifting.next().done ?? false;
        yield;
      }
      if (!isSifted) continue;
      if (this.#whole.size + this.#own.size === 0 && this.#changes.isEmpty) return;
      sifting = this.#sift();
    }
  }

  *#readBlocks(): Generator<void> {
    for (let steps = 1; steps <= MANY; steps++) {
      const [block] = this.#own;
      if (!block) return;
      this.#own.delete(block);
      if (this.#found.has(block) || !isPlain(block)) yield* this.#readBlock(block);
      if (steps % FEW === 0) yield;
    }
  }

  readonly #again = {
    own: (block: Place): void => void this.#own.add(block),
    whole: (part: Place): void => void this.#whole.add(part),
    known: (part: Place): void => {
      for (const block of this.#found.blocks) if (part.contains(block)) this.#own.add(block);
    },
    left: (): void => {
      this.#forgetting ??= setTimeout(() => this.#forgetRemoved(), FORGETTING_MS);
    },
  };

  /** Look for blocks to read; stops after every few of them, and what was found then is read first. */
  *#sift(): Generator<void> {
    for (;;) {
      const [part] = this.#whole;
      if (!part) return;
      this.#whole.delete(part);
      if (!isInPage(part)) continue;
      if (isShadow(part)) this.#enter(part);
      yield* this.#meetRootsIn(part);
      for (const block of sift(part)) {
        if (block) this.#own.add(block);
        else yield;
      }
    }
  }

  *#meetRootsIn(part: Place): Generator<void> {
    let asked = 0;
    for (const host of [part, ...possibleHosts(part)]) {
      if (!isShadow(host)) this.#meetRootOf(host);
      if (++asked % FEW === 0) yield;
    }
  }

  #meetRootOf(host: Element): void {
    const root = shadowOf(host);
    if (!root) this.#late.expect(host);
    else if (!this.#entered.has(root)) this.#whole.add(root);
  }

  *#readBlock(block: Place): Generator<void> {
    if (!isInPage(block)) return;
    const region = this.#options.region();
    const found: Match[] = [];
    for (const part of readBlock(block)) {
      if (!part) yield;
      else if ('host' in part) this.#meetRootOf(part.host);
      else found.push(...matchesIn(part, region));
    }
    if (!block.isConnected) return; // the page took it away meanwhile
    this.#found.keep(
      block,
      found.filter(match => isReadable(match) && this.#options.keeps(match)),
    );
  }

  #enter(root: ShadowRoot): void {
    if (this.#entered.has(root)) return;
    const left = new AbortController();
    this.#entered.set(root, left);
    this.#observer.observe(root, WATCHED); // once is enough: it holds no root that the page lets go
    this.#options.entered(root, left.signal);
  }

  #forgetRemoved(): void {
    this.#forgetting = undefined;
    this.#found.forgetRemoved();
    for (const [root, left] of this.#entered) {
      if (root.isConnected) continue;
      left.abort();
      this.#entered.delete(root);
    }
    this.#wake();
  }

  /** Tell what was found and what is gone, not too much at once. */
  #tell(): void {
    const { added, removed } = this.#found.take();
    if (added.length + removed.length > 0) this.#options.changed(added, removed);
    if (this.#found.isTold) this.#toldAt = performance.now();
  }
}

function matchesIn(part: Exclude<Part, undefined | { host: Element }>, region: string | undefined): Match[] {
  if ('run' in part) return textMatches(part.run, region);
  const match = linkMatch(part.link, region);
  return match ? [match] : [];
}

function isInPage(block: Place): boolean {
  return block.isConnected && block.parentNode?.nodeName !== 'HEAD';
}

function isReadable({ start }: Match): boolean {
  const holder = around(start.node);
  return holder !== null && !isUnread(holder);
}
