// What of a large page is seen now, to be read first.

import { isLargePage } from '../dom/shadow-dom.ts';

const FEW = 200; // elements of a part
const BESIDE = 40; // parts before and after it

/**
 * The parts around the middle of the viewport, where a large page is scrolled; else reading begins there anyway.
 * One look: Chromium takes milliseconds for each in a page of a hundred thousand elements.
 */
export function* subtreesInViewport(): Generator<Element> {
  if (scrollY < innerHeight || !isLargePage()) return;
  const seen = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  let part = seen && largestSmallAncestor(seen);
  for (let count = 0; part?.previousElementSibling && count < BESIDE; count++)
    part = part.previousElementSibling;
  for (let count = 0; part && count < 2 * BESIDE; count++) {
    yield part;
    part = part.nextElementSibling;
  }
}

/** The largest part around an element that is read at once. */
function largestSmallAncestor(element: Element): Element {
  let part = element;
  while (part.parentElement && isSmall(part.parentElement)) part = part.parentElement;
  return part;
}

function isSmall(element: Element): boolean {
  return element.childElementCount <= FEW && element.querySelectorAll('*').length <= FEW;
}
