// Judges what is drawn behind a number, by the elements that the browser reports at its glyphs.

import { flatParent } from '../dom/shadow-dom.ts';
import { alphaOf } from './colour.ts';
import { type Glyph, strokesOf } from './glyphs.ts';
import { contrast, MIN_CONTRAST, textColourOf } from './rendering.ts';

// What these draw is not known.
const OPAQUE_TAGS = /^(?:audio|canvas|embed|iframe|img|input|object|picture|select|svg|textarea|video)$/;

/** Return whether nothing that does not contain the number is painted behind a glyph in a colour like its own. */
export function isFreeBehind(glyph: Glyph, isTurned: boolean): boolean {
  const container = flatParent(glyph.node);
  if (!container) return false;
  const root = container.getRootNode() as Document | ShadowRoot;
  const colour = textColourOf(getComputedStyle(container));
  const around = new Set(ancestorsOf(container));
  return strokesOf(glyph, isTurned).every(([x, y]) => isFreeBehindAt(x, y, { around, root, colour }));
}

/** A text, and the elements that it is in. */
interface TextIn {
  readonly around: ReadonlySet<Element>;
  readonly root: Document | ShadowRoot;
  readonly colour: string;
}

function isFreeBehindAt(x: number, y: number, { around, root, colour }: TextIn): boolean {
  const elements = root.elementsFromPoint(x, y);
  if (root !== document) elements.push(...document.elementsFromPoint(x, y));
  for (const element of new Set(elements)) {
    const { backgroundColor, backgroundImage, boxShadow } = getComputedStyle(element);
    const alpha = alphaOf(backgroundColor);
    if (around.has(element)) {
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

function* ancestorsOf(element: Element): Generator<Element> {
  for (let current: Element | null = element; current; current = flatParent(current)) yield current;
}
