// Computes where the card goes: beside its number, and within the visible part of the page.

const GAP_PX = 8; // between number and card
export const MARGIN_PX = 8; // between card and viewport

type Box = Pick<DOMRectReadOnly, 'left' | 'right' | 'top' | 'bottom'>;
type Size = Pick<DOMRectReadOnly, 'width' | 'height'>;

/** Return the part of the page that is visible when it is pinch-zoomed, in the viewport's coordinates. */
export function visiblePart(): DOMRect {
  const viewport = window.visualViewport;
  return new DOMRect(
    viewport?.offsetLeft,
    viewport?.offsetTop,
    viewport?.width ?? window.innerWidth,
    viewport?.height ?? window.innerHeight,
  );
}

/** Below the number, above it if there is room only there, in the upper right corner without a number. */
export function positionNear(number: Box | undefined, size: Size, visible: Box): { x: number; y: number } {
  const { left, right, top, bottom } = visible;
  const anchor = number ?? { left: right, right, top, bottom: top };
  const isInRightHalf = anchor.left + anchor.right > left + right;
  const below = anchor.bottom + GAP_PX;
  const above = anchor.top - GAP_PX - size.height;
  const fitsBelow = below + size.height + MARGIN_PX <= bottom;
  const fitsAbove = above >= top + MARGIN_PX;
  return {
    x: clamp(isInRightHalf ? anchor.right - size.width : anchor.left, left, right - size.width),
    y: clamp(fitsBelow || !fitsAbove ? below : above, top, bottom - size.height),
  };
}

/** Keep a coordinate away from both edges; from the low one if there is not room for both margins. */
function clamp(value: number, low: number, high: number): number {
  return Math.max(low + MARGIN_PX, Math.min(value, high - MARGIN_PX));
}
