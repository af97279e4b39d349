// Detects what a page lays over the card to make a person click it unknowingly.

const SAMPLE_POINTS = [0.1, 0.3, 0.5, 0.7, 0.9]; // fractions of the card's width and height

/** Return whether an element of the page in the top layer may hide a part of the card. */
export function isCovered(host: Element, cardRect: DOMRect, roots: Iterable<ParentNode>): boolean {
  for (const root of roots) {
    for (const element of root.querySelectorAll(':popover-open, :modal, :fullscreen')) {
      const isOther = !element.contains(host);
      if (isOther && overlaps(element.getBoundingClientRect(), cardRect) && covers(element, host, cardRect)) {
        return true;
      }
    }
  }
  return false;
}

/** Return whether an element is above the card. A hit test misses one that receives no clicks. */
function covers(element: Element, host: Element, { x, y, width, height }: DOMRect): boolean {
  if (getComputedStyle(element).pointerEvents === 'none') return true;
  return SAMPLE_POINTS.some(across =>
    SAMPLE_POINTS.some(down => document.elementFromPoint(x + width * across, y + height * down) !== host),
  );
}

function overlaps(one: DOMRect, other: DOMRect): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
