// Judges what styles add to a text: pseudo-elements with text of their own, other first lines and letters.

import { alphaOf } from './colour.ts';

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
const DIGIT = /[\p{N}+]/u;
const NO_CONTENT = /^(?:none|normal|)$/;
const MAX_LINE_PX = 3; // a painted pseudo-element that is no thicker is a line
const PLAIN_MARKERS = /^(?:none|disc|circle|square|disclosure-open|disclosure-closed)$/;
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
export function hasGeneratedContent(element: Element): boolean {
  return shownPseudoElements(element).some(style => !isHarmlessText(style.content) || coversText(style));
}

/**
 * Return whether a pseudo-element of a block is painted over or behind the texts in it, or has digits that may be read
 * with one of them.
 */
export function hasPaintedPseudoElement(element: Element): boolean {
  return shownPseudoElements(element).some(style => coversText(style) || hasDigits(style.content));
}

/** Return the styles of the pseudo-elements before and after an element's content that have a content. */
function shownPseudoElements(element: Element): CSSStyleDeclaration[] {
  const styles = ['::before', '::after'].map(pseudo => getComputedStyle(element, pseudo));
  return styles.filter(({ content }) => !NO_CONTENT.test(content));
}

/** Return whether an element's marker, as that of a numbered list, may be read as part of a number. */
export function hasTextMarker(element: Element): boolean {
  const { display, listStyleType, listStyleImage } = getComputedStyle(element);
  if (!/\blist-item\b/.test(display)) return false;
  const { content } = getComputedStyle(element, '::marker');
  if (!NO_CONTENT.test(content)) return !isHarmlessText(content);
  return listStyleImage === 'none' && !PLAIN_MARKERS.test(listStyleType);
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

/** Return whether `content` is only strings, of neither letters nor digits. */
function isHarmlessText(content: string): boolean {
  const withoutStrings = content.replace(/"((?:[^"\\]|\\.)*)"/g, (_, text: string) =>
    LETTER_OR_DIGIT.test(text) ? '?' : '',
  );
  // After a slash follows the text for screen readers.
  return /^\s*(?:\/.*)?$/s.test(withoutStrings);
}

/** Return whether `content` has digits or a plus sign, or a counter or an attribute, which may have some. */
function hasDigits(content: string): boolean {
  return /counter|attr\(/.test(content) || DIGIT.test(content.replace(/\/.*$/s, ''));
}

/** Return whether a pseudo-element is painted over or behind the text of its element. */
function coversText(style: CSSStyleDeclaration): boolean {
  const { backgroundColor, backgroundImage, width, height } = style;
  if (!isMovable(style)) return false;
  const isLine = [width, height].some(length => Number.parseFloat(length) <= MAX_LINE_PX);
  const backdropFilter = style.getPropertyValue('backdrop-filter');
  const isPainted =
    alphaOf(backgroundColor) > 0 ||
    backgroundImage !== 'none' ||
    !/^(?:none)?$/.test(backdropFilter) ||
    style.boxShadow !== 'none';
  return isPainted && !isLine;
}

/** Return whether a pseudo-element may be drawn elsewhere than in the flow of the text, or above it. */
function isMovable(style: CSSStyleDeclaration): boolean {
  const { position, transform, translate, opacity, marginTop, marginRight, marginBottom, marginLeft } = style;
  if (position !== 'static' || opacity !== '1') return true;
  if (transform !== 'none' || !/^(?:none)?$/.test(translate)) return true;
  return [marginTop, marginRight, marginBottom, marginLeft].some(margin => margin.startsWith('-'));
}
