// What one block of the page says: stretches of its text, and links that call.

import { glanceAtSource } from '../../finder/text/candidate-scan.ts';
import { calls, isInline, type Link, type Place, UNREAD } from '../dom/inline-elements.ts';
import { drawnIn, hostOf, isCustom, isElement, isText, shadowOf } from '../dom/shadow-dom.ts';
import { join, type Run, type Step } from './inline-text.ts';

/** What a block holds: its own text, links that call, its shadow, if it may have one; or nothing yet, to take a breath. */
export type Part = { readonly run: Run } | { readonly link: Link } | { readonly host: Element } | undefined;

const FEW = 32; // nodes stepped over in one breath
const LONGEST = 4_000; // characters read in one breath
const BESIDE = 700; // characters on both sides of these: the longest run of digits, and the words around it
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
const UNREAD_SELECTOR = [...UNREAD, ...UNREAD_PLACES].join(', ');

/** Whether a place is never read: code, editors, forms. */
export function isUnread(element: Element): boolean {
  for (let each: Element | null = element; each; each = hostOf(each)) {
    if (each.closest(UNREAD_SELECTOR)) return true;
  }
  return false;
}

/** The link that a node is in, if it is one that calls. */
export function callingLink(element: Element): Link | undefined {
  const link = drawnIn(element, 'a[*|href], area[href]');
  return link && calls(link) ? link : undefined;
}

/** Whether a block is no more than a short text without a number: most are, and are done with at that. */
export function isPlain(block: Place): boolean {
  if (block.firstElementChild || (isElement(block) && (isCustom(block) || shadowOf(block)))) return false;
  return isPlainText(block.textContent ?? '');
}

export function isPlainText(text: string): boolean {
  return text.length <= LONGEST && !glanceAtSource(text);
}

/** Read what belongs to a block itself; the blocks within are not read. */
export function* readBlock(block: Place): Generator<Part> {
  if (isElement(block)) yield { host: block };
  const stretch = new Stretch(block);
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
      if (calls(node)) {
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
function next(node: ChildNode, block: Place, stretch: Stretch): ChildNode | null {
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
class Stretch {
  readonly #block: Place;
  #steps: Step[] = [];
  #length = 0; // characters
  #from = 0; // of them the first that no run before has had as its own

  constructor(block: Place) {
    this.#block = block;
  }

  get isEmpty(): boolean {
    return this.#length === 0 && this.#steps.length === 0;
  }

  get isFull(): boolean {
    return this.#length >= LONGEST + 2 * BESIDE || this.#steps.length >= MOST_STEPS;
  }

  /** Take as much of a text as there is room for; tell where the rest begins. */
  add(node: Text, from: number): number {
    const to = Math.min(node.length, from + LONGEST + 2 * BESIDE - this.#length);
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
  *end(): Generator<Part> {
    if (this.#length > 0) yield* this.#read(this.#length);
    this.#steps = [];
    this.#length = 0;
    this.#from = 0;
  }

  /** Let go of all but the end of it: what comes after may be of the same number. */
  *cut(): Generator<Part> {
    if (this.#length <= 3 * BESIDE) {
      yield* this.end(); // hardly any text in so many elements
      return;
    }
    yield* this.#read(this.#length - BESIDE);
    this.#keep(2 * BESIDE);
    yield undefined;
  }

  *#read(to: number): Generator<Part> {
    const holder = isElement(this.#block) ? this.#block : this.#block.host;
    const run = join(holder, this.#steps, this.#from, to);
    if (run) yield { run };
  }

  #keep(length: number): void {
    const kept: Step[] = [];
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
    this.#from = BESIDE;
  }
}
