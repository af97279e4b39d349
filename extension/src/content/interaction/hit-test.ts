// What the person sees under the pointer: the number whose own visible glyphs are there, and whose it is.

import type { TelLinkElement } from '../dom/inline-elements.ts';
import {
  closestInFlatTree,
  flatChildren,
  flatParent,
  hitTest,
  isElement,
  isText,
  renderedTexts,
  rendersText,
} from '../dom/shadow-dom.ts';
import { closestTelLink } from '../scan/block-reader.ts';
import { type Field, readableField, targetAtCaret } from '../scan/form-fields.ts';
import { isUnchanged, type Match, type PhoneTarget, targetOfLink } from '../scan/matches.ts';
import { hasHoverCursor } from './hover-cursor.ts';

export interface HitTarget {
  readonly callee: PhoneTarget;
  readonly element: Element; // the one whose text it is
  readonly link?: Element;
  readonly isEmptyArea?: true; // the pointer is on nothing that is drawn: an empty part of a link
  readonly box: () => DOMRect | undefined; // where it is now, while it is there
  readonly isUnchanged?: () => boolean; // of a field: whether it still says what was seen, of which nothing tells
}

// What of the page reacts to clicks. A number in such a place is offered; the click itself stays the page's.
const INTERACTIVE = [
  'a[*|href], area[href], button, details > summary, input, label, option, select, textarea',
  '[onclick], [onmousedown], [onmouseup], [contenteditable]:not([contenteditable="false"])',
  ...'button checkbox combobox gridcell link menuitem menuitemcheckbox menuitemradio option radio slider switch tab textbox treeitem'
    .split(' ')
    .map(role => `[role="${role}"]`),
].join(', ');

const SMALLEST_TEXT = 5; // CSS pixels high: below that nobody reads what they click
const LARGEST_ICON = 96; // CSS pixels each way
const LINE = 16; // CSS pixels of a field's line, about
const MOST_TEXTS = 50; // an element with more is looked through no further
const FAINTEST = 0.3; // opacity of all ancestors together
const TRANSPARENT = /^rgba\(.*, 0(?:\.[0-2]\d*)?\)$|\/ 0(?:\.[0-2]\d*)?\)$/;

/** What was read of the page. */
export interface ScannerView {
  matchesIn(node: Text): readonly Match[];
  addShadowRoot(root: ShadowRoot): void;
}

/** The number at a point of the viewport, if it is really what is visible there. */
export function hitTestNumber(
  x: number,
  y: number,
  known: ScannerView,
  region: string | undefined,
): HitTarget | undefined {
  const there = hitTest(x, y);
  if (!there) return undefined;
  for (const root of there.roots) known.addShadowRoot(root);
  const caret = caretAt(x, y, there.roots);
  const pointed = isText(caret.node) && rendersText(there.element, caret.node) ? caret.node : undefined;
  const element = (pointed && flatParent(pointed)) ?? there.element; // text right in a slot: the browsers name its host
  const link = closestTelLink(element);
  if (link) {
    const sight = linkTarget(link, region);
    return sight && (isDrawn(link, element, x, y) ? sight : { ...sight, isEmptyArea: true });
  }
  const field = readableField(element);
  if (field) return fieldSight(field, caret.node === field ? caret.offset : 0, x, y, region);
  // Text that cannot be selected has no caret.
  for (const text of pointed ? [pointed] : renderedTexts(there.element).slice(0, MOST_TEXTS)) {
    const match = known.matchesIn(text).find(each => clientRects(each).some(rect => contains(rect, x, y)));
    const holder = flatParent(text) ?? element;
    if (match) return { callee: match, element: holder, box: () => rectAt(clientRects(match), x, y) };
  }
  return undefined;
}

/** A link that calls, wherever in it the pointer is. */
export function linkTarget(link: TelLinkElement, region: string | undefined): HitTarget | undefined {
  const callee = targetOfLink(link, region);
  return callee && { callee, element: link, link, box: () => boxOf(link) };
}

/** A number in a field, which cannot tell where its text is drawn: in a tall one it is where the pointer is. */
function fieldSight(field: Field, at: number, x: number, y: number, region?: string): HitTarget | undefined {
  const callee = targetAtCaret(field, at, region);
  if (!callee) return undefined;
  const { value } = field;
  const { left, top, height } = field.getBoundingClientRect();
  const box = () => {
    const now = boxOf(field);
    if (!now || height <= LARGEST_ICON) return now;
    return new DOMRect(now.left + x - left, now.top + y - top - LINE / 2, 0, LINE);
  };
  return { callee, element: field, box, isUnchanged: () => field.value === value };
}

/** Whether a click there means something to the page. Ask while the cursor is still the page's own. */
export function belongsToPage(sight: HitTarget): boolean {
  if (sight.link) return false;
  if (closestInFlatTree(sight.element, INTERACTIVE)) return true;
  return !hasHoverCursor(sight.element) && getComputedStyle(sight.element).cursor.endsWith('pointer');
}

/**
 * Whether a person can see what they click: a page must not have it clicked unseen. What a page paints over it
 * and lets clicks pass through cannot be told.
 */
export function isVisibleToUser(sight: HitTarget): boolean {
  const box = sight.box();
  if (sight.isEmptyArea || !box || box.height < SMALLEST_TEXT || box.width < SMALLEST_TEXT) return false;
  if (box.bottom < 0 || box.right < 0 || box.top > innerHeight || box.left > innerWidth) return false;
  let opacity = 1;
  for (let element: Element | null = sight.element; element; element = flatParentAcrossFrames(element)) {
    const style = getComputedStyle(element);
    if (style.filter !== 'none' || style.maskImage !== 'none') return false;
    opacity *= Number(style.opacity);
  }
  const { webkitTextFillColor, visibility } = getComputedStyle(sight.element);
  return opacity >= FAINTEST && visibility === 'visible' && !TRANSPARENT.test(webkitTextFillColor);
}

/** What an element is drawn in; at the top of a frame the frame, if that is of the same site. */
function flatParentAcrossFrames(element: Element): Element | null {
  return flatParent(element) ?? element.ownerDocument.defaultView?.frameElement ?? null;
}

/** Whether the point is on a link's text, or on a picture in it that is no larger than an icon. */
function isDrawn(link: Element, element: Element, x: number, y: number): boolean {
  const { width, height } = element.getBoundingClientRect();
  if (width <= LARGEST_ICON && height <= LARGEST_ICON && isPicture(element)) return true;
  const texts = textsIn(link).flatMap(node => rectsOf(range => range.selectNodeContents(node)));
  return texts.some(rect => contains(rect, x, y));
}

/** The text that is drawn in an element, wherever it comes from. */
function textsIn(element: Element): Text[] {
  return flatChildren(element).flatMap(node => {
    if (isText(node)) return /\S/.test(node.data) ? [node] : [];
    return isElement(node) ? textsIn(node) : [];
  });
}

function isPicture(element: Element): boolean {
  if (closestInFlatTree(element, 'svg, img, canvas')) return true;
  const { backgroundImage, backgroundColor } = getComputedStyle(element);
  const glyph = getComputedStyle(element, '::before').content; // how icon fonts draw
  return (
    backgroundImage !== 'none' || !TRANSPARENT.test(backgroundColor) || !/^(?:none|normal|"")$/.test(glyph)
  );
}

function caretAt(x: number, y: number, roots: readonly ShadowRoot[]): { node: Node | null; offset: number } {
  const caret = document.caretPositionFromPoint(x, y, { shadowRoots: [...roots] });
  return { node: caret?.offsetNode ?? null, offset: caret?.offset ?? 0 };
}

let sharedRange: Range | undefined; // one for all: a live Range per number would tax every change of the page

/** Where the text of a number is drawn; nowhere once the page has changed it. */
export function clientRects(match: Match): DOMRect[] {
  const { start, end } = match;
  if (!start.node.isConnected || !end.node.isConnected) return [];
  if (!isUnchanged(match)) return []; // the walk has not been there yet
  if (start.offset > start.node.length || end.offset > end.node.length) return [];
  return rectsOf(range => {
    range.setStart(start.node, start.offset);
    range.setEnd(end.node, end.offset);
  });
}

function rectsOf(set: (range: Range) => void): DOMRect[] {
  sharedRange ??= document.createRange();
  set(sharedRange);
  const found = [...sharedRange.getClientRects()];
  sharedRange.setStart(document, 0);
  sharedRange.collapse(true);
  return found;
}

function boxOf(element: Element): DOMRect | undefined {
  const box = element.isConnected ? element.getBoundingClientRect() : undefined;
  return box?.width || box?.height ? box : undefined; // an area of a picture has none of its own
}

function contains({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean {
  return left - 1 <= x && x <= right + 1 && top - 1 <= y && y <= bottom + 1;
}

/** Of a number broken over lines, the part that was pointed at; after a scroll the first. */
function rectAt(all: DOMRect[], x: number, y: number): DOMRect | undefined {
  return all.find(rect => contains(rect, x, y)) ?? all[0];
}
