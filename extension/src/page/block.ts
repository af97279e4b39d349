// The text of one block as a person reads it: joined over inline elements, with the way back to its nodes.

import { glance } from './finding/glance.ts';
import { calls, isInline, type Link, type Place, UNREAD } from './flow.ts';
import { drawnIn, hostOf, isElement, isText, saidIn, shadowOf } from './shadow.ts';

export interface Point {
  readonly node: Text;
  readonly offset: number;
}

/** A stretch of text without a border in it. Of a long one a part, with some of the text on both sides. */
export interface Run {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly from?: number; // numbers that begin before are another part's
  readonly to?: number; // and those that begin here or behind
}

interface Piece {
  readonly node: Text;
  readonly at: number; // where the node's text begins in the run; before it, where the part begins within the node
}

/** What a block holds: its own text, links that call, and the blocks within; or nothing yet, to take a breath. */
export type Part = { readonly run: Run } | { readonly link: Link } | { readonly inner: Place } | undefined;

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

const NOTHING = '\u200b'; // a sign that the finder passes over: places in the text stay what they are

/** Whether a block is no more than a short text without a number: most are, and are done with at that. */
export function isPlain(block: Place): boolean {
  if (block.firstElementChild) return false;
  const text = block.textContent ?? '';
  return text.length <= LONGEST && !mayHold(text) && !(isElement(block) && shadowOf(block));
}

function mayHold(raw: string): boolean {
  return glance(raw.includes('\n') ? raw.replaceAll('\n', ' ') : raw);
}

/** Read what belongs to a block itself; the blocks within are named, not read. */
export function* readBlock(block: Place): Generator<Part> {
  const shadow = isElement(block) && shadowOf(block);
  if (shadow) yield { inner: shadow };
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
        yield* stretch.end();
        if (!UNREAD.has(node.localName)) yield { inner: node };
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

interface Stride {
  readonly node: Text;
  readonly from: number;
  to: number;
}

type Step = Stride | { readonly element: Element; readonly enters: boolean };

/** The text since the last border: text nodes, or parts of them, and the edges of the elements between. */
class Stretch {
  readonly #block: Place;
  #steps: Step[] = [];
  #length = 0; // characters
  #from = 0; // of them the first that no run before has had as its own

  constructor(block: Place) {
    this.#block = block;
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
    const run = join(this.#block, this.#steps, this.#from, to);
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

/** Join text nodes into one text, if a number may be in it; only then is it worth asking how things look. */
function join(block: Place, steps: readonly Step[], from: number, to: number): Run | undefined {
  let raw = '';
  for (const step of steps) if ('node' in step) raw += saidIn(step.node, step.from, step.to);
  if (!mayHold(raw)) return undefined;

  const styled = isElement(block) ? block : block.host;
  const keepsLines = raw.includes('\n') && /^(?:pre|break)/.test(getComputedStyle(styled).whiteSpace);
  const pieces: Piece[] = [];
  let text = '';
  let hidden: Element | undefined;
  let read = 0; // of the raw text
  const own = { from: 0, to: 0 };
  for (const step of steps) {
    if ('node' in step) {
      const part = saidIn(step.node, step.from, step.to);
      if (from >= read) own.from = text.length + (hidden ? 0 : from - read);
      if (to > read) own.to = text.length + (hidden ? 0 : Math.min(part.length, to - read));
      read += part.length;
      if (hidden) continue;
      pieces.push({ node: step.node, at: text.length - step.from });
      text += keepsLines ? part : collapsed(part);
    } else if (hidden) {
      if (step.element === hidden) hidden = undefined;
    } else {
      const look = getComputedStyle(step.element).display;
      if (look === 'none' && step.enters) hidden = step.element;
      else text += gap(look);
    }
  }
  return { text, pieces, ...own };
}

/** White space as it is drawn: one space, however long it is in the source, and nothing more. */
function collapsed(text: string): string {
  return text.replace(/[ \t\r\n\f]{2,}/g, run => ` ${NOTHING.repeat(run.length - 1)}`).replaceAll('\n', ' ');
}

/** What stands between the text before and after the edge of an element. */
function gap(display: string): string {
  if (display === 'inline' || display === 'contents' || display === 'none') return '';
  return display.startsWith('inline') ? ' ' : '\n';
}

/** Where a place in a run's text is in the document; `side` tells the end of one node from the start of the next. */
export function pointAt(run: Run, place: number, side: 'start' | 'end'): Point | undefined {
  if (side === 'start' && (place < (run.from ?? 0) || place >= (run.to ?? run.text.length))) return undefined;
  const inside = side === 'start' ? place : place - 1;
  const piece = run.pieces.findLast(candidate => candidate.at <= inside);
  return piece && { node: piece.node, offset: Math.min(place - piece.at, piece.node.length) };
}
