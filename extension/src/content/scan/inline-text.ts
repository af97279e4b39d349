// A stretch of text as it is drawn: joined over the elements in it, with the way back to its nodes.

import { sourceMayContainNumber } from '../../finder/text/candidate-scan.ts';
import { textSlice } from '../dom/shadow-dom.ts';

export interface DomPosition {
  readonly node: Text;
  readonly offset: number;
}

/** A stretch of text without a border in it. Of a long one a part, with some of the text on both sides. */
export interface InlineText {
  readonly text: string;
  readonly pieces: readonly TextSpan[];
  readonly from?: number; // numbers that begin before are another part's
  readonly to?: number; // and those that begin here or behind
}

/** A part of a node's text. What a node says has several where white space was left out of it. */
interface TextSpan {
  readonly node: Text;
  readonly offset: number; // where it begins in the node
  readonly start: number; // and in the run
  readonly end: number;
}

/** A text, or a part of one. */
export interface TextSlice {
  readonly node: Text;
  readonly from: number;
  to: number;
}

/** What one steps over in reading: texts, and the edges of elements. */
export type TraversalStep = TextSlice | { readonly element: Element; readonly enters: boolean };

/**
 * Join some steps within a holder into one text, if a number may be in it: only then is it worth asking how
 * things look. `from` and `to` are places in their source.
 */
export function joinInlineText(
  holder: Element,
  steps: readonly TraversalStep[],
  from: number,
  to: number,
): InlineText | undefined {
  let source = '';
  for (const step of steps) if ('node' in step) source += textSlice(step.node, step.from, step.to);
  if (!sourceMayContainNumber(source)) return undefined;

  const draft = new InlineTextBuilder(keepsBlanks(holder, source));
  const own = { from: 0, to: 0 };
  let hidden: Element | undefined;
  let read = 0; // of the source
  for (const step of steps) {
    if ('node' in step) {
      const first = draft.pieces.length;
      if (!hidden) draft.add(step);
      if (from >= read) own.from = draft.placeOf(step.from + from - read, first);
      if (to > read) own.to = draft.placeOf(step.from + to - read, first);
      read += step.to - step.from;
    } else if (hidden) {
      if (step.element === hidden) hidden = undefined;
    } else {
      const look = getComputedStyle(step.element).display;
      if (look === 'none' && step.enters) hidden = step.element;
      else draft.text += gap(look);
    }
  }
  return { text: draft.text, pieces: draft.pieces, ...own };
}

const BLANKS = /[ \t\r\n\f]{2,}/g;

/** A text that is being joined. */
class InlineTextBuilder {
  text = '';
  readonly pieces: TextSpan[] = [];
  readonly #keepsBlanks: boolean;

  constructor(keepsBlanks: boolean) {
    this.#keepsBlanks = keepsBlanks;
  }

  /** Add what a node says; of blanks in a row one is drawn. */
  add({ node, from, to }: TextSlice): void {
    const said = textSlice(node, from, to);
    let at = 0;
    if (!this.#keepsBlanks) {
      for (const { 0: blanks, index } of said.matchAll(BLANKS)) {
        this.#add(node, from + at, said.slice(at, index + 1));
        at = index + blanks.length;
      }
    }
    if (at < said.length) this.#add(node, from + at, said.slice(at));
  }

  #add(node: Text, offset: number, said: string): void {
    const start = this.text.length;
    this.text += this.#keepsBlanks ? said : said.replace(/[\t\r\n\f]/g, ' ');
    this.pieces.push({ node, offset, start, end: this.text.length });
  }

  /** Where something stands of the node whose pieces begin with `first`. */
  placeOf(offset: number, first: number): number {
    const piece = this.pieces.slice(first).findLast(each => each.offset <= offset);
    return piece ? Math.min(piece.start + offset - piece.offset, piece.end) : this.text.length;
  }
}

function keepsBlanks(holder: Element, source: string): boolean {
  return /[\t\r\n\f]| {2}/.test(source) && /^(?:pre|break)/.test(getComputedStyle(holder).whiteSpace);
}

/** What stands between the text before and after the edge of an element. */
function gap(display: string): string {
  if (display === 'inline' || display === 'contents' || display === 'none') return '';
  return display.startsWith('inline') ? ' ' : '\n';
}

/** Where a place in a run's text is in the document; `side` tells the end of one node from the start of the next. */
export function domPositionAt(
  run: InlineText,
  place: number,
  side: 'start' | 'end',
): DomPosition | undefined {
  if (side === 'start' && (place < (run.from ?? 0) || place >= (run.to ?? run.text.length))) return undefined;
  const inside = side === 'start' ? place : place - 1;
  const piece = run.pieces.findLast(each => each.start <= inside);
  return (
    piece && { node: piece.node, offset: Math.min(piece.offset + place - piece.start, piece.node.length) }
  );
}

/** The nodes that a part of a run's text stands in. */
export function textNodesIn(run: InlineText, start: number, end: number): Text[] {
  const pieces = run.pieces.filter(piece => piece.start < end && piece.end > start);
  return [...new Set(pieces.map(({ node }) => node))];
}
