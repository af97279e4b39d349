// Reads one block of the page: runs of its text, and the links in it that call a number.

import { sourceMayContainNumber } from '../../finder/text/candidate-scan.ts';
import { type BlockRoot, isInline, SKIPPED_TAGS } from '../dom/inline-elements.ts';
import {
  closestInFlatTree,
  isCustomElement,
  isElement,
  isText,
  shadowHostOf,
  shadowRootOf,
} from '../dom/shadow-dom.ts';
import { type InlineText, joinInlineText, type TraversalStep } from './inline-text.ts';
import { isTelLink, type TelLinkElement } from './tel-links.ts';

/**
 * A part of a block: a run of its own text, a link that calls a number, or an element that may host a shadow
 * root. `undefined` stands for no part: the reader lets the caller pause.
 */
export type BlockPart =
  | { readonly run: InlineText }
  | { readonly link: TelLinkElement }
  | { readonly host: Element }
  | undefined;

const NODES_PER_STEP = 32; // nodes visited before the caller may pause
const MAX_RUN_CHARS = 4_000; // text of its own in a run; a longer text becomes several runs
const OVERLAP_CHARS = 700; // text that two runs share: room for the longest number with the words around it
const MAX_RUN_STEPS = 10_000; // texts and element boundaries in a run

// Elements besides SKIPPED_TAGS that are never read. The selectors are slow: only matches are checked.
const EXCLUDED_SELECTORS = [
  '[contenteditable]:not([contenteditable="false"])',
  '[role="textbox"]',
  '[role="code"]',
  'pre:has(code)',
  'pre[class*="code"]',
  '[class*="highlight"] pre',
  '.ace_editor',
  '.cm-editor',
  '.CodeMirror',
  '.monaco-editor',
];
const EXCLUDED_SELECTOR = [...SKIPPED_TAGS, ...EXCLUDED_SELECTORS].join(', ');

/** Return whether an element is in a place that is never read, such as code, an editor or a form field. */
export function isExcluded(element: Element): boolean {
  for (let current: Element | null = element; current; current = shadowHostOf(current)) {
    if (current.closest(EXCLUDED_SELECTOR)) return true;
  }
  return false;
}

/** Return the link around an element if it calls a number. */
export function closestTelLink(element: Element): TelLinkElement | undefined {
  const link = closestInFlatTree(element, 'a[*|href], area[href]');
  return link && isTelLink(link) ? link : undefined;
}

/** Return whether a block has nothing but a short text without a number. That is true of most blocks. */
export function hasNoCandidate(block: BlockRoot): boolean {
  if (block.firstElementChild) return false;
  if (isElement(block) && (isCustomElement(block) || shadowRootOf(block))) return false;
  return isShortWithoutNumber(block.textContent ?? '');
}

export function isShortWithoutNumber(text: string): boolean {
  return text.length <= MAX_RUN_CHARS && !sourceMayContainNumber(text);
}

/** Read what belongs to a block itself, without the blocks inside it. */
export function* readBlock(block: BlockRoot): Generator<BlockPart> {
  if (isElement(block)) yield { host: block };
  const buffer = new TextBuffer(block);
  let visited = 0;
  let node = block.firstChild;
  while (node) {
    if (++visited % NODES_PER_STEP === 0) {
      yield undefined;
      if (!block.contains(node)) return; // the page removed it; a mutation record will report that
    }
    if (buffer.isFull) yield* buffer.flushAllButOverlap();
    if (isText(node)) {
      let offset = buffer.add(node, 0);
      while (offset < node.length) {
        yield* buffer.flushAllButOverlap();
        offset = buffer.add(node, offset);
      }
    } else if (isElement(node)) {
      if (isTelLink(node)) {
        yield* buffer.flush();
        yield { link: node };
      } else if (!isInline(node)) {
        if (!buffer.isEmpty) yield* buffer.flush();
      } else {
        buffer.addBoundary(node, true);
        if (node.firstChild) {
          node = node.firstChild;
          continue;
        }
        buffer.addBoundary(node, false);
      }
    }
    node = nextAfter(node, block, buffer);
  }
  yield* buffer.flush();
}

/** Return the node after a node and its content; add the ends of elements to the buffer. */
function nextAfter(node: ChildNode, block: BlockRoot, buffer: TextBuffer): ChildNode | null {
  for (let current = node; ; ) {
    if (current.nextSibling) return current.nextSibling;
    const parent = current.parentElement;
    if (!parent || parent === block) return null;
    buffer.addBoundary(parent, false);
    current = parent;
  }
}

/** Collects text nodes, or parts of them, and the boundaries of elements, until they become a run. */
class TextBuffer {
  readonly #block: BlockRoot;
  #steps: TraversalStep[] = [];
  #length = 0; // characters in all steps
  #ownFrom = 0; // where the text begins that no earlier run had as its own

  constructor(block: BlockRoot) {
    this.#block = block;
  }

  get isEmpty(): boolean {
    return this.#length === 0 && this.#steps.length === 0;
  }

  get isFull(): boolean {
    return this.#length >= MAX_RUN_CHARS + 2 * OVERLAP_CHARS || this.#steps.length >= MAX_RUN_STEPS;
  }

  /** Add as much of a text as fits, from an offset on; return the offset of the rest. */
  add(node: Text, from: number): number {
    const to = Math.min(node.length, from + MAX_RUN_CHARS + 2 * OVERLAP_CHARS - this.#length);
    const last = this.#steps.at(-1);
    if (last && 'node' in last && last.node === node) last.to = to;
    else this.#steps.push({ node, from, to });
    this.#length += to - from;
    return to;
  }

  addBoundary(element: Element, isStart: boolean): void {
    this.#steps.push({ element, isStart });
  }

  /** Yield the text as a run: what follows does not belong to the same text. */
  *flush(): Generator<BlockPart> {
    if (this.#length > 0) yield* this.#runUpTo(this.#length);
    this.#steps = [];
    this.#length = 0;
    this.#ownFrom = 0;
  }

  /** Yield a run, but keep the end of the text: a number may continue in what follows. */
  *flushAllButOverlap(): Generator<BlockPart> {
    if (this.#length <= 3 * OVERLAP_CHARS) {
      yield* this.flush(); // many elements with hardly any text
      return;
    }
    yield* this.#runUpTo(this.#length - OVERLAP_CHARS);
    this.#keepLast(2 * OVERLAP_CHARS);
    yield undefined;
  }

  *#runUpTo(ownTo: number): Generator<BlockPart> {
    const container = isElement(this.#block) ? this.#block : this.#block.host;
    const run = joinInlineText(container, this.#steps, this.#ownFrom, ownTo);
    if (run) yield { run };
  }

  #keepLast(length: number): void {
    const kept: TraversalStep[] = []; // from the last step to the first
    let missing = length;
    for (let step = this.#steps.pop(); step && missing > 0; step = this.#steps.pop()) {
      if ('node' in step) {
        const from = Math.max(step.from, step.to - missing);
        missing -= step.to - from;
        kept.push({ node: step.node, from, to: step.to });
      } else {
        kept.push(step);
      }
    }
    const first = kept.findLast(step => 'node' in step);
    kept.length = first ? kept.lastIndexOf(first) + 1 : 0;
    let ancestor = first?.node.parentElement;
    for (; ancestor && ancestor !== this.#block; ancestor = ancestor.parentElement) {
      kept.push({ element: ancestor, isStart: true }); // the elements that the kept text is in
    }
    this.#steps = kept.reverse();
    this.#length = length - missing;
    this.#ownFrom = OVERLAP_CHARS;
  }
}
