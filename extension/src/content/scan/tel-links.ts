// Recognizes links that call a number.

import { PHONE_SCHEMES, SIP_SCHEMES, TEL_SCHEMES } from '../../finder/parse/tel-schemes.ts';
import { hrefOf } from '../dom/link-href.ts';

/** An element that may link to a number: in text, on an image map, in an SVG image. */
export type TelLinkElement = HTMLAnchorElement | HTMLAreaElement | SVGAElement;

/** Selects all links that call a number, and some others: check each with `isTelLink`. */
export const TEL_LINK_SELECTOR = PHONE_SCHEMES.flatMap(scheme => [
  `a[*|href*="${scheme}:" i]`,
  `area[href*="${scheme}:" i]`,
]).join(', ');

// The user of a SIP address is a number if it has at least seven digits, and a plus sign or a host: the
// address "sip:10.20.30.40" names a machine.
const DIGITS = '(?:(?:[().\\s-]|%20)*\\d){7}(?:[().\\d\\s-]|%20)*';
const SIP_NUMBER = `(?:\\+|%2b)${DIGITS}(?:[;:@?]|$)|${DIGITS}(?:[;:][^@?]*)?@`;
const TEL_HREF = new RegExp(
  `^\\s*(?:(?:${TEL_SCHEMES.join('|')}):|(?:${SIP_SCHEMES.join('|')}):(?:\\/\\/)?(?:${SIP_NUMBER}))`,
  'i',
);

/** Return whether an element is a link that calls a number. */
export function isTelLink(element: Element): element is TelLinkElement {
  return (element.localName === 'a' || element.localName === 'area') && TEL_HREF.test(hrefOf(element));
}
