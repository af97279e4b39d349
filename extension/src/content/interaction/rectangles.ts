// Compares rectangles and points of the viewport.

const TOLERANCE_PX = 1;

/** Return whether a point is in a rectangle, with one pixel of tolerance. */
export function contains({ left, right, top, bottom }: DOMRect, x: number, y: number): boolean {
  return (
    left - TOLERANCE_PX <= x &&
    x <= right + TOLERANCE_PX &&
    top - TOLERANCE_PX <= y &&
    y <= bottom + TOLERANCE_PX
  );
}

/** Return whether two rectangles are the same, with one pixel of tolerance. */
export function isSameRect(one: DOMRect, other: DOMRect): boolean {
  return (['left', 'right', 'top', 'bottom'] as const).every(
    side => Math.abs(one[side] - other[side]) <= TOLERANCE_PX,
  );
}

/** Return how far a point is from a rectangle, in pixels; 0 inside of it. */
export function distanceTo({ left, right, top, bottom }: DOMRect, x: number, y: number): number {
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
}

/** Return whether a rectangle is in the viewport, at least in part. */
export function isInViewport({ left, right, top, bottom }: DOMRect): boolean {
  return right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
}
