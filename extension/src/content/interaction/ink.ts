// Where the strokes of a digit are in the rectangle that the browser reports for it.

/** A part of the viewport. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const TOLERANCE_PX = 1;
const ABOVE_PART = 0.14; // of a glyph's height: the space for accents
const BELOW_PART = 0.2; // and for descenders

/** Return where a glyph's strokes are, if it is a digit. */
export function inkOf({ left, right, top, bottom, height }: DOMRect): Area {
  return { left, right, top: top + ABOVE_PART * height, bottom: bottom - BELOW_PART * height };
}

/** Return the smallest area that contains all of some areas; undefined for none. */
export function unionOf(areas: readonly Area[]): Area | undefined {
  const [first, ...others] = areas;
  return (
    first &&
    others.reduce<Area>(
      (union, { left, right, top, bottom }) => ({
        left: Math.min(union.left, left),
        right: Math.max(union.right, right),
        top: Math.min(union.top, top),
        bottom: Math.max(union.bottom, bottom),
      }),
      first,
    )
  );
}

export function isInside(inner: Area, outer: Area): boolean {
  return (
    inner.left >= outer.left - TOLERANCE_PX &&
    inner.right <= outer.right + TOLERANCE_PX &&
    inner.top >= outer.top - TOLERANCE_PX &&
    inner.bottom <= outer.bottom + TOLERANCE_PX
  );
}

export function isOver(one: Area, other: Area): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
