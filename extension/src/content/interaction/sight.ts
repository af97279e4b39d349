// Judges whether a person sees a number as it is written in the page, glyph by glyph.

import { isInline } from '../dom/inline-elements.ts';
import { flatParent, isElement, isText } from '../dom/shadow-dom.ts';
import { isUnchanged, type Match } from '../scan/matches.ts';
import { isFreeBehind } from './behind.ts';
import { hasDigitsBeside, hasTextBeside } from './beside.ts';
import { drawsAround, hasLinesInText, hasOutlineInside, hasTextShadow } from './decoration.ts';
import {
  hasGeneratedContent,
  hasOtherFirstLine,
  hasPaintedPseudoElement,
  hasTextMarker,
} from './generated-content.ts';
import {
  containersOf,
  type Glyph,
  glyphsOf,
  groupsOf,
  hasPlainDigits,
  isTextAt,
  isUncovered,
} from './glyphs.ts';
import { type Area, inkOf, unionOf } from './ink.ts';
import {
  areOfSimilarSize,
  isReadable,
  isReadInOrder,
  isReadRightToLeft,
  linesOf,
  placesOf,
} from './orientation.ts';
import { isSeenInItsBoxes } from './own-boxes.ts';
import { drawsText, type Rendering, Renderings } from './rendering.ts';

const SAMPLES = [0.08, 0.5, 0.92]; // of a text's width: a cover may hide its end only
const MIN_LINE_HEIGHT_EM = 0.8; // digits are 0.7 high
const MAX_STEPS_AROUND = 24; // nodes of the same line that are checked before and after a number
const RIGHT_TO_LEFT_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

/**
 * Return whether a person can only read this text as the number that it is. What cannot be judged counts as
 * not seen, but for three: the shapes that a font of the page gives to the digits, pictures, and what is
 * painted above without receiving clicks.
 */
export function isReadAsWritten(match: Match): boolean {
  if (!isUnchanged(match)) return false;
  const glyphs = glyphsOf(match);
  if (!glyphs?.length || !glyphs.every(({ char }) => hasPlainDigits(char))) return false;
  const renderings = new Renderings();
  const containers = containersOf(glyphs);
  const rendered = containers.map(element => renderings.of(element));
  const [container] = containers;
  const [rendering] = rendered;
  if (!container || !rendering || container.namespaceURI !== 'http://www.w3.org/1999/xhtml') return false;
  const number = unionOf(glyphs.map(({ rect }) => inkOf(rect)));
  const isTurned = rendering.axes.b !== 0;
  return (
    rendered.every((other, index) => isDrawnAlike(containers[index], other, rendering)) &&
    isInReadingOrder(glyphs, container, rendering) &&
    containers.every(element => !hasLinesInText(element, rendering.background)) &&
    containers.every(element => isSeenInItsBoxes(element, glyphs, renderings)) &&
    !hasLinesOnEachOther(container) &&
    elementsAround(match).every(element => isPlain(element, containers, number)) &&
    blocksAround(container).every(element => isPlainBlock(element, number)) &&
    glyphs.every(glyph => isUncovered(glyph, isTurned) && isFreeBehind(glyph, isTurned))
  );
}

/** Return whether a number seems to be seen, at little cost: for samples that are taken while the pointer moves. */
export function isProbablySeen(node: Text, rects: readonly DOMRect[], renderings: Renderings): boolean {
  if (!/\S/.test(node.data)) return true;
  const container = flatParent(node);
  const rendering = container ? renderings.of(container) : undefined;
  if (rects.length === 0 || !container || !rendering || !drawsText(container, rendering)) return false;
  const samples = rendering.axes.b === 0 ? SAMPLES : [0.5]; // a turned text does not fill its rectangle
  return rects.every(({ left, top, width, height }) =>
    samples.every(part => isTextAt(node, left + part * width, top + height / 2)),
  );
}

function isDrawnAlike(
  element: Element | undefined,
  rendering: Rendering | undefined,
  first: Rendering,
): boolean {
  if (!element || !rendering || !drawsText(element, rendering)) return false;
  const [one, other] = [rendering.axes, first.axes];
  return one.a === other.a && one.b === other.b && one.c === other.c && one.d === other.d;
}

function isInReadingOrder(glyphs: readonly Glyph[], container: Element, { axes }: Rendering): boolean {
  const { writingMode, direction } = getComputedStyle(container);
  if (!isReadable(axes, writingMode !== 'horizontal-tb')) return false;
  const rects = glyphs.map(({ rect }) => rect);
  const places = placesOf(rects, axes, writingMode);
  if (!places || !areOfSimilarSize(places)) return false;
  const placed = glyphs.flatMap((glyph, index) => {
    const place = places[index];
    return place ? { ...glyph, place } : [];
  });
  if (linesOf(placed).some(line => hasTextBeside(line) || hasDigitsBeside(line))) return false;
  if (isReadInOrder(places, blocksAround(container).some(hasColumns))) return true;
  if (direction !== 'rtl' || !RIGHT_TO_LEFT_LETTER.test(blockOf(container).textContent ?? '')) return false;
  return isReadRightToLeft(groupsOf(placed).map(group => group.map(({ place }) => place)));
}

function hasColumns(element: Element): boolean {
  const { columnCount, columnWidth } = getComputedStyle(element);
  return columnCount !== 'auto' || columnWidth !== 'auto';
}

/** Return whether styles add nothing to an element's text that a person may take for a part of a number. */
function isPlain(element: Element, containers: readonly Element[], number: Area | undefined): boolean {
  const style = getComputedStyle(element);
  const isAround = containers.some(container => element.contains(container));
  return (
    !/override/.test(style.unicodeBidi) &&
    /^(?:auto)?$/.test(style.hyphenateCharacter) &&
    !hasTextShadow(style) &&
    !hasOutlineInside(style) &&
    (isAround || !drawsAround(style)) &&
    !hasGeneratedContent(element, number) &&
    !hasTextMarker(element)
  );
}

/** Return whether a block that a number is in draws nothing over or behind the texts in it. */
function isPlainBlock(element: Element, number: Area | undefined): boolean {
  const style = getComputedStyle(element);
  return (
    !hasOtherFirstLine(element) &&
    !hasPaintedPseudoElement(element, number) &&
    !hasOutlineInside(style) &&
    !hasResizer(element, style)
  );
}

/** Return whether the browser draws a handle over the corner of an element, in a style of the page. */
function hasResizer(element: Element, { resize, overflowX }: CSSStyleDeclaration): boolean {
  return resize !== 'none' && overflowX !== 'visible' && element !== document.documentElement;
}

/** Return whether the lines of a text are so near that one may be drawn over another. */
function hasLinesOnEachOther(container: Element): boolean {
  const [block = container] = blocksAround(container);
  const lineHeight = Number.parseFloat(getComputedStyle(block).lineHeight); // not a number: `normal`
  return lineHeight < MIN_LINE_HEIGHT_EM * Number.parseFloat(getComputedStyle(container).fontSize);
}

/** Return the elements that a number is in, up to its block, and those in the same line around it. */
function elementsAround({ start, end }: Match): Element[] {
  const elements = new Set<Element>();
  for (let element = flatParent(start.node); element; element = flatParent(element)) {
    elements.add(element);
    if (!isInline(element)) break;
  }
  const range = document.createRange();
  range.setStart(start.node, start.offset);
  range.setEnd(end.node, end.offset);
  const { commonAncestorContainer } = range;
  const root = blockOf(
    isElement(commonAncestorContainer) ? commonAncestorContainer : start.node.parentElement,
  );
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  const collect = (from: Node, step: () => Node | null, isDone: (node: Node) => boolean) => {
    walker.currentNode = from;
    for (let node = step(); node && !isDone(node); node = step()) if (isElement(node)) elements.add(node);
  };
  collect(
    start.node,
    () => walker.nextNode(),
    node => node === end.node || !root.contains(node),
  );
  for (const [from, step] of [
    [start.node, () => walker.previousNode()],
    [end.node, () => walker.nextNode()],
  ] as const) {
    let steps = 0;
    collect(
      from,
      step,
      node =>
        ++steps > MAX_STEPS_AROUND ||
        (isElement(node) && !isInline(node)) ||
        (isText(node) && node.length > 80),
    );
  }
  return [...elements];
}

/** Return an element and the blocks that it is in. */
function blocksAround(element: Element): Element[] {
  const blocks: Element[] = [];
  for (let current: Element | null = element; current; current = flatParent(current))
    if (!/^(?:inline|contents)$/.test(getComputedStyle(current).display)) blocks.push(current);
  return blocks;
}

function blockOf(element: Element | null): Element {
  let block = element ?? document.documentElement;
  while (isInline(block) && block.parentElement) block = block.parentElement;
  return block;
}
