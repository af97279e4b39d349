// Judges what styles add to a text: pseudo-elements with text of their own, markers, other first lines and letters.

import { alphaOf } from './colour.ts';
import { DIGIT_OR_PLUS, WORD_CHAR } from './glyphs.ts';
import { type Area, isOver } from './ink.ts';
import { placeOfPseudoElement } from './pseudo-element-place.ts';
import { contrast, MIN_CONTRAST, Renderings, SIDES, textColourOf } from './rendering.ts';

const UNLIKE_DIGITS = /[^\P{L}OoQDIilLSsZzBbGgq]/u; // a letter that nobody takes for a digit
const NO_CONTENT = /^(?:none|normal|)$/;
const MAX_LINE_PX = 3; // a painted pseudo-element that is no thicker is a line
const MAX_INLINE_REACH_PX = 6; // of the padding of a badge
const MAX_TINT = 0.12; // the opacity of what is painted over a text and leaves it as it is, such as a ripple
// These two cannot be redefined by a page, unlike other types of counters.
const PLAIN_MARKERS = /^(?:none|disc|circle|square|disclosure-open|disclosure-closed)$/;
const NUMBERS = 'decimal';
const SCROLL_BUTTONS = ['up', 'down', 'left', 'right'].map(side => `::scroll-button(${side})`);
// What ::first-line and ::first-letter may not change, and what they may not add.
const INHERITED_STYLES =
  'color -webkit-text-fill-color font-size visibility letter-spacing word-spacing text-shadow -webkit-text-stroke-width font-variant-position text-transform'.split(
    ' ',
  );
const ADDED_STYLES: readonly (readonly [name: string, none: RegExp])[] = [
  ['opacity', /^1$/],
  ['float', /^none$/],
  ['background-color', /^(?:transparent|rgba\(.*, 0\))$/],
  ['background-image', /^none$/],
  ['text-decoration-line', /^none$/],
  ['box-shadow', /^none$/],
  ['vertical-align', /^baseline$/],
  ...['top', 'right', 'bottom', 'left'].flatMap(side => [
    [`border-${side}-width`, /^0px$/] as const,
    [`margin-${side}`, /^0px$/] as const,
    [`padding-${side}`, /^0px$/] as const,
  ]),
];

/** Return whether styles add text to an element that may be read as part of a number, or cover its text. */
export function hasGeneratedContent(element: Element, number?: Area): boolean {
  const { before, after } = shownPseudoElements(element);
  if ([before, after].some(style => style && coversText(style, element, number))) return true;
  if (before && !isHarmlessText(before.content, text => [...text].at(-1))) return true;
  if (after && !isHarmlessText(after.content, text => [...text][0])) return true;
  return hasScrollControl(element);
}

/**
 * Return whether a pseudo-element of a block is painted over or behind the texts in it, or has digits that may be read
 * with one of them.
 */
export function hasPaintedPseudoElement(element: Element, number?: Area): boolean {
  const { before, after } = shownPseudoElements(element);
  const isHarmful = (style: CSSStyleDeclaration) =>
    coversText(style, element, number) || mayShowDigits(style.content);
  return [before, after].some(style => style && isHarmful(style)) || hasScrollControl(element);
}

/** Return the styles of the pseudo-elements before and after an element's content that show something. */
function shownPseudoElements(element: Element): {
  before?: CSSStyleDeclaration;
  after?: CSSStyleDeclaration;
} {
  const [before, after] = [getComputedStyle(element, '::before'), getComputedStyle(element, '::after')];
  return { ...(isShown(before) && { before }), ...(isShown(after) && { after }) };
}

function isShown({ content, display, visibility, opacity, animationName }: CSSStyleDeclaration): boolean {
  if (NO_CONTENT.test(content) || display === 'none' || visibility !== 'visible') return false;
  return animationName !== 'none' || Number(opacity) > MAX_TINT;
}

/** Return whether a button that scrolls an element, which a style can put anywhere, has digits; or markers are there. */
function hasScrollControl(element: Element): boolean {
  if (hasScrollMarkers(element)) return true;
  if (!CSS.supports(`selector(${SCROLL_BUTTONS[0]})`)) return false;
  const styles = SCROLL_BUTTONS.map(pseudo => getComputedStyle(element, pseudo));
  return styles.some(style => isShown(style) && mayShowDigits(style.content));
}

/** Return whether a box with markers of what is scrolled in it may be drawn anywhere. */
function hasScrollMarkers(element: Element): boolean {
  return !/^(?:none)?$/.test(getComputedStyle(element).getPropertyValue('scroll-marker-group').trim());
}

/** Return whether an element's marker, as that of a numbered list, may be read as part of a number. */
export function hasTextMarker(element: Element): boolean {
  const { display, listStyleType, listStyleImage } = getComputedStyle(element);
  if (!/\blist-item\b/.test(display)) return false;
  const { content } = getComputedStyle(element, '::marker');
  if (!NO_CONTENT.test(content)) return !isHarmlessText(content, text => [...text].at(-1));
  if (listStyleImage !== 'none' || PLAIN_MARKERS.test(listStyleType)) return false;
  return listStyleType !== NUMBERS || !isCountedFromOne(element);
}

/** Return whether a list counts its items as everybody does: a page may let it begin with any number. */
function isCountedFromOne(item: Element): boolean {
  const list = item.parentElement;
  if (list?.localName !== 'ol' || list.hasAttribute('start') || list.hasAttribute('reversed')) return false;
  const parts = [list, ...list.children];
  return parts.every(part => !part.hasAttribute('value') && !hasCounter(getComputedStyle(part)));
}

function hasCounter({ counterReset, counterSet, counterIncrement }: CSSStyleDeclaration): boolean {
  // What the browsers set for the lists themselves.
  return [counterReset, counterSet, counterIncrement].some(it => !/^(?:none|list-item(?: 0)?)?$/.test(it));
}

/** Return whether an element draws its first line or first letter in another way than its text. */
export function hasOtherFirstLine(element: Element): boolean {
  const style = getComputedStyle(element);
  return ['::first-line', '::first-letter'].some(pseudo => {
    const first = getComputedStyle(element, pseudo);
    const isOther = (name: string, none?: RegExp) => {
      const value = first.getPropertyValue(name);
      return value !== '' && value !== style.getPropertyValue(name) && !none?.test(value);
    };
    return (
      INHERITED_STYLES.some(name => isOther(name)) || ADDED_STYLES.some(([name, none]) => isOther(name, none))
    );
  });
}

/**
 * Return whether `content` is only strings that cannot be taken for a part of a number: no digits, and no words that touch
 * it with the character that `touching` returns.
 */
function isHarmlessText(content: string, touching: (text: string) => string | undefined): boolean {
  const { text, others } = partsOf(content);
  return others.length === 0 && !looksLikeDigits(text) && !WORD_CHAR.test(touching(text) ?? '');
}

/** Return whether `content` has digits or what looks like some, or a counter, attribute or quotation mark. */
function mayShowDigits(content: string): boolean {
  const { text, others } = partsOf(content);
  return looksLikeDigits(text) || others.some(part => /counter|attr\(|quote/.test(part));
}

/** Return the strings of a `content`, and what else is in it. After a slash follows the text for screen readers. */
function partsOf(content: string): { readonly text: string; readonly others: readonly string[] } {
  let text = '';
  const others: string[] = [];
  for (const [part, string] of content.matchAll(
    /"((?:[^"\\]|\\.)*)"|url\("(?:[^"\\]|\\.)*"\)|\/|[^\s"/]+/g,
  )) {
    if (part === '/') break;
    if (string === undefined) others.push(part);
    else text += string;
  }
  return { text, others };
}

/** Return whether a text has a digit, a plus sign, or a word of nothing but letters like O, that look like digits. */
function looksLikeDigits(text: string): boolean {
  return DIGIT_OR_PLUS.test(text) || (text.match(/\p{L}+/gu) ?? []).some(word => !UNLIKE_DIGITS.test(word));
}

/** Return whether a pseudo-element is painted over or behind a number, or over another text if that is not given. */
function coversText(style: CSSStyleDeclaration, element: Element, number: Area | undefined): boolean {
  const opacity = style.animationName === 'none' ? Number(style.opacity) : 1;
  if (hasHiddenText(style, opacity, element)) return true;
  const { text } = partsOf(style.content);
  const isPainted = paintsBox(style, opacity);
  if (!isMovable(style)) return isPainted && reachesOtherLines(style);
  if (!number) return isPainted && !isLine(style);
  if (!isPainted && (text.trim() === '' || alphaOf(textColourOf(style)) * opacity <= MAX_TINT)) return false;
  const place = placeOfPseudoElement(style, element, text);
  return !place || isOver(place, number);
}

/** Return whether a pseudo-element paints anything but text. */
function paintsBox(style: CSSStyleDeclaration, opacity: number): boolean {
  const { backgroundColor, backgroundImage, boxShadow, borderImageSource, outlineStyle, outlineColor } =
    style;
  const isSeen = (colour: string) => alphaOf(colour) * opacity > MAX_TINT;
  return (
    isSeen(backgroundColor) ||
    backgroundImage !== 'none' ||
    !/^(?:none)?$/.test(style.getPropertyValue('backdrop-filter')) ||
    boxShadow !== 'none' ||
    borderImageSource !== 'none' ||
    (outlineStyle !== 'none' && isSeen(outlineColor)) ||
    SIDES.some(
      side => Number.parseFloat(style[`border${side}Width`]) > 0 && isSeen(style[`border${side}Color`]),
    )
  );
}

function isLine({ width, height }: CSSStyleDeclaration): boolean {
  return [width, height].some(length => Number.parseFloat(length) <= MAX_LINE_PX);
}

/** Return whether the box of a text in the flow is drawn over the lines above or below it too. */
function reachesOtherLines(style: CSSStyleDeclaration): boolean {
  const { display, outlineStyle, outlineWidth, outlineOffset, boxShadow, paddingTop, paddingBottom } = style;
  const { borderTopWidth, borderBottomWidth } = style;
  const px = (length: string) => Number.parseFloat(length) || 0;
  if (outlineStyle !== 'none' && px(outlineWidth) + Math.abs(px(outlineOffset)) > MAX_LINE_PX) return true;
  if (boxShadow !== 'none') return true;
  const reach = Math.max(px(paddingTop) + px(borderTopWidth), px(paddingBottom) + px(borderBottomWidth));
  return display === 'inline' && reach > MAX_INLINE_REACH_PX;
}

/** Return whether the text of a pseudo-element looks like what is behind it: it may be drawn over digits. */
function hasHiddenText(style: CSSStyleDeclaration, opacity: number, element: Element): boolean {
  const colour = textColourOf(style);
  if (partsOf(style.content).text.trim() === '' || alphaOf(colour) * opacity <= MAX_TINT) return false;
  const { backgroundColor, display } = style;
  const hasOwnBackground = display === 'inline' && !isMovable(style) && alphaOf(backgroundColor) === 1;
  const background = hasOwnBackground ? [backgroundColor] : new Renderings().of(element)?.background;
  return contrast(colour, background ?? []) < MIN_CONTRAST;
}

/** Return whether a pseudo-element may be drawn elsewhere than in the flow of the text, or above it. */
function isMovable(style: CSSStyleDeclaration): boolean {
  const { position, transform, translate, opacity, marginTop, marginRight, marginBottom, marginLeft } = style;
  const { textIndent, letterSpacing, wordSpacing, verticalAlign } = style;
  if (position !== 'static' || opacity !== '1' || /\d/.test(verticalAlign)) return true;
  if (transform !== 'none' || !/^(?:none)?$/.test(translate)) return true;
  const offsets = [marginTop, marginRight, marginBottom, marginLeft, textIndent, letterSpacing, wordSpacing];
  return offsets.some(offset => offset.startsWith('-'));
}
