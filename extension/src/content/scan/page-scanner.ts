// Reads the page for numbers in slices and follows its changes; it never writes to it.

import { type BlockRoot, containingBlock } from '../dom/inline-elements.ts';
import { LateShadowRoots } from '../dom/late-shadow-roots.ts';
import { flatParent, isShadow, shadowRootOf } from '../dom/shadow-dom.ts';
import { queryPossibleShadowHosts } from '../dom/shadow-host-query.ts';
import { type BlockPart, hasNoCandidate, isExcluded, readBlock } from './block-reader.ts';
import { MatchStore } from './match-store.ts';
import { linkMatch, type Match, matchesInText } from './matches.ts';
import { MutationQueue } from './mutation-queue.ts';
import { findCandidateBlocks } from './text-prefilter.ts';
import { subtreesInViewport } from './viewport-first.ts';

const SLICE_MS = 5; // then the page has its turn: an input never waits longer for us
const FEW = 16; // blocks, or elements, between two looks at the clock
const MANY = 512; // blocks, or changes, before others have their turn
const PATIENCE_MS = 1000; // a page that is never idle is read all the same
const NOTIFY_INTERVAL_MS = 500; // while the page is read: every change of the marks has the browser paint it again
const REST_MS = 100; // at least between two of them, also where the page changes in every frame
const REST_TIMES = 10; // longer than the last reading took: a page that always changes is left its time
const LONGEST_REST_MS = 1_000;
const PRUNE_DELAY_MS = 500; // between two searches for what has left the page
const WATCHED: MutationObserverInit = {
  subtree: true,
  childList: true,
  characterData: true,
  attributeFilter: ['href', 'contenteditable'],
};

export interface ScannerOptions {
  readonly root: Document;
  readonly region: () => string | undefined;
  readonly accepts: (match: Match) => boolean; // what the agent or the page wants left alone is not kept
  readonly onMatchesChanged: (added: readonly Match[], removed: readonly Match[]) => void;
  readonly onShadowRoot: (root: ShadowRoot, signal: AbortSignal) => void; // the signal tells that it left the page
  readonly onDocumentReplaced: () => void; // the document has another root, or was written anew
  readonly signal: AbortSignal;
}

export class PageScanner {
  readonly #options: ScannerOptions;
  readonly #observer = new MutationObserver(records => this.#onMutations(records));
  readonly #changes = new MutationQueue();
  readonly #subtreesToScan = new Set<BlockRoot>(); // parts in which to look for blocks to read
  readonly #blocksToRead = new Set<BlockRoot>(); // blocks to read
  readonly #found = new MatchStore();
  readonly #entered = new Map<ShadowRoot, AbortController>();
  readonly #late = new LateShadowRoots(root => this.addShadowRoot(root));
  #reading: Generator<void> | undefined; // what the next slice goes on with
  #idle = 0;
  #next: ReturnType<typeof setTimeout> | undefined; // the slice after this one
  #forgetting: ReturnType<typeof setTimeout> | undefined; // elements left the page: what they held is to be forgotten
  #toldAt = Number.NEGATIVE_INFINITY;
  #took = 0; // ms of the reading under way
  #restsUntil = 0;

  constructor(options: ScannerOptions) {
    this.#options = options;
    const { root, signal } = options;
    this.#observer.observe(root, WATCHED);
    signal.addEventListener('abort', () => this.#stop(), { once: true });
    this.rescanAll();
  }

  get roots(): Iterable<ShadowRoot> {
    return this.#entered.keys();
  }

  /** The matches that a text node takes part in. */
  matchesIn(node: Text): readonly Match[] {
    return this.#found.at(node);
  }

  /** The matches of a text node as they are now: its block is read at once. */
  rescanNode(node: Text): readonly Match[] {
    const block = containingBlock(node);
    if (block) for (const _ of this.#readBlock(block));
    this.#notify();
    return this.matchesIn(node);
  }

  /** A shadow root came up: read it, if it is not one of those that are followed. */
  addShadowRoot(root: ShadowRoot): void {
    if (this.#entered.has(root)) return;
    this.#subtreesToScan.add(root);
    this.#schedule();
  }

  /** Read the page anew: another region reads other numbers. Until a block's turn comes its old ones stay. */
  rescanAll(): void {
    this.#reading = undefined;
    for (const block of this.#found.blocks) this.#blocksToRead.add(block);
    for (const part of subtreesInViewport()) this.#subtreesToScan.add(part);
    const { body, documentElement } = this.#options.root;
    const top = body ?? (documentElement as Element | null); // none yet: the observer will see it come
    if (top) this.#subtreesToScan.add(top);
    for (const root of this.#entered.keys()) this.#subtreesToScan.add(root);
    this.#schedule();
  }

  #stop(): void {
    this.#observer.disconnect();
    cancelIdleCallback(this.#idle);
    clearTimeout(this.#next);
    clearTimeout(this.#forgetting);
    this.#reading = undefined;
    for (const each of [this.#changes, this.#subtreesToScan, this.#blocksToRead, this.#found]) each.clear();
    this.#late.stop();
    for (const left of this.#entered.values()) left.abort();
    this.#entered.clear();
  }

  /** Begin when the page is idle, and has had its rest; the work once begun goes on in slices. */
  #schedule(): void {
    if (this.#idle !== 0 || this.#next !== undefined || this.#options.signal.aborted) return;
    const rest = this.#restsUntil - performance.now();
    const begin = () => {
      this.#idle = 0;
      this.#runSlice();
    };
    if (rest > 0) this.#next = setTimeout(begin, rest);
    else this.#idle = requestIdleCallback(begin, { timeout: PATIENCE_MS });
  }

  /** Note what changed and do no more: this runs within the page's own work. */
  #onMutations(records: MutationRecord[]): void {
    this.#changes.push(records);
    for (const { target } of records) if (target === this.#options.root) this.#options.onDocumentReplaced();
    this.#schedule();
  }

  #runSlice(): void {
    this.#next = undefined;
    const began = performance.now();
    if (began - this.#toldAt > NOTIFY_INTERVAL_MS) this.#notify();
    this.#reading ??= this.#process();
    let isDone: boolean | undefined;
    do isDone = this.#reading.next().done;
    while (!isDone && performance.now() - began < SLICE_MS);
    const now = performance.now();
    this.#took += now - began;
    if (isDone) {
      this.#reading = undefined;
      this.#restsUntil = now + Math.min(this.#took * REST_TIMES, LONGEST_REST_MS);
      this.#took = 0;
      if (now - this.#toldAt > REST_MS) this.#notify();
    }
    const { isFlushed } = this.#found;
    if (!isDone || !isFlushed) this.#next = setTimeout(() => this.#runSlice(), isDone ? REST_MS : 0);
  }

  /**
   * Read all that is to be read, each kind in its turn: what changes faster than we read keeps us from nothing else.
   * Stops every few steps, to be asked again.
   */
  *#process(): Generator<void> {
    let sifting = this.#findBlocks();
    for (;;) {
      yield* this.#changes.drain(this.#mutationSink, MANY);
      yield* this.#readBlocks();
      const { size } = this.#blocksToRead;
      let isSifted = false;
      for (let steps = 1; !isSifted && steps <= MANY && this.#blocksToRead.size === size; steps++) {
        isSifted = sifting.next().done ?? false;
        yield;
      }
      if (!isSifted) continue;
      if (this.#subtreesToScan.size + this.#blocksToRead.size === 0 && this.#changes.isEmpty) return;
      sifting = this.#findBlocks();
    }
  }

  *#readBlocks(): Generator<void> {
    for (let steps = 1; steps <= MANY; steps++) {
      const [block] = this.#blocksToRead;
      if (!block) return;
      this.#blocksToRead.delete(block);
      if (this.#found.has(block) || !hasNoCandidate(block)) yield* this.#readBlock(block);
      if (steps % FEW === 0) yield;
    }
  }

  readonly #mutationSink = {
    rereadBlock: (block: BlockRoot): void => void this.#blocksToRead.add(block),
    rescanSubtree: (part: BlockRoot): void => void this.#subtreesToScan.add(part),
    recheckKnown: (part: BlockRoot): void => {
      for (const block of this.#found.blocks) if (part.contains(block)) this.#blocksToRead.add(block);
    },
    nodesRemoved: (): void => {
      this.#forgetting ??= setTimeout(() => this.#forgetRemoved(), PRUNE_DELAY_MS);
    },
  };

  /** Look for blocks to read; stops after every few of them, and what was found then is read first. */
  *#findBlocks(): Generator<void> {
    for (;;) {
      const [part] = this.#subtreesToScan;
      if (!part) return;
      this.#subtreesToScan.delete(part);
      if (!isInPage(part)) continue;
      if (isShadow(part)) this.#observeShadowRoot(part);
      yield* this.#meetRootsIn(part);
      for (const block of findCandidateBlocks(part)) {
        if (block) this.#blocksToRead.add(block);
        else yield;
      }
    }
  }

  *#meetRootsIn(part: BlockRoot): Generator<void> {
    let asked = 0;
    for (const host of [part, ...queryPossibleShadowHosts(part)]) {
      if (!isShadow(host)) this.#meetRootOf(host);
      if (++asked % FEW === 0) yield;
    }
  }

  #meetRootOf(host: Element): void {
    const root = shadowRootOf(host);
    if (!root) this.#late.watch(host);
    else if (!this.#entered.has(root)) this.#subtreesToScan.add(root);
  }

  *#readBlock(block: BlockRoot): Generator<void> {
    if (!isInPage(block)) return;
    const region = this.#options.region();
    const found: Match[] = [];
    for (const part of readBlock(block)) {
      if (!part) yield;
      else if ('host' in part) this.#meetRootOf(part.host);
      else found.push(...matchesIn(part, region));
    }
    if (!block.isConnected) return; // the page took it away meanwhile
    this.#found.set(
      block,
      found.filter(match => isReadable(match) && this.#options.accepts(match)),
    );
  }

  #observeShadowRoot(root: ShadowRoot): void {
    if (this.#entered.has(root)) return;
    const left = new AbortController();
    this.#entered.set(root, left);
    this.#observer.observe(root, WATCHED); // once is enough: it holds no root that the page lets go
    this.#options.onShadowRoot(root, left.signal);
  }

  #forgetRemoved(): void {
    this.#forgetting = undefined;
    this.#found.pruneDisconnected();
    for (const [root, left] of this.#entered) {
      if (root.isConnected) continue;
      left.abort();
      this.#entered.delete(root);
    }
    this.#schedule();
  }

  /** Tell what was found and what is gone, not too much at once. */
  #notify(): void {
    const { added, removed } = this.#found.takeChanges();
    if (added.length + removed.length > 0) this.#options.onMatchesChanged(added, removed);
    if (this.#found.isFlushed) this.#toldAt = performance.now();
  }
}

function matchesIn(
  part: Exclude<BlockPart, undefined | { host: Element }>,
  region: string | undefined,
): Match[] {
  if ('run' in part) return matchesInText(part.run, region);
  const match = linkMatch(part.link, region);
  return match ? [match] : [];
}

function isInPage(block: BlockRoot): boolean {
  return block.isConnected && block.parentNode?.nodeName !== 'HEAD';
}

function isReadable({ start }: Match): boolean {
  const holder = flatParent(start.node);
  return holder !== null && !isExcluded(holder);
}
