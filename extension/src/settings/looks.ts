// How the numbers of a page are marked; content.css has a rule for each combination.

export const MARK_STYLES = ['background', 'dotted', 'solid', 'none'] as const;
export const MARK_COLOURS = ['blue', 'green', 'orange', 'text'] as const; // "text": that of the number itself

export type MarkStyle = (typeof MARK_STYLES)[number];
export type MarkColour = (typeof MARK_COLOURS)[number];

export interface Looks {
  readonly style: MarkStyle;
  readonly colour: MarkColour;
}

export const DEFAULT_LOOKS: Looks = { style: 'background', colour: 'blue' };

/** The highlight of texts that are perhaps not numbers, in all styles but "none". */
export const UNCERTAIN_HIGHLIGHT = 'voiso-call-uncertain';

/** Return the name of the highlight of numbers. */
export function highlightName({ style, colour }: Looks): string {
  const isDefault = style === DEFAULT_LOOKS.style && colour === DEFAULT_LOOKS.colour;
  return isDefault ? 'voiso-call' : `voiso-call-${style}-${colour}`;
}
