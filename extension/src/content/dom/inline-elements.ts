// What a line of text flows through, what is never read, and which links call: known by name, for gate and reading.

import { isElement, isShadow, isText, shadowRootOf } from './shadow-dom.ts';

/** What a line of text can be part of: an element, or the top of a shadow tree. */
export type BlockRoot = Element | ShadowRoot;

// Elements that a line of text flows through. Every other one is a block of its own; sub and sup too, or a
// footnote's mark would become the last digit of the number before it.
const INLINE = new Set(
  'a abbr acronym b bdi bdo big cite data del dfn em font i ins label mark nobr q s small span strike strong time u wbr'.split(
    ' ',
  ),
);

// Places whose digits are no text. These are known by name; `block` asks of more.
export const SKIPPED_TAGS = new Set(
  'audio canvas code embed head iframe kbd math noscript object option rp rt samp script select style svg template textarea title tt var video'.split(
    ' ',
  ),
);
/** An element that leads somewhere: in text, on a picture, in a drawing. */
export type TelLinkElement = HTMLAnchorElement | HTMLAreaElement | SVGAElement;

// A SIP user is a number where it has seven digits, and a + or a host behind: "sip:10.20.30.40" is a machine.
const DIGITS = '(?:(?:[().\\s-]|%20)*\\d){7}(?:[().\\d\\s-]|%20)*';
const CALLS = new RegExp(
  `^\\s*(?:(?:tel|callto):|sips?:(?:\\/\\/)?(?:(?:\\+|%2b)${DIGITS}(?:[;:@?]|$)|${DIGITS}(?:[;:][^@?]*)?@))`,
  'i',
);

export function hrefOf(element: Element): string {
  return element.getAttribute('href') ?? element.getAttributeNS('http://www.w3.org/1999/xlink', 'href') ?? '';
}

export function isTelLink(element: Element): element is TelLinkElement {
  return (element.localName === 'a' || element.localName === 'area') && CALLS.test(hrefOf(element));
}

/** Whether a line flows through an element: not where it has a shadow to draw, or is drawn in a slot elsewhere. */
export function isInline(element: Element): boolean {
  return INLINE.has(element.localName) && !element.slot && !shadowRootOf(element);
}

/** The block whose line of text a node is part of. */
export function containingBlock(node: Node): BlockRoot | null {
  let place = isText(node) ? node.parentNode : node;
  while (isElement(place) && isInline(place)) place = place.parentNode;
  return isElement(place) || isShadow(place) ? place : null;
}
