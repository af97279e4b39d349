// Finds the subtrees of a large page that are in the viewport, so that they are scanned first.

import { isLargePage } from '../dom/shadow-dom.ts';
import { hasAtMostElements } from './text-prefilter.ts';

const MAX_SUBTREE_ELEMENTS = 200;
const SIBLINGS = 40; // before and after the subtree in the middle

/**
 * Yield the subtrees around the middle of the viewport if a large page is scrolled; otherwise scanning begins
 * there anyway. One hit test only: in a page of a hundred thousand elements each takes Chromium milliseconds.
 */
export function* subtreesInViewport(): Generator<Element> {
  if (scrollY < innerHeight || !isLargePage()) return;
  const middle = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  let subtree = middle && largestSmallAncestor(middle);
  for (let count = 0; subtree?.previousElementSibling && count < SIBLINGS; count++)
    subtree = subtree.previousElementSibling;
  for (let count = 0; subtree && count < 2 * SIBLINGS; count++) {
    yield subtree;
    subtree = subtree.nextElementSibling;
  }
}

/** Return the largest subtree around an element that is still small enough to be scanned at once. */
function largestSmallAncestor(element: Element): Element {
  let subtree = element;
  while (subtree.parentElement && hasAtMostElements(subtree.parentElement, MAX_SUBTREE_ELEMENTS))
    subtree = subtree.parentElement;
  return subtree;
}
