// The address of a link, in HTML and in SVG.

const XLINK_NAMESPACE = 'http://www.w3.org/1999/xlink'; // of `href` in SVG 1.1

/** Return the address of a link as it is written; empty if the element has none. */
export function hrefOf(element: Element): string {
  return element.getAttribute('href') ?? element.getAttributeNS(XLINK_NAMESPACE, 'href') ?? '';
}
