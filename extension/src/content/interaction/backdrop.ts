// Finds the colours that are painted behind an element's content, as far as styles tell them.

import { alphaOf, blend, labOf } from './colour.ts';

/** The colours that are behind a content, in any order; none if they are not known. */
export type Backdrop = readonly string[];

const GRADIENT = /^(?:linear|radial|conic)-gradient\(/;
const OTHER_INTERPOLATION = /\bin [a-z]/; // it may go through any colour
const COLOUR = /(?:rgba?|oklab|oklch|color|lab|lch|hsla?|hwb|color-mix)\([^()]*\)/g;

/** Return what is behind the content of an element with this style, from what is behind its box. */
export function backdropIn(style: CSSStyleDeclaration, outer: Backdrop): Backdrop {
  if (/\binset\b/.test(style.boxShadow)) return [];
  if (style.borderImageSource !== 'none' && /\bfill\b/.test(style.borderImageSlice)) return [];
  if (style.backgroundImage !== 'none') return coloursOfGradient(style);
  const { backgroundColor } = style;
  const alpha = alphaOf(backgroundColor);
  if (alpha === 0) return outer;
  if (!/^border-box$|^padding-box$/.test(style.backgroundClip)) return [];
  if (alpha === 1) return [backgroundColor];
  const blended = outer.map(colour => blend(backgroundColor, colour));
  return blended.every(colour => colour !== undefined) ? blended : [];
}

/** Return what a document without a background is painted on: browsers have a dark canvas too. */
export function canvasOf(root: Element): Backdrop {
  const scheme = `${getComputedStyle(root).colorScheme} ${metaScheme(root.ownerDocument)}`;
  const mayBeDark = /\bdark\b/.test(scheme);
  const isLightPreferred = /\blight\b/.test(scheme) && !matchMedia('(prefers-color-scheme: dark)').matches;
  return mayBeDark && !isLightPreferred ? [] : ['rgb(255, 255, 255)'];
}

function metaScheme(owner: Document): string {
  return owner.querySelector<HTMLMetaElement>('meta[name="color-scheme" i]')?.content ?? '';
}

/** Return the colours of a gradient that covers the whole box; none for other images. */
function coloursOfGradient(style: CSSStyleDeclaration): Backdrop {
  const {
    backgroundImage: image,
    backgroundSize,
    backgroundRepeat,
    backgroundClip,
    backgroundAttachment,
  } = style;
  const coversBox =
    backgroundSize === 'auto' &&
    backgroundRepeat === 'repeat' &&
    backgroundAttachment === 'scroll' &&
    /^border-box$|^padding-box$/.test(backgroundClip);
  if (!coversBox || !GRADIENT.test(image) || OTHER_INTERPOLATION.test(image)) return [];
  if (image.match(/gradient\(/g)?.length !== 1) return [];
  const colours = image.match(COLOUR) ?? [];
  return colours.every(colour => alphaOf(colour) === 1 && labOf(colour) !== undefined) ? colours : [];
}
