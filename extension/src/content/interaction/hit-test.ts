// What the person sees under the pointer: the number whose own visible glyphs are there, and whose it is.

import type { Link } from '../dom/inline-elements.ts';
import {
  around,
  childrenOf,
  drawnIn,
  hit,
  holdsText,
  isElement,
  isText,
  textsOf,
} from '../dom/shadow-dom.ts';
import { callingLink } from '../scan/block-reader.ts';
import { type Field, fieldCallee, fieldOf } from '../scan/form-fields.ts';
import { type Callee, isAsFound, linkCallee, type Match } from '../scan/matches.ts';
import { hasOurCursor } from './hover-cursor.ts';

export interface Sight {
  readonly callee: Callee;
  readonly element: Element; // the one whose text it is
  readonly link?: Element;
  readonly empty?: true; // the pointer is on nothing that is drawn: an empty part of a link
  readonly box: () => DOMRect | undefined; // where it is now, while it is there
  readonly stands?: () => boolean; // of a field: whether it still says what was seen, of which nothing tells
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
export interface Known {
  at(node: Text): readonly Match[];
  meet(root: ShadowRoot): void;
}

/** The number at a point of the viewport, if it is really what is visible there. */
export function see(x: number, y: number, known: Known, region: string | undefined): Sight | undefined {
  const there = hit(x, y);
  if (!there) return undefined;
  for (const root of there.roots) known.meet(root);
  const caret = caretAt(x, y, there.roots);
  const pointed = isText(caret.node) && holdsText(there.element, caret.node) ? caret.node : undefined;
  const element = (pointed && around(pointed)) ?? there.element; // text right in a slot: the browsers name its host
  const link = callingLink(element);
  if (link) {
    const sight = linkSight(link, region);
    return sight && (isDrawn(link, element, x, y) ? sight : { ...sight, empty: true });
  }
  const field = fieldOf(element);
  if (field) return fieldSight(field, caret.node === field ? caret.offset : 0, x, y, region);
  // Text that cannot be selected has no caret.
  for (const text of pointed ? [pointed] : textsOf(there.element).slice(0, MOST_TEXTS)) {
    const match = known.at(text).find(each => rects(each).some(rect => holds(rect, x, y)));
    const holder = around(text) ?? element;
    if (match) return { callee: match, element: holder, box: () => nearest(rects(match), x, y) };
  }
  return undefined;
}

/** A link that calls, wherever in it the pointer is. */
export function linkSight(link: Link, region: string | undefined): Sight | undefined {
  const callee = linkCallee(link, region);
  return callee && { callee, element: link, link, box: () => boxOf(link) };
}

/** A number in a field, which cannot tell where its text is drawn: in a tall one it is where the pointer is. */
function fieldSight(field: Field, at: number, x: number, y: number, region?: string): Sight | undefined {
  const callee = fieldCallee(field, at, region);
  if (!callee) return undefined;
  const { value } = field;
  const { left, top, height } = field.getBoundingClientRect();
  const box = () => {
    const now = boxOf(field);
    if (!now || height <= LARGEST_ICON) return now;
    return new DOMRect(now.left + x - left, now.top + y - top - LINE / 2, 0, LINE);
  };
  return { callee, element: field, box, stands: () => field.value === value };
}

/** Whether a click there means something to the page. Ask while the cursor is still the page's own. */
export function belongsToPage(sight: Sight): boolean {
  if (sight.link) return false;
  if (drawnIn(sight.element, INTERACTIVE)) return true;
  return !hasOurCursor(sight.element) && getComputedStyle(sight.element).cursor.endsWith('pointer');
}

/**
 * Whether a person can see what they click: a page must not have it clicked unseen. What a page paints over it
 * and lets clicks pass through cannot be told.
 */
export function isLegible(sight: Sight): boolean {
  const box = sight.box();
  if (sight.empty || !box || box.height < SMALLEST_TEXT || box.width < SMALLEST_TEXT) return false;
  if (box.bottom < 0 || box.right < 0 || box.top > innerHeight || box.left > innerWidth) return false;
  let opacity = 1;
  for (let element: Element | null = sight.element; element; element = outward(element)) {
    const style = getComputedStyle(element);
    if (style.filter !== 'none' || style.maskImage !== 'none') return false;
    opacity *= Number(style.opacity);
  }
  const { webkitTextFillColor, visibility } = getComputedStyle(sight.element);
  return opacity >= FAINTEST && visibility === 'visible' && !TRANSPARENT.test(webkitTextFillColor);
}

/** What an element is drawn in; at the top of a frame the frame, if that is of the same site. */
function outward(element: Element): Element | null {
  return around(element) ?? element.ownerDocument.defaultView?.frameElement ?? null;
}

/** Whether the point is on a link's text, or on a picture in it that is no larger than an icon. */
function isDrawn(link: Element, element: Element, x: number, y: number): boolean {
  const { width, height } = element.getBoundingClientRect();
  if (width <= LARGEST_ICON && height <= LARGEST_ICON && isPicture(element)) return true;
  const texts = textsIn(link).flatMap(node => rectsOf(range => range.selectNodeContents(node)));
  return texts.some(rect => holds(rect, x, y));
}

/** The text that is drawn in an element, wherever it comes from. */
function textsIn(element: Element): Text[] {
  return childrenOf(element).flatMap(node => {
    if (isText(node)) return /\S/.test(node.data) ? [node] : [];
    return isElement(node) ? textsIn(node) : [];
  });
}

function isPicture(element: Element): boolean {
  if (drawnIn(element, 'svg, img, canvas')) return true;
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

let measure: Range | undefined; // one for all: a live Range per number would tax every change of the page

/** Where the text of a number is drawn; nowhere once the page has changed it. */
export function rects(match: Match): DOMRect[] {
  const { start, end } = match;
  if (!start.node.isConnected || !end.node.isConnected) return [];
  if (!isAsFound(match)) return []; // the walk has not been there yet
  if (start.offset > start.node.length || end.offset > end.node.length) return [];
  return rectsOf(range => {
    range.setStart(start.node, start.offset);
    range.setEnd(end.node, end.offset);
  });
}

function rectsOf(set: (range: Range) => void): DOMRect[] {
  measure ??= document.createRange();
  set(measure);
  const found = [...measure.getClientRects()];
  measure.setStart(document, 0);
  measure.collapse(true);
  return found;
}

function boxOf(element: Element): DOMRect | undefined {
  const box = element.isConnected ? element.getBoundingClientRect() : undefined;
  return box?.width || box?.height ? box : undefined; // an area of a picture has none of its own
}

function holds({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean {
  return left - 1 <= x && x <= right + 1 && top - 1 <= y && y <= bottom + 1;
}

/** Of a number broken over lines, the part that was pointed at; after a scroll the first. */
function nearest(all: DOMRect[], x: number, y: number): DOMRect | undefined {
  return all.find(rect => holds(rect, x, y)) ?? all[0];
}
