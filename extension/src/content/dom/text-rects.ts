// Measures where a part of the page's text is drawn.

// The browser updates each live Range at every change of the page: one is enough.
let sharedRange: Range | undefined;

/** Return the rectangles of a range, which `select` sets. */
export function rectsOf(select: (range: Range) => void): DOMRect[] {
  sharedRange ??= document.createRange();
  select(sharedRange);
  const rects = [...sharedRange.getClientRects()];
  sharedRange.setStart(document, 0);
  sharedRange.collapse(true);
  return rects;
}
