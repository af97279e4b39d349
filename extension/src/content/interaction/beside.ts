// Judges what is drawn beside a number, by what the browser reports at points there.

import { containingBlock } from '../dom/inline-elements.ts';
import { flatParent, hitTest, isElement, isInFlatTree, isText } from '../dom/shadow-dom.ts';
import { rectsOf } from '../dom/text-rects.ts';
import { divisionAt } from '../scan/inline-gap.ts';
import { hasGeneratedContent, hasTextMarker } from './generated-content.ts';
import { centreOf, DIGIT_OR_PLUS, type Glyph, WORD_CHAR } from './glyphs.ts';

const NEXT_GLYPH = 0.38; // in units of a glyph's size: from its centre to the next one's
// From the edge of a line of digits to what may be read as more of them, in units of a glyph's size.
const STEPS_BESIDE = [0.15, 0.3, 0.45, 0.6, 0.75];
const MIN_NUMBER_DIGITS = 7;
const PICTURES = /^(?:img|canvas|picture|svg|video|audio)$/;
const FIELDS = /^(?:embed|iframe|frame|meter|object|option|progress|select)$/;
const FIELDS_WITHOUT_TEXT = /^(?:checkbox|radio|hidden|range|color|image)$/;

/** Return whether another text with a letter or digit is drawn directly before or after a line of glyphs. */
export function hasTextBeside(line: readonly Glyph[]): boolean {
  return endsOf(line).some(({ glyph, neighbour }) => {
    const [x, y] = pointFrom(glyph, neighbour, NEXT_GLYPH * sizeOf(glyph));
    return !Number.isFinite(x + y) || isOtherWordCharAt(x, y, line); // not finite: one glyph is on another
  });
}

/** Return whether digits of something else are drawn so near to a line of a number that they seem to belong to it. */
export function hasDigitsBeside(line: readonly Glyph[]): boolean {
  return endsOf(line).some(({ glyph, neighbour }) => {
    const [toX, toY] = directionFrom(neighbour, glyph);
    const edge = (Math.abs(toX) * glyph.rect.width + Math.abs(toY) * glyph.rect.height) / 2;
    return STEPS_BESIDE.some(step => {
      const [x, y] = pointFrom(glyph, neighbour, edge + step * sizeOf(glyph));
      return isDigitAt(x, y, glyph.node);
    });
  });
}

/** A glyph at the beginning or end of a line, and the one beside it. */
interface End {
  readonly glyph: Glyph;
  readonly neighbour: Glyph;
}

function endsOf(line: readonly Glyph[]): End[] {
  const [first, second, last, beforeLast] = [line[0], line[1], line.at(-1), line.at(-2)];
  if (!first || !second || !last || !beforeLast) return [];
  return [
    { glyph: first, neighbour: second },
    { glyph: last, neighbour: beforeLast },
  ];
}

/** Return the point at a distance from the centre of a glyph, on the other side than its neighbour. */
function pointFrom(glyph: Glyph, neighbour: Glyph, distance: number): readonly [x: number, y: number] {
  const [x, y] = centreOf(glyph.rect);
  const [toX, toY] = directionFrom(neighbour, glyph);
  return [x + toX * distance, y + toY * distance];
}

/** Return the direction from one glyph to another, as a vector of length 1. */
function directionFrom(one: Glyph, other: Glyph): readonly [x: number, y: number] {
  const [[oneX, oneY], [otherX, otherY]] = [centreOf(one.rect), centreOf(other.rect)];
  const distance = Math.hypot(otherX - oneX, otherY - oneY);
  return [(otherX - oneX) / distance, (otherY - oneY) / distance];
}

function sizeOf({ rect }: Glyph): number {
  return Math.max(rect.width, rect.height);
}

function isOtherWordCharAt(x: number, y: number, glyphs: readonly Glyph[]): boolean {
  return charsAt(x, y, hitTest(x, y)?.roots ?? []).some(({ char, rects }) => {
    const isOwn = glyphs.some(glyph =>
      rects.some(({ left, top }) => left === glyph.rect.left && top === glyph.rect.top),
    );
    return WORD_CHAR.test(char) && !isOwn;
  });
}

function isDigitAt(x: number, y: number, node: Text): boolean {
  const hit = hitTest(x, y);
  const container = flatParent(node);
  if (!hit || !container) return false; // outside of the viewport
  if (!isInFlatTree(container, hit.element) && mayShowDigits(hit.element)) return true;
  return charsAt(x, y, hit.roots).some(
    ({ text, char }) => DIGIT_OR_PLUS.test(char) && !isReadWith(text, node),
  );
}

/** A character that is drawn at a point. */
interface DrawnChar {
  readonly text: Text;
  readonly char: string;
  readonly rects: readonly DOMRect[];
}

function charsAt(x: number, y: number, roots: readonly ShadowRoot[]): DrawnChar[] {
  const caret = document.caretPositionFromPoint(x, y, { shadowRoots: [...roots] });
  const text = caret?.offsetNode ?? null;
  if (!caret || !isText(text)) return [];
  return [caret.offset - 1, caret.offset].flatMap(start => {
    const char = text.data[start];
    if (!char) return [];
    const rects = rectsOf(range => {
      range.setStart(text, start);
      range.setEnd(text, start + 1);
    });
    const isThere = rects.some(
      rect => rect.left <= x && x <= rect.right && rect.top <= y && y <= rect.bottom,
    );
    return isThere ? { text, char, rects } : [];
  });
}

function mayShowDigits(element: Element): boolean {
  const { localName } = element;
  if (/^(?:input|textarea)$/.test(localName)) {
    const { type, value, placeholder, alt } = element as HTMLInputElement;
    const shown = FIELDS_WITHOUT_TEXT.test(type) ? '' : value || placeholder;
    return DIGIT_OR_PLUS.test(shown) || DIGIT_OR_PLUS.test(alt ?? '') || hasGeneratedContent(element);
  }
  if (PICTURES.test(localName)) return DIGIT_OR_PLUS.test(element.getAttribute('alt') ?? '');
  return FIELDS.test(localName) || hasGeneratedContent(element) || hasTextMarker(element);
}

/** Return whether a text has so many digits that it is read as a number of its own. */
function hasWholeNumber(text: string | null): boolean {
  return (text?.replace(/\P{Nd}/gu, '').length ?? 0) >= MIN_NUMBER_DIGITS;
}

/** Return whether the text in an element was read apart from the text around it, though both may touch. */
function dividesText(element: Element): boolean {
  return divisionAt(element, true, getComputedStyle(element)) !== 'never';
}

/** Return whether a text was read together with a number, because it is in the same flow of text. */
function isReadWith(text: Text, node: Text): boolean {
  const block = containingBlock(node);
  if (containingBlock(text) !== block) return false;
  for (let parent = text.parentNode; isElement(parent) && parent !== block; parent = parent.parentNode) {
    const { position, float } = getComputedStyle(parent);
    if (float !== 'none' || position !== 'static') return false;
    if (dividesText(parent) && !parent.contains(node) && !hasWholeNumber(parent.textContent)) return false;
  }
  for (let parent = node.parentNode; isElement(parent) && parent !== block; parent = parent.parentNode)
    if (dividesText(parent) && !parent.contains(text) && !hasWholeNumber(text.data)) return false;
  return true;
}
