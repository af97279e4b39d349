// Tells what stands between two texts of a line as it is drawn: what is apart on the screen is not one number.

import { textSlice } from '../dom/shadow-dom.ts';
import { rectsOf } from '../dom/text-rects.ts';

/** A text node, or a part of it. */
export interface TextSlice {
  readonly node: Text;
  readonly from: number;
  to: number;
}

const MIN_COLUMN_GAP = 0.75; // in units of a line's height: more than two spaces

/** How the boundary of an inline element divides the texts on its sides: `perhaps` if they are drawn apart. */
export type Division = 'never' | 'perhaps' | 'always';

/** Return how the boundary of an inline element divides the text. Another link or direction is always another text. */
export function divisionAt(element: Element, isStart: boolean, style: CSSStyleDeclaration): Division {
  if (element.localName === 'a' && element.hasAttribute('href')) return 'always';
  if (style.unicodeBidi.includes('isolate') && style.display === 'inline') return 'always';
  if (style.display.startsWith('inline-') || style.position !== 'static') return 'perhaps';
  const widths = isStart
    ? [style.marginInlineStart, style.paddingInlineStart, style.borderInlineStartWidth]
    : [style.marginInlineEnd, style.paddingInlineEnd, style.borderInlineEndWidth];
  return widths.some(width => Number.parseFloat(width) > 0) ? 'perhaps' : 'never';
}

/** Return the text that stands for the gap between two texts: a tab between columns, else a space. */
export function separatorBetween(before: TextSlice, after: TextSlice): ' ' | '\t' {
  const left = charRect(before, textOf(before).trimEnd().length - 1);
  const right = charRect(after, textOf(after).search(/\S/));
  if (!left || !right) return ' ';
  const isSameLine = left.top < right.bottom && right.top < left.bottom;
  const gap = Math.max(right.left - left.right, left.left - right.right); // in either direction of writing
  return isSameLine && gap >= MIN_COLUMN_GAP * Math.min(left.height, right.height) ? '\t' : ' ';
}

function charRect({ node, from }: TextSlice, index: number): DOMRect | undefined {
  if (index < 0) return undefined;
  return rectsOf(range => {
    range.setStart(node, from + index);
    range.setEnd(node, from + index + 1);
  })[0];
}

function textOf({ node, from, to }: TextSlice): string {
  return textSlice(node, from, to);
}
