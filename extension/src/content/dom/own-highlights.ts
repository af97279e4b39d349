// Tells the extension's own highlights from those of the page, which share one registry.

const own = new Map<string, Highlight>();

/** Create a highlight of the extension, which is registered by this name. */
export function createOwnHighlight(name: string): Highlight {
  const highlight = new Highlight();
  own.set(name, highlight);
  return highlight;
}

/** Return whether the page highlights what is drawn at a point, or whether that cannot be determined. */
export function isHighlightedByPage(x: number, y: number, shadowRoots: readonly ShadowRoot[]): boolean {
  if (!('highlights' in CSS)) return false;
  const registered = [...own].filter(([name, highlight]) => CSS.highlights.get(name) === highlight);
  if (CSS.highlights.size === registered.length) return false;
  const ownHighlights = new Set(own.values());
  const results = CSS.highlights.highlightsFromPoint?.(x, y, { shadowRoots: [...shadowRoots] });
  return !results || results.some(({ highlight }) => !ownHighlights.has(highlight));
}

declare global {
  interface HighlightRegistry {
    highlightsFromPoint?(
      x: number,
      y: number,
      options: { shadowRoots: ShadowRoot[] },
    ): readonly { readonly highlight: Highlight }[];
  }
}
