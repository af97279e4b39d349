// Checks whether a frame may contain a number, in short slices and again after its changes.

import { PHONE_SCHEME_START } from '../finder/parse/tel-schemes.ts';
import { LateShadowRoots } from './dom/late-shadow-roots.ts';
import { hrefOf } from './dom/link-href.ts';
import { isElement, isText, shadowRootAtPointer, shadowRootOf, textSlice } from './dom/shadow-dom.ts';

const SLICE_MS = 4; // then the scan pauses, so that the page's own scripts and events can run
const MIN_PAUSE_MS = 200; // between two scans of a page that changes
// The pause is this many times as long as the last scan: scans take at most 2 % of the page's time.
const PAUSE_FACTOR = 50;
const NODES_PER_STEP = 100; // nodes visited between two checks of the time
const MAX_CHUNK_CHARS = 4_000; // text searched at once
const OVERLAP_CHARS = 100; // text searched again with the next chunk, which may continue a number
const OBSERVED_MUTATIONS = {
  subtree: true,
  childList: true,
  characterData: true,
  attributeFilter: ['href'],
};

// Matches more texts than the finder does, but is much smaller to load. The main module then decides.
const MAYBE_NUMBER =
  /\p{Nd}(\s*([\p{Pd}\p{Ps}\p{Pe}\p{Cf}\p{M}./~·•‧∙⋅⁄∕−ー・･．／～〜]\s*){0,6}\p{Nd}){6}|\p{Nd}{3}[)）\s.‐-–-]{0,3}[A-Z]{2}/u;
const DIGIT = /\p{Nd}/u;
const MAX_SEPARATOR_CHARS = 7; // a longer text without a digit separates two numbers
const SKIPPED_TAG = /^(script|style|noscript|title)$/;
const BLOCK_TAG = /^(body|div|d[dlt]|h\d|li|[ou]l|p|section|t[dhr]|table|tbody)$/;
const BOUNDARY = '|'; // replaces a block boundary or a text without digits: no number continues across it

/** Scans a frame until it may contain a number; then calls `onFound`, which has to close the probe. */
export class NumberProbe {
  readonly #onFound: () => void;
  readonly #rootsToScan = new Set<Node>();
  readonly #observer = new MutationObserver(records => this.#onMutations(records));
  readonly #lateRoots = new LateShadowRoots(root => this.#observeShadowRoot(root));
  readonly #listeners = new AbortController();
  #work: Generator<void, boolean> | undefined; // the current scan, which the next slice continues
  #scanMs = 0; // time taken by the current scan, or by the last one if none is running
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(frame: Document, onFound: () => void) {
    this.#onFound = onFound;
    this.#observer.observe(frame, OBSERVED_MUTATIONS);
    this.#rootsToScan.add(frame);
    this.#timer = setTimeout(() => this.#runSlice());
    this.#listenTo(frame);
  }

  close(): void {
    this.#observer.disconnect();
    this.#lateRoots.stop();
    this.#listeners.abort();
    this.#rootsToScan.clear();
    clearTimeout(this.#timer);
  }

  #runSlice(): void {
    this.#timer = undefined;
    const startedAt = performance.now();
    this.#work ??= this.#scan();
    let step = this.#work.next();
    while (!step.done && performance.now() - startedAt < SLICE_MS) step = this.#work.next();
    this.#scanMs += performance.now() - startedAt;
    if (!step.done) {
      this.#timer = setTimeout(() => this.#runSlice());
      return;
    }
    this.#work = undefined;
    if (step.value) this.#onFound();
    else if (this.#rootsToScan.size > 0) this.#scheduleNext();
  }

  #enqueue(root: Node): void {
    this.#rootsToScan.add(root);
    if (!this.#work && this.#timer === undefined) this.#scheduleNext();
  }

  #scheduleNext(): void {
    const pauseMs = Math.max(MIN_PAUSE_MS, this.#scanMs * PAUSE_FACTOR);
    this.#timer = setTimeout(() => this.#runSlice(), pauseMs);
    this.#scanMs = 0;
  }

  #onMutations(records: readonly MutationRecord[]): void {
    for (const { target, addedNodes } of records) {
      let areAllBlocks = addedNodes.length > 0;
      for (const node of addedNodes) {
        if (isBlock(node)) this.#enqueue(node);
        else areAllBlocks = false;
      }
      if (!areAllBlocks) this.#enqueue(closestBlock(target)); // the change may complete a number
    }
  }

  #observeShadowRoot(root: ShadowRoot): void {
    this.#observer.observe(root, OBSERVED_MUTATIONS);
    this.#listenTo(root);
    this.#enqueue(root);
  }

  #listenTo(root: Node): void {
    const options = { capture: true, passive: true, signal: this.#listeners.signal };
    root.addEventListener('pointerover', event => this.#onPointerOver(event.composedPath()[0]), options);
  }

  /** Check what no mutation record reports: the value of a field, and a shadow root attached late. */
  #onPointerOver(target: EventTarget | undefined): void {
    if (!(target instanceof Element)) return;
    const { value } = target as HTMLInputElement;
    if (typeof value === 'string' && MAYBE_NUMBER.test(value)) this.#onFound();
    else if (shadowRootAtPointer(target)) this.#enqueue(target);
  }

  /** Return whether one of the queued subtrees may contain a number. Yields wherever a slice may end. */
  *#scan(): Generator<void, boolean> {
    for (const root of this.#rootsToScan) {
      this.#rootsToScan.delete(root);
      if (!root.isConnected) continue;
      const walker = document.createTreeWalker(root);
      let text = '';
      let visited = 0;
      for (let node: Node | null = root; node; node = walker.nextNode()) {
        if (++visited % NODES_PER_STEP === 0) {
          yield;
          if (!node.isConnected) {
            this.#rootsToScan.add(root); // the page removed the current node: start again
            return false;
          }
        }
        if (isElement(node)) {
          if (this.#visitElement(node)) return true;
          if (isBlock(node)) text += BOUNDARY;
        } else if (isText(node) && !SKIPPED_TAG.test(tagOf(node.parentNode))) {
          for (let offset = 0; offset < node.length; offset += MAX_CHUNK_CHARS) {
            const chunk = textSlice(node, offset, offset + MAX_CHUNK_CHARS).trim();
            const isSeparator = chunk.length > MAX_SEPARATOR_CHARS && !DIGIT.test(chunk);
            text = isSeparator ? BOUNDARY : text.slice(-OVERLAP_CHARS) + chunk;
            if (MAYBE_NUMBER.test(text)) return true;
            if (offset > 0) yield;
          }
        }
      }
      yield;
    }
    return false;
  }

  /** Return whether an element is a link that may call a number. Its shadow root is queued. */
  #visitElement(element: Element): boolean {
    const root = shadowRootOf(element);
    if (root) this.#observeShadowRoot(root);
    else this.#lateRoots.watch(element);
    return PHONE_SCHEME_START.test(hrefOf(element));
  }
}

function closestBlock(node: Node): Node {
  let block = node;
  while (!isBlock(block) && block.parentNode) block = block.parentNode;
  return block;
}

function isBlock(node: Node): boolean {
  return BLOCK_TAG.test(tagOf(node));
}

function tagOf(node: Node | null): string {
  return isElement(node) ? node.localName : '';
}
