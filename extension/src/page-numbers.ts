// What the popup is told by each frame of a tab: the numbers on the page.

import type { PlaceCall } from './protocol.ts';

/** The name of the port on which the popup asks. */
export const PAGE_NUMBERS_PORT = 'listing';

/** So many numbers of a frame are told. */
export const MAX_PAGE_NUMBERS = 500;

export type PageNumber = Pick<PlaceCall, 'number' | 'extension' | 'original_text' | 'region'> & {
  readonly label?: 'fax';
};

export interface PageNumbers {
  readonly frame: readonly number[]; // its place among its parent's frames, from the top down
  readonly numbers: readonly PageNumber[]; // in document order
}

/** What makes a number the same as another: how it is called. */
export function dedupeKey({ number, extension = '' }: PageNumber): string {
  return `${number};${extension}`;
}
