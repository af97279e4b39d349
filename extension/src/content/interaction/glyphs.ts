// Finds where each character of a number is drawn, and whether that is what a person sees there.

import { isHighlightedByPage } from '../dom/own-highlights.ts';
import { flatParent, hitTest, isInFlatTree, rendersText } from '../dom/shadow-dom.ts';
import { rectsOf } from '../dom/text-rects.ts';
import type { Match } from '../scan/matches.ts';

/** A character of a number that is not white space. */
export interface Glyph {
  readonly char: string;
  readonly node: Text;
  readonly rect: DOMRect;
  readonly startsGroup: boolean; // it is no digit or letter, or follows one that is none
}

type Point = readonly [x: number, y: number];

const MIN_HEIGHT_PX = 5; // nobody can read smaller digits before clicking them
const MIN_WIDTH_PX = 2;
// Where a glyph must not be covered, from its centre in parts of its rectangle: half an 8 looks like a 3. These are
// the strokes of a digit as on a display of seven segments, and what is between them.
const MIDDLE_STROKES = [-0.27, -0.02, 0.23].map(y => [0, y] as const);
const SIDE_STROKES = [-0.36, 0.36].flatMap(x => [-0.15, 0.1].map(y => [x, y] as const));
const STROKES = [...MIDDLE_STROKES, ...SIDE_STROKES];
const INNER_PROBES = [
  ...MIDDLE_STROKES,
  ...[-0.25, 0.25].flatMap(x => [-0.2, 0.2].map(y => [x, y] as const)),
];
const TURNED_FACTOR = 0.5; // the rectangle around a turned glyph is larger than the glyph
export const WORD_CHAR = /[\p{L}\p{N}]/u;
export const DIGIT_OR_PLUS = /[\p{N}+]/u;
const OTHER_NUMBER = /[^\P{N}0-9\uff10-\uff19]/u; // other than an ASCII or full-width digit
const INVISIBLE_CHAR = /\p{Cf}/u; // controls of the writing direction, soft hyphens, joiners

/** Return a number's glyphs in the order of the text; undefined if one has no place or is too small. */
export function glyphsOf(match: Match): Glyph[] | undefined {
  const glyphs: Glyph[] = [];
  let isInGroup = false;
  for (const node of match.nodes) {
    const from = node === match.start.node ? match.start.offset : 0;
    const text = node.data.slice(from, node === match.end.node ? match.end.offset : node.length);
    let offset = from;
    for (const char of text) {
      const start = offset;
      offset += char.length;
      if (INVISIBLE_CHAR.test(char)) return undefined;
      const isWordChar = WORD_CHAR.test(char);
      if (/\S/.test(char)) {
        const rects = rectsOf(range => {
          range.setStart(node, start);
          range.setEnd(node, start + char.length);
        });
        const [rect] = rects;
        if (!rect || rects.length > 1 || !isLargeEnough(rect) || !isInViewport(rect)) return undefined;
        glyphs.push({ char, node, rect, startsGroup: !isInGroup || !isWordChar });
      }
      isInGroup = isWordChar;
    }
  }
  return glyphs;
}

/** Return whether nothing covers or cuts off a glyph, and the page does not recolour it. */
export function isUncovered({ node, rect }: Glyph, isTurned: boolean): boolean {
  return (
    pointsIn(rect, INNER_PROBES, isTurned).every(([x, y]) => isTextAt(node, x, y)) &&
    pointsIn(rect, SIDE_STROKES, isTurned).every(([x, y]) => isTextAt(node, x, y) || isAround(node, x, y))
  );
}

/**
 * Return whether an element at a point contains a text: it is not drawn over that. Chromium reports it for the last
 * pixel of a text too.
 */
function isAround(node: Text, x: number, y: number): boolean {
  const [element, container] = [hitTest(x, y)?.element, flatParent(node)];
  return element !== undefined && container !== null && isInFlatTree(container, element);
}

/** Return points on the strokes of a glyph, if it is a digit. */
export function strokesOf({ rect }: Glyph, isTurned: boolean): Point[] {
  return pointsIn(rect, STROKES, isTurned);
}

function pointsIn(rect: DOMRect, points: readonly Point[], isTurned: boolean): Point[] {
  const [centreX, centreY] = centreOf(rect);
  const factor = isTurned ? TURNED_FACTOR : 1;
  return points.map(([x, y]) => [centreX + x * factor * rect.width, centreY + y * factor * rect.height]);
}

/** Return whether a text is what the browser reports at a point. */
export function isTextAt(node: Text, x: number, y: number): boolean {
  const hit = hitTest(x, y);
  return hit !== undefined && rendersText(hit.element, node) && !isHighlightedByPage(x, y, hit.roots);
}

/** Return whether a number's digits are those that everybody reads: some of other scripts look like another digit. */
export function hasPlainDigits(text: string): boolean {
  return !OTHER_NUMBER.test(text);
}

/** Return the groups of digits or letters of a number. */
export function groupsOf<T extends Glyph>(glyphs: readonly T[]): T[][] {
  const groups: T[][] = [];
  for (const glyph of glyphs) {
    if (glyph.startsGroup) groups.push([]);
    groups.at(-1)?.push(glyph);
  }
  return groups.filter(([first]) => first && WORD_CHAR.test(first.char));
}

export function centreOf({ left, top, width, height }: DOMRect): Point {
  return [left + width / 2, top + height / 2];
}

function isLargeEnough({ width, height }: DOMRect): boolean {
  return Math.max(width, height) >= MIN_HEIGHT_PX && Math.min(width, height) >= MIN_WIDTH_PX;
}

function isInViewport({ left, right, top, bottom }: DOMRect): boolean {
  return left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
}

/** Return the elements that the texts of a number are directly in. */
export function containersOf(glyphs: readonly Glyph[]): Element[] {
  return [...new Set(glyphs.map(({ node }) => node))].flatMap(node => flatParent(node) ?? []);
}
