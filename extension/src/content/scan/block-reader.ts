// What one block of the page says: stretches of its text, and links that call.

import { sourceMayContainNumber } from '../../finder/text/candidate-scan.ts';
import {
  type BlockRoot,
  isInline,
  isTelLink,
  SKIPPED_TAGS,
  type TelLinkElement,
} from '../dom/inline-elements.ts';
import {
  closestInFlatTree,
  isCustom,
  isElement,
  isText,
  shadowHostOf,
  shadowRootOf,
} from '../dom/shadow-dom.ts';
import { type InlineText, joinInlineText, type TraversalStep } from './inline-text.ts';

/** What a block holds: its own text, links that call, its shadow, if it may have one; or nothing yet, to take a breath. */
export type BlockPart =
  | { readonly run: InlineText }
  | { readonly link: TelLinkElement }
  | { readonly host: Element }
  | undefined;

const FEW = 32; // nodes stepped over in one breath
const LONGEST = 4_000; // characters read in one breath
const OVERLAP_CHARS = 700; // characters on both sides of these: the longest run of digits, and the words around it
const MOST_STEPS = 10_000; // texts and edges of elements in these

// Places whose digits are no text, beside those known by name: asked of hits alone.
const UNREAD_PLACES = [
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
const UNREAD_SELECTOR = [...SKIPPED_TAGS, ...UNREAD_PLACES].join(', ');

/** Whether a place is never read: code, editors, forms. */
export function isExcluded(element: Element): boolean {
  for (let each: Element | null = element; each; each = shadowHostOf(each)) {
    if (each.closest(UNREAD_SELECTOR)) return true;
  }
  return false;
}

/** The link that a node is in, if it is one that calls. */
export function closestTelLink(element: Element): TelLinkElement | undefined {
  const link = closestInFlatTree(element, 'a[*|href], area[href]');
  return link && isTelLink(link) ? link : undefined;
}

/** Whether a block is no more than a short text without a number: most are, and are done with at that. */
export function hasNoCandidate(block: BlockRoot): boolean {
  if (block.firstElementChild || (isElement(block) && (isCustom(block) || shadowRootOf(block)))) return false;
  return isPlainText(block.textContent ?? '');
}

export function isPlainText(text: string): boolean {
  return text.length <= LONGEST && !sourceMayContainNumber(text);
}

/** Read what belongs to a block itself; the blocks within are not read. */
export function* readBlock(block: BlockRoot): Generator<BlockPart> {
  if (isElement(block)) yield { host: block };
  const stretch = new TextBuffer(block);
  let nodes = 0;
  let node = block.firstChild;
  while (node) {
    if (++nodes % FEW === 0) {
      yield undefined;
      if (!block.contains(node)) return; // the page took it away; it will be told of that
    }
    if (stretch.isFull) yield* stretch.cut();
    if (isText(node)) {
      for (let at = stretch.add(node, 0); at < node.length; at = stretch.add(node, at)) yield* stretch.cut();
    } else if (isElement(node)) {
      if (isTelLink(node)) {
        yield* stretch.end();
        yield { link: node };
      } else if (!isInline(node)) {
        if (!stretch.isEmpty) yield* stretch.end();
      } else {
        stretch.edge(node, true);
        if (node.firstChild) {
          node = node.firstChild;
          continue;
        }
        stretch.edge(node, false);
      }
    }
    node = next(node, block, stretch);
  }
  yield* stretch.end();
}

/** The next node in document order after this one and all in it, noting the elements that are left. */
function next(node: ChildNode, block: BlockRoot, stretch: TextBuffer): ChildNode | null {
  for (let here = node; ; ) {
    const after = here.nextSibling;
    if (after) return after;
    const parent = here.parentElement;
    if (!parent || parent === block) return null;
    stretch.edge(parent, false);
    here = parent;
  }
}

/** The text since the last border: text nodes, or parts of them, and the edges of the elements between. */
class TextBuffer {
  readonly #block: BlockRoot;
  #steps: TraversalStep[] = [];
  #length = 0; // characters
  #from = 0; // of them the first that no run before has had as its own

  constructor(block: BlockRoot) {
    this.#block = block;
  }

  get isEmpty(): boolean {
    return this.#length === 0 && this.#steps.length === 0;
  }

  get isFull(): boolean {
    return this.#length >= LONGEST + 2 * OVERLAP_CHARS || this.#steps.length >= MOST_STEPS;
  }

  /** Take as much of a text as there is room for; tell where the rest begins. */
  add(node: Text, from: number): number {
    const to = Math.min(node.length, from + LONGEST + 2 * OVERLAP_CHARS - this.#length);
    const last = this.#steps.at(-1);
    if (last && 'node' in last && last.node === node) last.to = to;
    else this.#steps.push({ node, from, to });
    this.#length += to - from;
    return to;
  }

  edge(element: Element, enters: boolean): void {
    this.#steps.push({ element, enters });
  }

  /** A border: what comes after is read for itself. */
  *end(): Generator<BlockPart> {
    if (this.#length > 0) yield* this.#read(this.#length);
    this.#steps = [];
    this.#length = 0;
    this.#from = 0;
  }

  /** Let go of all but the end of it: what comes after may be of the same number. */
  *cut(): Generator<BlockPart> {
    if (this.#length <= 3 * OVERLAP_CHARS) {
      yield* this.end(); // hardly any text in so many elements
      return;
    }
    yield* this.#read(this.#length - OVERLAP_CHARS);
    this.#keep(2 * OVERLAP_CHARS);
    yield undefined;
  }

  *#read(to: number): Generator<BlockPart> {
    const holder = isElement(this.#block) ? this.#block : this.#block.host;
    const run = joinInlineText(holder, this.#steps, this.#from, to);
    if (run) yield { run };
  }

  #keep(length: number): void {
    const kept: TraversalStep[] = [];
    let left = length;
    for (let step = this.#steps.pop(); step && left > 0; step = this.#steps.pop()) {
      if ('node' in step) {
        const from = Math.max(step.from, step.to - left);
        left -= step.to - from;
        kept.push({ node: step.node, from, to: step.to });
      } else {
        kept.push(step);
      }
    }
    const first = kept.findLast(step => 'node' in step);
    kept.length = first ? kept.lastIndexOf(first) + 1 : 0;
    let around = first?.node.parentElement;
    for (; around && around !== this.#block; around = around.parentElement) {
      kept.push({ element: around, enters: true }); // what the text that is left is in
    }
    this.#steps = kept.reverse();
    this.#length = length - left;
    this.#from = OVERLAP_CHARS;
  }
}
