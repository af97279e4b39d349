// Compares the colours of text and background, as far as their notation tells cheaply.

/** A colour in the OKLab space: lightness from 0 to 1, and two axes of hue. */
export type Lab = readonly [lightness: number, a: number, b: number];

/** Return the opacity of a computed colour, from 0 to 1. */
export function alphaOf(colour: string): number {
  const alpha = /^rgba\(.*,\s*([^,]+)\)$/.exec(colour)?.[1] ?? /\/\s*([^)]+)\)$/.exec(colour)?.[1];
  if (alpha === undefined) return 1;
  return alpha.trim().endsWith('%') ? Number.parseFloat(alpha) / 100 : Number(alpha);
}

/** Return a computed colour without its opacity in OKLab; undefined for notations that are not converted. */
export function labOf(colour: string): Lab | undefined {
  const [, notation = '', args = ''] = /^([a-z]+)\((.*)\)$/.exec(colour) ?? [];
  const [x = 0, y = 0, z = 0] = args.match(/[-+]?(?:\d*\.)?\d+(?:e[-+]?\d+)?/gi)?.map(Number) ?? [];
  switch (notation) {
    case 'rgb':
    case 'rgba':
      return labOfRgb(x / 255, y / 255, z / 255);
    case 'color':
      return /^srgb /.test(args) ? labOfRgb(x, y, z) : undefined;
    case 'oklab':
      return [x, y, z];
    case 'oklch':
      return [x, y * Math.cos((z * Math.PI) / 180), y * Math.sin((z * Math.PI) / 180)];
    default:
      return undefined;
  }
}

/** Return a computed colour in sRGB on an opaque one; undefined for other notations. */
export function blend(colour: string, behind: string): string | undefined {
  const [front, back] = [partsOfRgb(colour), partsOfRgb(behind)];
  if (!front || !back) return undefined;
  const alpha = alphaOf(colour);
  const parts = front.map((part, index) => part * alpha + (back[index] ?? 0) * (1 - alpha));
  return `rgb(${parts.join(', ')})`;
}

function partsOfRgb(colour: string): readonly number[] | undefined {
  const [, args] = /^rgba?\((.*)\)$/.exec(colour) ?? [];
  return args?.split(',').slice(0, 3).map(Number);
}

/** Return how different two colours look; 0 for the same, about 1 for black on white. */
export function colourDistance(one: Lab, other: Lab): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

/** Convert sRGB, each part from 0 to 1. The matrices are those of CSS Color 4. */
function labOfRgb(red: number, green: number, blue: number): Lab {
  const [r, g, b] = [red, green, blue].map(part =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
