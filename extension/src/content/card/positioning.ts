// Where the card goes: beside its number, and always within what is visible.

const GAP_PX = 8; // between number and card
const EDGE_PX = 8; // between card and viewport

type Box = Pick<DOMRectReadOnly, 'left' | 'right' | 'top' | 'bottom'>;
type Size = Pick<DOMRectReadOnly, 'width' | 'height'>;

/** Below the number, or above it where only there is room; without a number in the upper right corner. */
export function positionNear(number: Box | undefined, size: Size, visible: Box): { x: number; y: number } {
  const { left, right, top, bottom } = visible;
  const spot = number ?? { left: right, right, top, bottom: top };
  const isRight = spot.left + spot.right > left + right;
  const below = spot.bottom + GAP_PX;
  const above = spot.top - GAP_PX - size.height;
  const fitsBelow = below + size.height + EDGE_PX <= bottom;
  const fitsAbove = above >= top + EDGE_PX;
  return {
    x: clamp(isRight ? spot.right - size.width : spot.left, left, right - size.width),
    y: clamp(fitsBelow || !fitsAbove ? below : above, top, bottom - size.height),
  };
}

/** Keep a coordinate off both edges; off the first one where it cannot be both. */
function clamp(value: number, low: number, high: number): number {
  return Math.max(low + EDGE_PX, Math.min(value, high - EDGE_PX));
}
