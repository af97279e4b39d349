// Judges what is drawn beside a number, by what the browser reports at points there.

import { containingBlock } from '../dom/inline-elements.ts';
import { flatParent, hitTest, isElement, isInFlatTree, isText } from '../dom/shadow-dom.ts';
import { hasGeneratedContent, hasTextMarker } from './generated-content.ts';
import { centreOf, type Glyph } from './glyphs.ts';
import { rectsOf } from './text-rects.ts';

// From the edge of a line of digits to what may be read as more of them, in units of a glyph's size.
const STEPS_BESIDE = [0.15, 0.3, 0.45, 0.6, 0.75];
const DIGIT = /[\p{N}+]/u;
const PICTURES = /^(?:img|canvas|picture|svg|video|audio)$/;
const FIELDS = /^(?:embed|iframe|frame|meter|object|option|progress|select)$/;
const FIELDS_WITHOUT_TEXT = /^(?:checkbox|radio|hidden|range|color|image)$/;

/** Return whether digits of something else are drawn so near to a line of a number that they seem to belong to it. */
export function hasDigitsBeside(line: readonly Glyph[]): boolean {
  const [first, second, last, beforeLast] = [line[0], line[1], line.at(-1), line.at(-2)];
  if (!first || !second || !last || !beforeLast) return false;
  return [
    [first, second],
    [last, beforeLast],
  ].some(
    ([glyph, neighbour]) =>
      glyph && neighbour && pointsBeside(glyph, neighbour).some(([x, y]) => isDigitAt(x, y, glyph.node)),
  );
}

function pointsBeside({ rect }: Glyph, neighbour: Glyph): readonly (readonly [x: number, y: number])[] {
  const [x, y] = centreOf(rect);
  const [neighbourX, neighbourY] = centreOf(neighbour.rect);
  const distance = Math.hypot(x - neighbourX, y - neighbourY);
  const [toX, toY] = [(x - neighbourX) / distance, (y - neighbourY) / distance];
  const size = Math.max(rect.width, rect.height);
  const edge = (Math.abs(toX) * rect.width + Math.abs(toY) * rect.height) / 2;
  return STEPS_BESIDE.map(step => [x + toX * (edge + step * size), y + toY * (edge + step * size)] as const);
}

function isDigitAt(x: number, y: number, node: Text): boolean {
  const hit = hitTest(x, y);
  const container = flatParent(node);
  if (!hit || !container) return false; // outside of the viewport
  const { element, roots } = hit;
  if (!isInFlatTree(container, element) && mayShowDigits(element)) return true;
  const caret = document.caretPositionFromPoint(x, y, { shadowRoots: [...roots] });
  const text = caret?.offsetNode ?? null;
  if (!caret || !isText(text) || isReadWith(text, node)) return false;
  return [caret.offset - 1, caret.offset].some(start => {
    const char = text.data[start];
    if (!char || !DIGIT.test(char)) return false;
    const rects = rectsOf(range => {
      range.setStart(text, start);
      range.setEnd(text, start + 1);
    });
    return rects.some(rect => rect.left <= x && x <= rect.right && rect.top <= y && y <= rect.bottom);
  });
}

/** Return whether an element draws a text that is not in the page's text, and may have digits. */
function mayShowDigits(element: Element): boolean {
  const { localName } = element;
  if (/^(?:input|textarea)$/.test(localName)) {
    const { value, placeholder } = element as HTMLInputElement;
    return DIGIT.test(value)
      ? !FIELDS_WITHOUT_TEXT.test((element as HTMLInputElement).type)
      : DIGIT.test(placeholder);
  }
  if (PICTURES.test(localName)) return DIGIT.test(element.getAttribute('alt') ?? '');
  return FIELDS.test(localName) || hasGeneratedContent(element) || hasTextMarker(element);
}

/** Return whether a text was read together with a number, because it is in the same flow of text. */
function isReadWith(text: Text, node: Text): boolean {
  const block = containingBlock(node);
  if (containingBlock(text) !== block) return false;
  for (let parent = text.parentNode; isElement(parent) && parent !== block; parent = parent.parentNode) {
    const { position, float } = getComputedStyle(parent);
    if (float !== 'none' || position !== 'static') return false;
  }
  return true;
}
