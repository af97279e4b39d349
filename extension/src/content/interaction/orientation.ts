// The direction in which text is drawn: judges rotation, skew and mirroring, and the order of glyphs.

/** The linear part of a transform, as in DOMMatrix: (a, b) is where (1, 0) goes, (c, d) where (0, 1) goes. */
export interface Axes {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/** Where the centre of a glyph is, along its line and across the lines, and how large it is; in pixels. */
export interface GlyphPlace {
  readonly along: number;
  readonly across: number;
  readonly size: number;
}

export const UPRIGHT: Axes = { a: 1, b: 0, c: 0, d: 1 };

const MAX_ROTATION_DEG = 46; // a digit that is turned further may be read as another one
const MAX_ROTATION_VERTICAL_DEG = 1; // text in vertical lines is turned by 90 degrees already
const MAX_SKEW = 0.18; // cosine of the angle between the axes
const MAX_STRETCH = 2; // of one axis compared to the other

// In units of a glyph's size, which is about 1.2 times the font's.
const MIN_ADVANCE = 0.12; // from the centre of one glyph to that of the next
const MAX_ADVANCE = 3;
const MAX_OFF_LINE = 0.35; // how far centres of glyphs in one line may be from it
const MIN_LINE_ADVANCE = 0.6;
const MAX_LINE_ADVANCE = 4;
const MAX_SIZE_RATIO = 1.5;

/** Return one transform after another: `inner` is applied first. */
export function multiply(outer: Axes, inner: Axes): Axes {
  return {
    a: outer.a * inner.a + outer.c * inner.b,
    b: outer.b * inner.a + outer.d * inner.b,
    c: outer.a * inner.c + outer.c * inner.d,
    d: outer.b * inner.c + outer.d * inner.d,
  };
}

/** Return the transform of an element itself; undefined if it is not one in the plane. */
export function axesOf(style: Pick<CSSStyleDeclaration, 'transform' | 'rotate' | 'scale'>): Axes | undefined {
  const { transform = 'none', rotate = 'none', scale = 'none' } = style;
  if (transform === 'none' && rotate === 'none' && scale === 'none') return UPRIGHT;
  const degrees = rotate === 'none' ? 0 : Number(/^([-+\d.e]+)deg$/.exec(rotate)?.[1]);
  const [x = 1, y = x] = scale === 'none' ? [] : scale.split(' ').map(Number);
  const matrix = transform === 'none' ? UPRIGHT : planeMatrix(transform);
  if (!matrix || Number.isNaN(degrees + x + y)) return undefined;
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return multiply(multiply({ a: cos, b: sin, c: -sin, d: cos }, { a: x, b: 0, c: 0, d: y }), matrix);
}

function planeMatrix(transform: string): Axes | undefined {
  const values = /^matrix(?:3d)?\((.*)\)$/.exec(transform)?.[1]?.split(',').map(Number) ?? [];
  const [a = 0, b = 0, c = 0, d = 0] = values;
  if (values.length === 6) return { a, b, c, d };
  const [, , , , e = 0, f = 0] = values;
  const others = values.filter((_, index) => [2, 3, 6, 7, 8, 9, 11].includes(index)); // of the third axis
  return values.length === 16 && others.every(value => value === 0) ? { a, b, c: e, d: f } : undefined;
}

/** Return whether a person reads text in this direction without effort, and cannot take a 6 for a 9. */
export function isReadable({ a, b, c, d }: Axes, isVertical: boolean): boolean {
  const [width, height] = [Math.hypot(a, b), Math.hypot(c, d)];
  if (!(a * d - b * c > 0)) return false; // mirrored, or flat
  if (Math.max(width / height, height / width) > MAX_STRETCH) return false;
  if (Math.abs(a * c + b * d) / (width * height) > MAX_SKEW) return false;
  const degrees = Math.abs((Math.atan2(b, a) * 180) / Math.PI);
  return degrees <= (isVertical ? MAX_ROTATION_VERTICAL_DEG : MAX_ROTATION_DEG);
}

/** Return where glyphs are along and across their lines; undefined for a writing mode that is not judged. */
export function placesOf(
  rects: readonly DOMRect[],
  { a, b, c, d }: Axes,
  writingMode: string,
): GlyphPlace[] | undefined {
  const [width, height] = [Math.hypot(a, b), Math.hypot(c, d)];
  const right = [a / width, b / width] as const;
  const down = [c / height, d / height] as const;
  const directions = {
    'horizontal-tb': [right, down],
    'vertical-rl': [down, [-right[0], -right[1]]],
    'vertical-lr': [down, right],
  } as const;
  const direction = directions[writingMode as keyof typeof directions];
  return (
    direction &&
    rects.map(rect => {
      const [x, y] = [rect.left + rect.width / 2, rect.top + rect.height / 2];
      const [[alongX, alongY], [acrossX, acrossY]] = direction;
      const size = Math.max(rect.width, rect.height);
      return { along: x * alongX + y * alongY, across: x * acrossX + y * acrossY, size };
    })
  );
}

/**
 * Return whether glyphs, given in the order of the text, are read in that order: each one after the one
 * before it in its line, or at the beginning of the line below. In columns a line may go on in the next one.
 */
export function isReadInOrder(places: readonly GlyphPlace[], hasColumns: boolean): boolean {
  let line = places[0];
  return places.every((place, index) => {
    const previous = places[index - 1];
    if (!previous || !line) return true;
    const advance = (place.along - previous.along) / place.size;
    if (isOnLine(place, line)) return advance >= MIN_ADVANCE && (advance <= MAX_ADVANCE || hasColumns);
    const isBelow = isLineBelow(place, line);
    line = place;
    return isBelow && advance < 0;
  });
}

/**
 * Return whether groups of digits are read from right to left, and the digits of each from left to right: so
 * text in Arabic or Hebrew shows a number with spaces (Unicode Standard Annex 9).
 */
export function isReadRightToLeft(groups: readonly (readonly GlyphPlace[])[]): boolean {
  let line = groups[0]?.[0];
  return groups.every((group, index) => {
    const [previous, first, last] = [groups[index - 1]?.[0], group[0], group.at(-1)];
    if (!line || !first || !last || !isReadInOrder(group, false) || !isOnLine(last, first)) return false;
    if (!previous) return true;
    const advance = (previous.along - last.along) / last.size;
    if (isOnLine(first, line)) return MIN_ADVANCE <= advance && advance <= MAX_ADVANCE;
    const isBelow = isLineBelow(first, line);
    line = first;
    return isBelow && advance < 0;
  });
}

/** Return the lines of glyphs, each ordered as it is read from left to right or top to bottom. */
export function linesOf<T extends { readonly place: GlyphPlace }>(glyphs: readonly T[]): T[][] {
  const lines: T[][] = [];
  for (const glyph of glyphs) {
    const line = lines.find(([first]) => first && isOnLine(glyph.place, first.place));
    if (line) line.push(glyph);
    else lines.push([glyph]);
  }
  for (const line of lines) line.sort((one, other) => one.place.along - other.place.along);
  return lines;
}

/** Return whether glyphs look as parts of one number. */
export function areOfSimilarSize(places: readonly GlyphPlace[]): boolean {
  const sizes = places.map(({ size }) => size);
  return Math.max(...sizes) <= MAX_SIZE_RATIO * Math.min(...sizes);
}

function isOnLine(place: GlyphPlace, line: GlyphPlace): boolean {
  return Math.abs(place.across - line.across) <= MAX_OFF_LINE * place.size;
}

function isLineBelow(place: GlyphPlace, line: GlyphPlace): boolean {
  const advance = (place.across - line.across) / place.size;
  return MIN_LINE_ADVANCE <= advance && advance <= MAX_LINE_ADVANCE;
}
