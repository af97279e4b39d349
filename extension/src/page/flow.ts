// What a line of text flows through, what is never read, and which links call: known by name, for gate and reading.

import { isElement, isShadow, isText, shadowOf } from './shadow.ts';

/** What a line of text can be part of: an element, or the top of a shadow tree. */
export type Place = Element | ShadowRoot;

// Elements that a line of text flows through. Every other one is a block of its own; sub and sup too, or a
// footnote's mark would become the last digit of the number before it.
const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite data del dfn em font i ins label mark nobr q s small span strike strong time u wbr'.split(
    ' ',
  ),
);

// Places whose digits are no text. These are known by name; `block` asks of more.
export const UNREAD = new Set(
  'audio canvas code embed head iframe kbd math noscript object option rp rt samp script select style svg template textarea title tt var video'.split(
    ' ',
  ),
);
export const CALLS = /^\s*(?:tel|callto):/i;

export function calls(element: Element): element is HTMLAnchorElement {
  return element.localName === 'a' && CALLS.test(element.getAttribute('href') ?? '');
}

/** Whether a line flows through an element: not where it has a shadow to draw, or is drawn in a slot elsewhere. */
export function isInline(element: Element): boolean {
  return INLINE.has(element.localName) && !element.slot && !shadowOf(element);
}

/** The block whose line of text a node is part of. */
export function blockOf(node: Node): Place | null {
  let place = isText(node) ? node.parentNode : node;
  while (isElement(place) && isInline(place)) place = place.parentNode;
  return isElement(place) || isShadow(place) ? place : null;
}
