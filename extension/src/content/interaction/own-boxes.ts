// Judges a number that reaches out of a box that it is in: what that box paints may end in the middle of it.

import { flatParent } from '../dom/shadow-dom.ts';
import { alphaOf } from './colour.ts';
import { MAX_LINE_PX } from './decoration.ts';
import type { Glyph } from './glyphs.ts';
import { type Area, inkOf, isInside, isOver } from './ink.ts';
import { contrast, MIN_CONTRAST, type Renderings, SIDES, textColourOf } from './rendering.ts';

/**
 * Return whether all boxes around a text that paint something contain its glyphs, or paint only a background, and
 * the text is seen outside of it too.
 */
export function isSeenInItsBoxes(
  container: Element,
  glyphs: readonly Glyph[],
  renderings: Renderings,
): boolean {
  const colour = textColourOf(getComputedStyle(container));
  const inks = glyphs.filter(({ node }) => flatParent(node) === container).map(({ rect }) => inkOf(rect));
  for (let element: Element | null = container; element; element = flatParent(element)) {
    if (isPaintedOnCanvas(element)) continue;
    const style = getComputedStyle(element);
    const paintsAround = drawsOutside(style);
    const borders = bordersOf(style);
    const hasBackground = alphaOf(style.backgroundColor) > 0 || style.backgroundImage !== 'none';
    if (!paintsAround && !borders && !hasBackground) continue;
    const boxes = [...element.getClientRects()];
    if (boxes.length === 0) continue; // `display: contents`
    if (borders && inks.some(ink => isOnBorder(ink, boxes, borders))) return false;
    if (inks.every(ink => boxes.some(box => isInside(ink, box)))) continue;
    const outside = flatParent(element);
    const behind = outside ? renderings.of(outside)?.background : undefined;
    if (paintsAround || !behind || contrast(colour, behind) < MIN_CONTRAST) return false;
  }
  return true;
}

/** Return whether an element's background is that of the whole document, so that nothing is outside of it. */
function isPaintedOnCanvas(element: Element): boolean {
  const { documentElement, body } = element.ownerDocument;
  if (element === documentElement) return true;
  if (element !== body) return false;
  const { backgroundColor, backgroundImage } = getComputedStyle(documentElement);
  return alphaOf(backgroundColor) === 0 && backgroundImage === 'none';
}

function drawsOutside({ outlineStyle, outlineWidth, boxShadow }: CSSStyleDeclaration): boolean {
  return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > MAX_LINE_PX) || boxShadow !== 'none';
}

type Borders = readonly [top: number, right: number, bottom: number, left: number];

/** Return the widths of an element's borders; undefined if it has none but lines. */
function bordersOf(style: CSSStyleDeclaration): Borders | undefined {
  const [top = 0, right = 0, bottom = 0, left = 0] = SIDES.map(side => {
    const isSeen = style.borderImageSource !== 'none' || alphaOf(style[`border${side}Color`]) > 0;
    return isSeen ? Number.parseFloat(style[`border${side}Width`]) || 0 : 0;
  });
  return Math.max(top, right, bottom, left) > MAX_LINE_PX ? [top, right, bottom, left] : undefined;
}

function isOnBorder(ink: Area, boxes: readonly DOMRect[], [top, right, bottom, left]: Borders): boolean {
  return boxes.some(box => {
    const inner = {
      left: box.left + left,
      right: box.right - right,
      top: box.top + top,
      bottom: box.bottom - bottom,
    };
    return isOver(ink, box) && !isInside(ink, inner);
  });
}
