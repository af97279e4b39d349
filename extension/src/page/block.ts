// The text of one block as a person reads it: joined over inline elements, with the way back to its nodes.

import { glance } from './finding/glance.ts';
import { calls, isInline, type Link, type Place, UNREAD } from './flow.ts';
import { drawnIn, hostOf, isElement, isText, shadowOf } from './shadow.ts';

export interface Point {
  readonly node: Text;
  readonly offset: number;
}

/** A stretch of text without a border in it. */
export interface Run {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

interface Piece {
  readonly node: Text;
  readonly at: number; // where the node's text begins in the run
}

/** What a block holds: its own text, links that call, and the blocks within. */
export interface Block {
  readonly runs: Run[];
  readonly links: Link[];
  readonly inner: Place[];
}

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

type Step = Text | { readonly element: Element; readonly enters: boolean };

/** Read what belongs to a block itself; the blocks within are named, not read. */
export function readBlock(block: Place): Block {
  const read: Block = { runs: [], links: [], inner: [] };
  const shadow = isElement(block) && shadowOf(block);
  if (shadow) read.inner.push(shadow);
  let steps: Step[] = [];
  const border = () => {
    const run = join(block, steps);
    if (run) read.runs.push(run);
    steps = [];
  };
  let node = block.firstChild;
  while (node) {
    if (isText(node)) {
      if (node.length > 0) steps.push(node);
    } else if (isElement(node)) {
      if (calls(node)) {
        border();
        read.links.push(node);
      } else if (!isInline(node)) {
        border();
        if (!UNREAD.has(node.localName)) read.inner.push(node);
      } else {
        steps.push({ element: node, enters: true });
        if (node.firstChild) {
          node = node.firstChild;
          continue;
        }
        steps.push({ element: node, enters: false });
      }
    }
    node = next(node, block, steps);
  }
  border();
  return read;
}

/** The next node in document order after this one and all in it, noting the elements that are left. */
function next(node: ChildNode, block: Place, steps: Step[]): ChildNode | null {
  let here = node;
  while (!here.nextSibling) {
    const parent = here.parentElement;
    if (!parent || parent === block) return null;
    steps.push({ element: parent, enters: false });
    here = parent;
  }
  return here.nextSibling;
}

/** Join text nodes into one text, if a number may be in it; only then is it worth asking how things look. */
function join(block: Place, steps: readonly Step[]): Run | undefined {
  let raw = '';
  for (const step of steps) if ('data' in step) raw += step.data;
  if (!glance(raw.replace(/\n/g, ' '))) return undefined;

  const styled = isElement(block) ? block : block.host;
  const keepsLines = raw.includes('\n') && /^(?:pre|break)/.test(getComputedStyle(styled).whiteSpace);
  const pieces: Piece[] = [];
  let text = '';
  let hidden: Element | undefined;
  for (const step of steps) {
    if ('data' in step) {
      if (hidden) continue;
      pieces.push({ node: step, at: text.length });
      text += keepsLines ? step.data : step.data.replace(/\n/g, ' ');
    } else if (hidden) {
      if (step.element === hidden) hidden = undefined;
    } else {
      const look = getComputedStyle(step.element).display;
      if (look === 'none' && step.enters) hidden = step.element;
      else text += gap(look);
    }
  }
  return { text, pieces };
}

/** What stands between the text before and after the edge of an element. */
function gap(display: string): string {
  if (display === 'inline' || display === 'contents' || display === 'none') return '';
  return display.startsWith('inline') ? ' ' : '\n';
}

/** Where a place in a run's text is in the document; `side` tells the end of one node from the start of the next. */
export function pointAt(run: Run, place: number, side: 'start' | 'end'): Point | undefined {
  const inside = side === 'start' ? place : place - 1;
  const piece = run.pieces.findLast(candidate => candidate.at <= inside);
  return piece && { node: piece.node, offset: Math.min(place - piece.at, piece.node.length) };
}
