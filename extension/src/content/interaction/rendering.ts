// Judges from the styles of elements whether what is rendered in them can be seen as it is.

import { flatParent } from '../dom/shadow-dom.ts';
import { rectsOf } from '../dom/text-rects.ts';
import { type Backdrop, backdropIn, canvasOf } from './backdrop.ts';
import { alphaOf, colourDistance, labOf } from './colour.ts';
import { type Axes, axesOf, multiply, UPRIGHT } from './orientation.ts';

/** How an element and everything that it is rendered in draw its content. */
export interface Rendering {
  readonly opacity: number; // the product of all
  readonly axes: Axes; // the transform of all
  readonly background: Backdrop; // the colours behind the content
}

const MIN_OPACITY = 0.3;
export const MIN_CONTRAST = 0.1; // the distance in OKLab: #ddd on white has 0.1, black on white 1
export const SIDES = ['Top', 'Right', 'Bottom', 'Left'] as const; // of a box, as properties of styles name them
const DARKEST_MIX = 0.2; // two colours may mix to one that is so much darker than both
const MAX_ROUNDING_PX = 0.1;
const MAX_TEXT_STROKE_PX = 1; // a stroke is painted over the glyph

/** How elements are rendered; each is asked for once. Valid as long as no style has changed. */
export class Renderings {
  readonly #known = new Map<Element, Rendering | undefined>();

  /** Return how an element's content is rendered; undefined if styles hide it or change it. */
  of(element: Element): Rendering | undefined {
    const chain: Element[] = [];
    let outer: Rendering | undefined;
    let isKnown = false;
    for (let current: Element | null = element; current; current = flatParentAcrossFrames(current)) {
      if (this.#known.has(current)) {
        outer = this.#known.get(current);
        isKnown = true;
        break;
      }
      chain.push(current);
    }
    const root = chain.at(-1);
    if (root && !isKnown) outer = { opacity: 1, axes: UPRIGHT, background: canvasOf(root) };
    for (const current of chain.reverse()) {
      outer = outer && inside(outer, current);
      this.#known.set(current, outer);
    }
    return outer;
  }
}

/** Return what an element is rendered in; at the top of a frame the iframe, if it is of the same origin. */
export function flatParentAcrossFrames(element: Element): Element | null {
  return flatParent(element) ?? element.ownerDocument.defaultView?.frameElement ?? null;
}

function inside(outer: Rendering, element: Element): Rendering | undefined {
  const own = insideBox(outer, element, getComputedStyle(element));
  // What an open <details> shows is in a box of its own, which styles reach only as this pseudo-element.
  const isDetails = element.localName === 'details' && CSS.supports('selector(::details-content)');
  return own && isDetails ? insideBox(own, element, getComputedStyle(element, '::details-content')) : own;
}

function insideBox(outer: Rendering, element: Element, style: CSSStyleDeclaration): Rendering | undefined {
  const own = axesOf(style);
  if (!own || isDistorted(style) || isCutOff(element, style)) return undefined;
  const opacity = outer.opacity * Number(style.opacity);
  if (!(opacity >= MIN_OPACITY)) return undefined;
  return {
    opacity,
    axes: own === UPRIGHT ? outer.axes : multiply(outer.axes, own),
    background: backdropIn(style, outer.background),
  };
}

/** Return whether an element is painted other than its content is laid out. */
function isDistorted(style: CSSStyleDeclaration): boolean {
  const off = (name: string, pattern = /^(?:none)?$/) => pattern.test(style.getPropertyValue(name));
  return !(
    off('filter') &&
    off('mask-image') &&
    off('-webkit-mask-box-image-source') &&
    off('mask-border-source') &&
    off('mix-blend-mode', /^(?:normal)?$/) &&
    off('clip-path') &&
    off('clip', /^(?:auto)?$/) &&
    off('offset-path') &&
    off('-webkit-box-reflect') &&
    off('content-visibility', /^(?:visible|auto)?$/)
  );
}

/** Return whether an element draws an ellipsis or another text in place of the rest of its own text. */
function isCutOff(element: Element, style: CSSStyleDeclaration): boolean {
  if (!/^(?:none)?$/.test(style.getPropertyValue('-webkit-line-clamp')))
    return element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1;
  return style.textOverflow !== 'clip' && style.overflowX !== 'visible' && isWiderThanItsBox(element, style);
}

/** Return whether the content of an element is wider than its box, by fractions of a pixel too. */
function isWiderThanItsBox(element: Element, style: CSSStyleDeclaration): boolean {
  if (element.scrollWidth > element.clientWidth + 1) return true;
  const box = element.getBoundingClientRect();
  const width = (name: string) => Number.parseFloat(style.getPropertyValue(name)) || 0;
  const left = box.left + width('border-left-width');
  const right = box.right - width('border-right-width');
  return rectsOf(range => range.selectNodeContents(element)).some(
    rect => rect.left < left - MAX_ROUNDING_PX || rect.right > right + MAX_ROUNDING_PX,
  );
}

/** Return the colour that the glyphs of a text with this style are filled with. */
export function textColourOf(style: CSSStyleDeclaration): string {
  return style.webkitTextFillColor || style.color;
}

/** Return whether text directly in an element is drawn with a visible colour, and as it is. */
export function drawsText(element: Element, { opacity, background }: Rendering): boolean {
  const style = getComputedStyle(element);
  const value = (name: string) => style.getPropertyValue(name);
  const colour = textColourOf(style);
  return (
    style.visibility === 'visible' &&
    contrast(colour, background) * alphaOf(colour) * opacity >= MIN_CONTRAST &&
    alphaOf(colour) * opacity >= MIN_OPACITY &&
    !hasOtherStroke(style, colour) &&
    !/line-through/.test(style.textDecorationLine) &&
    /^(?:none)?$/.test(value('-webkit-text-security')) &&
    /^(?:none)?$/.test(value('font-size-adjust')) &&
    /^(?:none)?$/.test(value('text-combine-upright')) &&
    /^(?:none)?$/.test(value('text-emphasis-style')) &&
    !/override/.test(style.unicodeBidi)
  );
}

/** Return whether glyphs are drawn with a stroke that changes their shape. */
function hasOtherStroke(style: CSSStyleDeclaration, colour: string): boolean {
  const width = Number.parseFloat(style.webkitTextStrokeWidth);
  return width > MAX_TEXT_STROKE_PX || (width > 0 && style.webkitTextStrokeColor !== colour);
}

/** Return how different a text looks from all that is behind it; 0 if that is not known. */
export function contrast(colour: string, background: Backdrop): number {
  const text = labOf(colour);
  if (!text || background.length === 0) return 0;
  const [first, ...others] = background.map(labOf);
  if (!first) return 0;
  if (others.length === 0) return colourDistance(text, first);
  // Between two colours a gradient may go through that of the text: its lightness must be outside of them.
  const lightness = [first, ...others].map(lab => lab?.[0] ?? Number.NaN);
  return Math.max(text[0] - Math.max(...lightness), Math.min(...lightness) - DARKEST_MIX - text[0]) || 0;
}
