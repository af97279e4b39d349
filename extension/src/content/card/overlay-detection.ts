// What a page lays over the card so that a click meant for it goes to the card: seen, and not there for the pointer.

const GRID = [0.1, 0.3, 0.5, 0.7, 0.9]; // of the card, where it is looked for

/** Whether something of the page that is above everything may hide a part of our element. */
export function isCovered(host: Element, seen: DOMRect, roots: Iterable<ParentNode>): boolean {
  for (const root of roots) {
    for (const above of root.querySelectorAll(':popover-open, :modal, :fullscreen')) {
      if (
        !above.contains(host) &&
        overlaps(above.getBoundingClientRect(), seen) &&
        covers(above, host, seen)
      ) {
        return true;
      }
    }
  }
  return false;
}

/** Below ours it hides nothing; what lets the pointer through may be above all the same. */
function covers(above: Element, host: Element, seen: DOMRect): boolean {
  if (getComputedStyle(above).pointerEvents === 'none') return true;
  return GRID.some(part =>
    GRID.some(
      other => document.elementFromPoint(seen.x + seen.width * part, seen.y + seen.height * other) !== host,
    ),
  );
}

function overlaps(one: DOMRect, other: DOMRect): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
