// Judges the lines, shadows and outlines that styles draw over or beside a text.

import { flatParent } from '../dom/shadow-dom.ts';
import { alphaOf } from './colour.ts';
import { contrast, MIN_CONTRAST } from './rendering.ts';

export const MAX_LINE_PX = 3; // a thicker line hides a part of the digits
const AUTO_THICKNESS_EM = 0.1; // about what fonts and browsers use
const PLAIN_OFFSET = /^(?:auto|\d[\d.]*(?:px|%)|)$/; // not negative, and no sum that may be
const MAX_FONT_FACTOR = 1.2; // lines of an outer text with a smaller font may be drawn through a larger one
const HARMLESS_LINES = /^(?:none|underline|overline|underline overline)$/;

/**
 * Return whether lines are drawn through an element's text, or such that they change how it reads. The lines
 * of all outer elements count: most of them go through the texts of inner blocks too.
 */
export function hasLinesInText(element: Element, background: readonly string[]): boolean {
  const fontSize = Number.parseFloat(getComputedStyle(element).fontSize);
  let isShifted = false; // against the lines of what is around it
  for (let current: Element | null = element; current; current = flatParent(current)) {
    const style = getComputedStyle(current);
    const { textDecorationLine: line, textDecorationColor: colour, display, verticalAlign } = style;
    if (line === 'none') {
      isShifted ||= display === 'inline' && verticalAlign !== 'baseline';
      continue;
    }
    if (!HARMLESS_LINES.test(line) || thicknessOf(style) > MAX_LINE_PX) return true;
    if (alphaOf(colour) > 0 && isHiddenOn(colour, background)) return true;
    if (!PLAIN_OFFSET.test(style.textUnderlineOffset)) return true;
    if (isShifted || fontSize > MAX_FONT_FACTOR * Number.parseFloat(style.fontSize)) return true;
    isShifted ||= display === 'inline' && verticalAlign !== 'baseline';
  }
  return false;
}

/** Return whether a text has a shadow: one that is elsewhere reads as another text. */
export function hasTextShadow({ textShadow }: CSSStyleDeclaration): boolean {
  return textShadow !== 'none';
}

/** Return whether an element's outline is drawn over its content. */
export function hasOutlineInside({
  outlineStyle,
  outlineWidth,
  outlineOffset,
}: CSSStyleDeclaration): boolean {
  return (
    outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0 && Number.parseFloat(outlineOffset) < 0
  );
}

/** Return whether an element draws an outline or shadow around itself that may cover a text near it. */
export function drawsAround({ outlineStyle, outlineWidth, boxShadow }: CSSStyleDeclaration): boolean {
  const hasOutline = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > MAX_LINE_PX;
  return hasOutline || boxShadow !== 'none';
}

function thicknessOf(style: CSSStyleDeclaration): number {
  const { textDecorationThickness: thickness, fontSize } = style;
  if (/^(?:auto|from-font|)$/.test(thickness)) return AUTO_THICKNESS_EM * Number.parseFloat(fontSize);
  return /px$/.test(thickness) ? Number.parseFloat(thickness) : Number.POSITIVE_INFINITY;
}

function isHiddenOn(colour: string, background: readonly string[]): boolean {
  return contrast(colour, background) < MIN_CONTRAST;
}
