// Finds the number that is visible under the pointer, and the element that it belongs to.

import {
  closestInFlatTree,
  flatParent,
  flatSteps,
  hitTest,
  isText,
  renderedTexts,
  rendersText,
} from '../dom/shadow-dom.ts';
import { rectsOf } from '../dom/text-rects.ts';
import { closestTelLink } from '../scan/block-reader.ts';
import { type Field, readableField, targetAtCaret } from '../scan/form-fields.ts';
import { isUnchanged, type Match, type PhoneTarget, targetOfLink } from '../scan/matches.ts';
import type { TelLinkElement } from '../scan/tel-links.ts';
import { hasHoverCursor } from './hover-cursor.ts';
import { contains } from './rectangles.ts';
import { flatParentAcrossFrames } from './rendering.ts';

/** A number under the pointer. */
export interface HitTarget {
  readonly target: PhoneTarget;
  readonly match?: Match; // the match in the text; a number of a link or a field has none
  readonly element: Element; // the element that renders the number's text
  readonly link?: TelLinkElement;
  readonly isEmptyArea?: true; // the point is in a part of a link where nothing is drawn
  readonly box: () => DOMRect | undefined; // where it is now; undefined once it is gone
  // Whether a field still has the same value: no event reports every change.
  readonly isUnchanged?: () => boolean;
}

/** The number of a link. */
export type LinkTarget = HitTarget & { readonly link: TelLinkElement };

// Elements that react to a click. A number in one of these gets a card, and the page gets the click.
const INTERACTIVE_SELECTOR = [
  'a[*|href], area[href], button, details > summary, input, label, option, select, textarea',
  '[onclick], [onmousedown], [onmouseup], [contenteditable]:not([contenteditable="false"])',
  ...'button checkbox combobox gridcell link menuitem menuitemcheckbox menuitemradio option radio slider switch tab textbox treeitem'
    .split(' ')
    .map(role => `[role="${role}"]`),
].join(', ');

const MIN_TEXT_PX = 5; // nobody can read a smaller text before clicking it
const MAX_ICON_PX = 96; // width and height
const FIELD_LINE_PX = 16; // the approximate height of a line in a field
const MAX_TEXTS = 50; // texts of an element that are tested
const MIN_OPACITY = 0.3; // the product of an element's and all its ancestors' opacity
const TRANSPARENT_COLOUR = /^rgba\(.*, 0(?:\.[0-2]\d*)?\)$|\/ 0(?:\.[0-2]\d*)?\)$/;

/** What a hit test needs to know of the scanned page. */
export interface ScannerView {
  matchesIn(node: Text): readonly Match[];
  addShadowRoot(root: ShadowRoot): void;
}

/** Return the number at a point of the viewport, if that is what is rendered there. */
export function hitTestNumber(
  x: number,
  y: number,
  scanner: ScannerView,
  region: string | undefined,
): HitTarget | undefined {
  const hit = hitTest(x, y);
  if (!hit) return undefined;
  for (const root of hit.roots) scanner.addShadowRoot(root);
  const caret = caretAt(x, y, hit.roots);
  const textAtCaret = isText(caret.node) && rendersText(hit.element, caret.node) ? caret.node : undefined;
  // For text directly in a slot the browsers report the slot's host.
  const element = (textAtCaret && flatParent(textAtCaret)) ?? hit.element;
  const link = closestTelLink(element);
  if (link) {
    const linkHit = linkTarget(link, region);
    return linkHit && (isDrawnAt(link, element, x, y) ? linkHit : { ...linkHit, isEmptyArea: true });
  }
  const field = readableField(element);
  if (field) return fieldTarget(field, caret.node === field ? caret.offset : 0, x, y, region);
  // Text that cannot be selected has no caret: then all texts of the element are tested.
  const texts = textAtCaret ? [textAtCaret] : renderedTexts(hit.element).slice(0, MAX_TEXTS);
  for (const text of texts) {
    const match = scanner.matchesIn(text).find(candidate => isAt(clientRects(candidate), x, y));
    if (!match) continue;
    const container = flatParent(text) ?? element;
    return { target: match, match, element: container, box: () => rectAt(clientRects(match), x, y) };
  }
  return undefined;
}

/** Return the number of a link, wherever in it the pointer is. */
export function linkTarget(link: TelLinkElement, region: string | undefined): LinkTarget | undefined {
  const target = targetOfLink(link, region);
  return target && { target, element: link, link, box: () => boxOf(link) };
}

/** Return the number in a field. Where its text is drawn is unknown: a tall field uses the pointer's line. */
function fieldTarget(
  field: Field,
  caret: number,
  x: number,
  y: number,
  region: string | undefined,
): HitTarget | undefined {
  const target = targetAtCaret(field, caret, region);
  if (!target) return undefined;
  const { value } = field;
  const { left, top, height } = field.getBoundingClientRect();
  const box = () => {
    const current = boxOf(field);
    if (!current || height <= MAX_ICON_PX) return current;
    return new DOMRect(current.left + x - left, current.top + y - top - FIELD_LINE_PX / 2, 0, FIELD_LINE_PX);
  };
  return { target, element: field, box, isUnchanged: () => field.value === value };
}

/** Return whether the page reacts to a click there. Call this before the hover cursor is set. */
export function pageHandlesClick(hit: HitTarget): boolean {
  if (hit.link) return false;
  if (closestInFlatTree(hit.element, INTERACTIVE_SELECTOR)) return true;
  return !hasHoverCursor(hit.element) && getComputedStyle(hit.element).cursor.endsWith('pointer');
}

/**
 * Return whether a person can see the number: a page must not make them click a hidden one. What the page
 * paints over it without receiving clicks cannot be detected.
 */
export function isVisibleToUser(hit: HitTarget): boolean {
  const box = hit.box();
  if (hit.isEmptyArea || !box || box.height < MIN_TEXT_PX || box.width < MIN_TEXT_PX) return false;
  if (box.bottom < 0 || box.right < 0 || box.top > innerHeight || box.left > innerWidth) return false;
  let opacity = 1;
  for (let element: Element | null = hit.element; element; element = flatParentAcrossFrames(element)) {
    const style = getComputedStyle(element);
    if (style.filter !== 'none' || style.maskImage !== 'none') return false;
    opacity *= Number(style.opacity);
  }
  const { webkitTextFillColor, visibility } = getComputedStyle(hit.element);
  return opacity >= MIN_OPACITY && visibility === 'visible' && !TRANSPARENT_COLOUR.test(webkitTextFillColor);
}

/** Return whether a link's text is at a point, or an image of it that is not larger than an icon. */
function isDrawnAt(link: Element, element: Element, x: number, y: number): boolean {
  const { width, height } = element.getBoundingClientRect();
  if (width <= MAX_ICON_PX && height <= MAX_ICON_PX && isImage(element)) return true;
  const rects = renderedTextsIn(link).flatMap(node => rectsOf(range => range.selectNodeContents(node)));
  return isAt(rects, x, y);
}

/** Return the texts rendered in an element that are more than white space. */
export function renderedTextsIn(element: Element): Text[] {
  return [...flatSteps(element)].flatMap(step => ('isStart' in step || !/\S/.test(step.data) ? [] : [step]));
}

function isImage(element: Element): boolean {
  if (closestInFlatTree(element, 'svg, img, canvas')) return true;
  const { backgroundImage, backgroundColor } = getComputedStyle(element);
  const glyph = getComputedStyle(element, '::before').content; // icon fonts use it
  return (
    backgroundImage !== 'none' ||
    !TRANSPARENT_COLOUR.test(backgroundColor) ||
    !/^(?:none|normal|"")$/.test(glyph)
  );
}

function caretAt(x: number, y: number, roots: readonly ShadowRoot[]): { node: Node | null; offset: number } {
  const caret = document.caretPositionFromPoint(x, y, { shadowRoots: [...roots] });
  return { node: caret?.offsetNode ?? null, offset: caret?.offset ?? 0 };
}

/** Return where the text of a match is rendered; an empty list if the page has changed it. */
export function clientRects(match: Match): DOMRect[] {
  const { start, end } = match;
  if (!start.node.isConnected || !end.node.isConnected) return [];
  if (!isUnchanged(match)) return []; // the scanner has not read it again yet
  if (start.offset > start.node.length || end.offset > end.node.length) return [];
  return rectsOf(range => {
    range.setStart(start.node, start.offset);
    range.setEnd(end.node, end.offset);
  });
}

export function boxOf(element: Element): DOMRect | undefined {
  const box = element.isConnected ? element.getBoundingClientRect() : undefined;
  return box?.width || box?.height ? box : undefined; // an area of an image map has no box of its own
}

function isAt(rects: readonly DOMRect[], x: number, y: number): boolean {
  return rects.some(rect => contains(rect, x, y));
}

/** Return the rectangle at a point, for a number that is broken over lines; after scrolling the first one. */
function rectAt(rects: readonly DOMRect[], x: number, y: number): DOMRect | undefined {
  return rects.find(rect => contains(rect, x, y)) ?? rects[0];
}
