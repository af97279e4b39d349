// Judges what is drawn behind a number, by the elements that the browser reports at its glyphs.

import { flatParent, isInFlatTree } from '../dom/shadow-dom.ts';
import { alphaOf } from './colour.ts';
import { centreOf, type Glyph } from './glyphs.ts';
import { contrast, MIN_CONTRAST, textColourOf } from './rendering.ts';

// What these draw is not known.
const OPAQUE_TAGS = /^(?:audio|canvas|embed|iframe|img|input|object|picture|select|svg|textarea|video)$/;

/** Return whether nothing that does not contain the number is painted behind a glyph in a colour like its own. */
export function isFreeBehind({ node, rect }: Glyph): boolean {
  const container = flatParent(node);
  if (!container) return false;
  const root = container.getRootNode() as Document | ShadowRoot;
  const colour = textColourOf(getComputedStyle(container));
  const [x, y] = centreOf(rect);
  for (const element of new Set([...root.elementsFromPoint(x, y), ...document.elementsFromPoint(x, y)])) {
    const { backgroundColor, backgroundImage, boxShadow } = getComputedStyle(element);
    const alpha = alphaOf(backgroundColor);
    if (isInFlatTree(container, element)) {
      // An opaque one hides what is below it; the page's own background is below everything.
      if (alpha === 1 && element !== document.body && element !== document.documentElement) return true;
      continue;
    }
    if (OPAQUE_TAGS.test(element.localName)) return false;
    if (backgroundImage !== 'none' || /\binset\b/.test(boxShadow)) return false;
    if (alpha === 0) continue;
    return alpha === 1 && contrast(colour, [backgroundColor]) >= MIN_CONTRAST;
  }
  return true;
}
