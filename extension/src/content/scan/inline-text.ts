// Joins the text of inline elements into one run as it is rendered, and maps offsets in it back to its nodes.

import { sourceMayContainNumber } from '../../finder/text/candidate-scan.ts';
import { textSlice } from '../dom/shadow-dom.ts';
import { type Division, divisionAt, separatorBetween, type TextSlice } from './inline-gap.ts';

export interface DomPosition {
  readonly node: Text;
  readonly offset: number;
}

/**
 * A run of text that no block interrupts. A long text becomes several runs that overlap: a number belongs to
 * this one if it begins at `from` or later and before `to`.
 */
export interface InlineText {
  readonly text: string;
  readonly spans: readonly TextSpan[];
  readonly from?: number;
  readonly to?: number;
}

/** A part of a node's text in a run. A node has several if white space between them was collapsed. */
interface TextSpan {
  readonly node: Text;
  readonly offset: number; // where it begins in the node
  readonly start: number; // where it begins in the run
  readonly end: number;
}

/** One step of reading: a text, or the boundary of an element. */
export type TraversalStep = TextSlice | { readonly element: Element; readonly isStart: boolean };

/**
 * Join the steps within a container into one run, if there may be a number in it: only then styles are
 * queried. `from` and `to` are offsets in the text of all steps.
 */
export function joinInlineText(
  container: Element,
  steps: readonly TraversalStep[],
  from: number,
  to: number,
): InlineText | undefined {
  let source = '';
  for (const step of steps) if ('node' in step) source += textSlice(step.node, step.from, step.to);
  if (!sourceMayContainNumber(source)) return undefined;

  const builder = new InlineTextBuilder(preservesWhiteSpace(container, source));
  const own = { from: 0, to: 0 };
  let hiddenElement: Element | undefined;
  let sourceOffset = 0;
  let previous: TextSlice | undefined; // the last text that is more than white space
  let division: Division = 'never'; // between it and what follows
  for (const step of steps) {
    if ('node' in step) {
      const isDrawn = !hiddenElement && /\S/.test(textSlice(step.node, step.from, step.to));
      if (isDrawn && previous) builder.text += separatorFor(division, previous, step);
      if (isDrawn) {
        previous = step;
        division = 'never';
      }
      const firstSpan = builder.spans.length;
      if (!hiddenElement) builder.add(step);
      if (from >= sourceOffset) own.from = builder.runOffsetOf(step.from + from - sourceOffset, firstSpan);
      if (to > sourceOffset) own.to = builder.runOffsetOf(step.from + to - sourceOffset, firstSpan);
      sourceOffset += step.to - step.from;
    } else if (hiddenElement) {
      if (step.element === hiddenElement) hiddenElement = undefined;
    } else {
      const style = getComputedStyle(step.element);
      if (style.display === 'none' && step.isStart) hiddenElement = step.element;
      else if (isBlockLike(style.display)) builder.text += '\n';
      else division = strongerDivision(division, divisionAt(step.element, step.isStart, style));
    }
  }
  return { text: builder.text, spans: builder.spans, ...own };
}

const COLLAPSIBLE_SPACE = /[ \t\r\n\f]{2,}/g;

class InlineTextBuilder {
  text = '';
  readonly spans: TextSpan[] = [];
  readonly #preservesWhiteSpace: boolean;

  constructor(preservesWhiteSpace: boolean) {
    this.#preservesWhiteSpace = preservesWhiteSpace;
  }

  /** Add a text; white space collapses as it does when it is rendered. */
  add({ node, from, to }: TextSlice): void {
    const text = textSlice(node, from, to);
    let done = 0;
    if (!this.#preservesWhiteSpace) {
      for (const { 0: space, index } of text.matchAll(COLLAPSIBLE_SPACE)) {
        this.#addSpan(node, from + done, text.slice(done, index + 1));
        done = index + space.length;
      }
    }
    if (done < text.length) this.#addSpan(node, from + done, text.slice(done));
  }

  #addSpan(node: Text, offset: number, text: string): void {
    const start = this.text.length;
    this.text += this.#preservesWhiteSpace ? text : text.replace(/[\t\r\n\f]/g, ' ');
    this.spans.push({ node, offset, start, end: this.text.length });
  }

  /** Map an offset in a node, whose first span has this index, to an offset in the run. */
  runOffsetOf(offset: number, firstSpan: number): number {
    const span = this.spans.slice(firstSpan).findLast(candidate => candidate.offset <= offset);
    return span ? Math.min(span.start + offset - span.offset, span.end) : this.text.length;
  }
}

function preservesWhiteSpace(container: Element, source: string): boolean {
  return /[\t\r\n\f]| {2}/.test(source) && /^(?:pre|break)/.test(getComputedStyle(container).whiteSpace);
}

function strongerDivision(one: Division, other: Division): Division {
  if (one === 'always' || other === 'always') return 'always';
  return one === 'perhaps' || other === 'perhaps' ? 'perhaps' : 'never';
}

function separatorFor(division: Division, before: TextSlice, after: TextSlice): '' | ' ' | '\t' {
  if (division === 'never') return '';
  return division === 'always' ? '\t' : separatorBetween(before, after);
}

/** Return whether an element is drawn as a block, though its name is that of an inline one. */
function isBlockLike(display: string): boolean {
  return !display.startsWith('inline') && display !== 'contents' && display !== 'none';
}

/**
 * Map an offset in a run's text to the document. `side` tells the end of one node from the start of the next.
 * Returns undefined for a start that belongs to another run.
 */
export function domPositionAt(
  run: InlineText,
  offset: number,
  side: 'start' | 'end',
): DomPosition | undefined {
  const { from = 0, to = run.text.length } = run;
  if (side === 'start' && (offset < from || offset >= to)) return undefined;
  const lastInside = side === 'start' ? offset : offset - 1;
  const span = run.spans.findLast(candidate => candidate.start <= lastInside);
  return span && { node: span.node, offset: Math.min(span.offset + offset - span.start, span.node.length) };
}

/** Return the nodes that contain a part of a run's text. */
export function textNodesIn(run: InlineText, start: number, end: number): Text[] {
  const spans = run.spans.filter(span => span.start < end && span.end > start);
  return [...new Set(spans.map(({ node }) => node))];
}
