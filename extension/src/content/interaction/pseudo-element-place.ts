// Finds where a pseudo-element is painted, as far as its style tells: no document can ask the browser for that.

import type { Area } from './ink.ts';
import { Renderings, SIDES } from './rendering.ts';

const MIN_CHAR_EM = 0.4; // narrower text may reach out of its box
const px = (length: string) => Number.parseFloat(length);

/** Return the area of a positioned pseudo-element with a text in it; undefined if that is not known. */
export function placeOfPseudoElement(
  style: CSSStyleDeclaration,
  element: Element,
  text: string,
): Area | undefined {
  const own = getComputedStyle(element);
  if (style.position !== 'absolute' || own.position === 'static' || own.display === 'contents')
    return undefined;
  const { animationName, boxShadow, textIndent, textShadow, zoom } = style;
  const isAsPlaced =
    animationName === 'none' && boxShadow === 'none' && textShadow === 'none' && px(textIndent) === 0;
  if (!isAsPlaced || !isUnmoved(style) || !/^1?$/.test(zoom)) return undefined;
  const [box, ...others] = element.getClientRects();
  const axes = new Renderings().of(element)?.axes;
  if (!box || others.length > 0 || !axes) return undefined;
  if (axes.a !== 1 || axes.b !== 0 || axes.c !== 0 || axes.d !== 1) return undefined;
  const width = outerLength(style, 'width', ['Left', 'Right']);
  const height = outerLength(style, 'height', ['Top', 'Bottom']);
  if (px(style.width) < MIN_CHAR_EM * px(style.fontSize) * text.length) return undefined;
  const left = box.left + px(own.borderLeftWidth) + px(style.left);
  const top = box.top + px(own.borderTopWidth) + px(style.top);
  const outline = style.outlineStyle === 'none' ? 0 : px(style.outlineWidth) + px(style.outlineOffset);
  const around = Math.max(outline, 0);
  const area = {
    left: left - around,
    right: left + width + around,
    top: top - around,
    bottom: top + height + around,
  };
  return Object.values(area).every(Number.isFinite) ? area : undefined;
}

/** Return the length of a box with its borders. */
function outerLength(
  style: CSSStyleDeclaration,
  name: 'width' | 'height',
  sides: readonly (typeof SIDES)[number][],
): number {
  if (style.boxSizing === 'border-box') return px(style[name]);
  const around = sides.map(side => px(style[`padding${side}`]) + px(style[`border${side}Width`]));
  return around.reduce((sum, length) => sum + length, px(style[name]));
}

/** Return whether a box is where its style places it; it may be shrunk, as lines are that grow under the pointer. */
function isUnmoved(style: CSSStyleDeclaration): boolean {
  const value = (name: string) => style.getPropertyValue(name);
  if (!['translate', 'rotate', 'scale', 'offset-path'].every(name => /^(?:none)?$/.test(value(name))))
    return false;
  if (SIDES.some(side => px(style[`margin${side}`]) !== 0)) return false;
  const { transform, transformOrigin } = style;
  if (transform === 'none') return true;
  const [a = 2, b, c, d = 2, e, f] = transform.match(/-?[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
  const [x = -1, y = -1] = transformOrigin.split(' ').map(px);
  const isShrunk = /^matrix\(/.test(transform) && a >= 0 && a <= 1 && d >= 0 && d <= 1;
  const isOriginInside = x >= 0 && x <= px(style.width) + 1 && y >= 0 && y <= px(style.height) + 1;
  return isShrunk && isOriginInside && [b, c, e, f].every(part => part === 0);
}
