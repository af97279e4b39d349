// Classifies elements: those that text flows through, and those that are never read.

import { isElement, isShadowRoot, isText, shadowRootOf } from './shadow-dom.ts';

/** The element or shadow root that a line of text belongs to. */
export type BlockRoot = Element | ShadowRoot;

// Text flows through these elements; every other one is a block. That includes sub and sup: otherwise the
// mark of a footnote would become the last digit of the number before it.
const INLINE_TAGS = new Set(
  'a abbr acronym b bdi bdo big cite data del dfn em font i ins label mark nobr q s small span strike strong time u wbr'.split(
    ' ',
  ),
);

/** Elements whose text is never read. block-reader.ts adds selectors for others. */
export const SKIPPED_TAGS = new Set(
  'audio canvas code embed head iframe kbd math noscript object option rp rt samp script select style svg template textarea title tt var video'.split(
    ' ',
  ),
);

/** Return whether text flows through an element: not if it has a shadow root or is rendered in a slot. */
export function isInline(element: Element): boolean {
  return INLINE_TAGS.has(element.localName) && !element.slot && !shadowRootOf(element);
}

/** Return the block whose text a node is part of. */
export function containingBlock(node: Node): BlockRoot | null {
  let ancestor = isText(node) ? node.parentNode : node;
  while (isElement(ancestor) && isInline(ancestor)) ancestor = ancestor.parentNode;
  return isElement(ancestor) || isShadowRoot(ancestor) ? ancestor : null;
}
