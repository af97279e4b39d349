// Scans the page for numbers in short slices and follows its changes. It never changes the page.

import type { BlockRoot } from '../dom/inline-elements.ts';
import { LateShadowRoots } from '../dom/late-shadow-roots.ts';
import { flatParent, isShadowRoot, shadowRootOf } from '../dom/shadow-dom.ts';
import { queryPossibleShadowHosts } from '../dom/shadow-host-query.ts';
import { type BlockPart, hasNoCandidate, isExcluded, readBlock } from './block-reader.ts';
import { MatchStore } from './match-store.ts';
import { linkMatch, type Match, matchesInText } from './matches.ts';
import { MutationQueue } from './mutation-queue.ts';
import { findCandidateBlocks } from './text-prefilter.ts';
import { subtreesInViewport } from './viewport-first.ts';

const SLICE_MS = 5; // the longest time for which an input event of the page may have to wait
const STEPS_PER_CHECK = 16; // blocks or elements handled between two checks of the time
const STEPS_PER_TURN = 512; // blocks or changes handled before another kind of work has its turn
const IDLE_TIMEOUT_MS = 1_000; // a page that is never idle is scanned anyway
// During a scan: each change of the highlights makes the browser paint the page again.
const NOTIFY_INTERVAL_MS = 500;
const MIN_PAUSE_MS = 100; // between two notifications after a scan, for a page that changes all the time
const MAX_PAUSE_MS = 1_000; // after a scan, before the next one
const PAUSE_FACTOR = 10; // the pause is this many times as long as the scan, to leave time for the page
const PRUNE_DELAY_MS = 500; // between two searches for blocks that left the page
const OBSERVED_MUTATIONS: MutationObserverInit = {
  subtree: true,
  childList: true,
  characterData: true,
  attributeFilter: ['href', 'contenteditable'],
};

interface ScannerOptions {
  readonly root: Document;
  readonly region: () => string | undefined;
  readonly accepts: (match: Match) => boolean; // a match that is not accepted is not stored
  readonly onMatchesChanged: (added: readonly Match[], removed: readonly Match[]) => void;
  readonly onShadowRoot: (root: ShadowRoot, signal: AbortSignal) => void; // aborted when it leaves the page
  readonly signal: AbortSignal;
}

export class PageScanner {
  readonly #options: ScannerOptions;
  readonly #observer = new MutationObserver(records => this.#onMutations(records));
  readonly #mutations = new MutationQueue();
  readonly #subtreesToScan = new Set<BlockRoot>();
  readonly #blocksToRead = new Set<BlockRoot>();
  readonly #matches = new MatchStore();
  readonly #shadowRoots = new Map<ShadowRoot, AbortController>();
  readonly #lateRoots = new LateShadowRoots(root => this.addShadowRoot(root));
  #work: Generator<void> | undefined; // the current scan, which the next slice continues
  #idleCallback = 0;
  #sliceTimer: ReturnType<typeof setTimeout> | undefined;
  #pruneTimer: ReturnType<typeof setTimeout> | undefined;
  #notifiedAt = Number.NEGATIVE_INFINITY;
  #scanMs = 0; // time that the current scan has taken so far
  #pausedUntil = 0;

  constructor(options: ScannerOptions) {
    this.#options = options;
    const { root, signal } = options;
    this.#observer.observe(root, OBSERVED_MUTATIONS);
    signal.addEventListener('abort', () => this.#stop(), { once: true });
    this.rescanAll();
  }

  /** The shadow roots of the page that are scanned. */
  get roots(): Iterable<ShadowRoot> {
    return this.#shadowRoots.keys();
  }

  /** Return the matches that a text node is part of. */
  matchesIn(node: Text): readonly Match[] {
    return this.#matches.at(node);
  }

  /** Scan a shadow root, unless it is already one of those that are scanned. */
  addShadowRoot(root: ShadowRoot): void {
    if (this.#shadowRoots.has(root)) return;
    this.#subtreesToScan.add(root);
    this.#schedule();
  }

  /** Scan the page again, for example for another region. A block keeps its matches until it is read. */
  rescanAll(): void {
    this.#work = undefined;
    for (const block of this.#matches.blocks) this.#blocksToRead.add(block);
    for (const subtree of subtreesInViewport()) this.#subtreesToScan.add(subtree);
    const { body, documentElement } = this.#options.root;
    // If there is neither yet, the observer reports it later.
    const top = body ?? (documentElement as Element | null);
    if (top) this.#subtreesToScan.add(top);
    for (const root of this.#shadowRoots.keys()) this.#subtreesToScan.add(root);
    this.#schedule();
  }

  #stop(): void {
    this.#observer.disconnect();
    cancelIdleCallback(this.#idleCallback);
    clearTimeout(this.#sliceTimer);
    clearTimeout(this.#pruneTimer);
    this.#work = undefined;
    this.#mutations.clear();
    this.#subtreesToScan.clear();
    this.#blocksToRead.clear();
    this.#matches.clear();
    this.#lateRoots.stop();
    for (const controller of this.#shadowRoots.values()) controller.abort();
    this.#shadowRoots.clear();
  }

  /** Start a scan when the page is idle and the pause is over; after that, run one slice after another. */
  #schedule(): void {
    if (this.#idleCallback !== 0 || this.#sliceTimer !== undefined || this.#options.signal.aborted) return;
    const pauseMs = this.#pausedUntil - performance.now();
    const start = () => {
      this.#idleCallback = 0;
      this.#runSlice();
    };
    if (pauseMs > 0) this.#sliceTimer = setTimeout(start, pauseMs);
    else this.#idleCallback = requestIdleCallback(start, { timeout: IDLE_TIMEOUT_MS });
  }

  /** Queue the changes only: this runs as part of the page's own work. */
  #onMutations(records: MutationRecord[]): void {
    this.#mutations.push(records);
    this.#schedule();
  }

  #runSlice(): void {
    this.#sliceTimer = undefined;
    const startedAt = performance.now();
    if (startedAt - this.#notifiedAt > NOTIFY_INTERVAL_MS) this.#notify();
    this.#work ??= this.#process();
    let isDone: boolean | undefined;
    do isDone = this.#work.next().done;
    while (!isDone && performance.now() - startedAt < SLICE_MS);
    const now = performance.now();
    this.#scanMs += now - startedAt;
    if (isDone) {
      this.#work = undefined;
      this.#pausedUntil = now + Math.min(this.#scanMs * PAUSE_FACTOR, MAX_PAUSE_MS);
      this.#scanMs = 0;
      if (now - this.#notifiedAt > MIN_PAUSE_MS) this.#notify();
    }
    const { isFlushed } = this.#matches;
    if (!isDone || !isFlushed)
      this.#sliceTimer = setTimeout(() => this.#runSlice(), isDone ? MIN_PAUSE_MS : 0);
  }

  /**
   * Do all work that is queued, each kind in its turn: a page that changes faster than it is read must not
   * keep its other numbers from being found. Yields where a slice may end.
   */
  *#process(): Generator<void> {
    let search = this.#findBlocks();
    for (;;) {
      yield* this.#mutations.drain(this.#mutationSink, STEPS_PER_TURN);
      yield* this.#readBlocks();
      const { size } = this.#blocksToRead;
      let isSearchDone = false;
      for (
        let step = 1;
        !isSearchDone && step <= STEPS_PER_TURN && this.#blocksToRead.size === size;
        step++
      ) {
        isSearchDone = search.next().done ?? false;
        yield;
      }
      if (!isSearchDone) continue;
      if (this.#subtreesToScan.size + this.#blocksToRead.size === 0 && this.#mutations.isEmpty) return;
      search = this.#findBlocks();
    }
  }

  *#readBlocks(): Generator<void> {
    for (let step = 1; step <= STEPS_PER_TURN; step++) {
      const [block] = this.#blocksToRead;
      if (!block) return;
      this.#blocksToRead.delete(block);
      if (this.#matches.has(block) || !hasNoCandidate(block)) yield* this.#readBlock(block);
      if (step % STEPS_PER_CHECK === 0) yield;
    }
  }

  readonly #mutationSink = {
    rereadBlock: (block: BlockRoot): void => void this.#blocksToRead.add(block),
    rescanSubtree: (root: BlockRoot): void => void this.#subtreesToScan.add(root),
    recheckKnown: (root: BlockRoot): void => {
      for (const block of this.#matches.blocks) if (root.contains(block)) this.#blocksToRead.add(block);
    },
    nodesRemoved: (): void => {
      this.#pruneTimer ??= setTimeout(() => this.#prune(), PRUNE_DELAY_MS);
    },
  };

  /** Search the queued subtrees for blocks to read. Yields often, because found blocks are read first. */
  *#findBlocks(): Generator<void> {
    for (;;) {
      const [root] = this.#subtreesToScan;
      if (!root) return;
      this.#subtreesToScan.delete(root);
      if (!isInBody(root)) continue;
      if (isShadowRoot(root)) this.#observeShadowRoot(root);
      yield* this.#queueShadowRootsIn(root);
      for (const block of findCandidateBlocks(root)) {
        if (block) this.#blocksToRead.add(block);
        else yield;
      }
    }
  }

  *#queueShadowRootsIn(root: BlockRoot): Generator<void> {
    let queried = 0;
    for (const host of [root, ...queryPossibleShadowHosts(root)]) {
      if (!isShadowRoot(host)) this.#queueShadowRootOf(host);
      if (++queried % STEPS_PER_CHECK === 0) yield;
    }
  }

  #queueShadowRootOf(host: Element): void {
    const root = shadowRootOf(host);
    if (!root) this.#lateRoots.watch(host);
    else if (!this.#shadowRoots.has(root)) this.#subtreesToScan.add(root);
  }

  *#readBlock(block: BlockRoot): Generator<void> {
    if (!isInBody(block)) return;
    const region = this.#options.region();
    const matches: Match[] = [];
    for (const part of readBlock(block)) {
      if (!part) yield;
      else if ('host' in part) this.#queueShadowRootOf(part.host);
      else matches.push(...matchesIn(part, region));
    }
    if (!block.isConnected) return; // the page removed it while it was read
    this.#matches.set(
      block,
      matches.filter(match => isReadable(match) && this.#options.accepts(match)),
    );
  }

  #observeShadowRoot(root: ShadowRoot): void {
    if (this.#shadowRoots.has(root)) return;
    const controller = new AbortController();
    this.#shadowRoots.set(root, controller);
    this.#observer.observe(root, OBSERVED_MUTATIONS); // this does not keep a removed root alive
    this.#options.onShadowRoot(root, controller.signal);
  }

  #prune(): void {
    this.#pruneTimer = undefined;
    this.#matches.pruneDisconnected();
    for (const [root, controller] of this.#shadowRoots) {
      if (root.isConnected) continue;
      controller.abort();
      this.#shadowRoots.delete(root);
    }
    this.#schedule();
  }

  /** Report some of the changes of matches; the rest follows. */
  #notify(): void {
    const { added, removed } = this.#matches.takeChanges();
    if (added.length + removed.length > 0) this.#options.onMatchesChanged(added, removed);
    if (this.#matches.isFlushed) this.#notifiedAt = performance.now();
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

function isInBody(block: BlockRoot): boolean {
  return block.isConnected && block.parentNode?.nodeName !== 'HEAD';
}

function isReadable({ start }: Match): boolean {
  const element = flatParent(start.node);
  return element !== null && !isExcluded(element);
}
