// What the popup is told by each frame of a tab: the numbers on the page.

import type { PlaceCall } from './protocol.ts';

/** The name of the port on which the popup asks. */
export const LISTING = 'listing';

/** So many numbers of a frame are told. */
export const MOST_LISTED = 500;

export type Listed = Pick<PlaceCall, 'number' | 'extension' | 'written' | 'region'> & {
  readonly label?: 'fax';
};

export interface Listing {
  readonly frame: readonly number[]; // its place among its parent's frames, from the top down
  readonly numbers: readonly Listed[]; // in document order
}

/** What makes a number the same as another: how it is called. */
export function keyOf({ number, extension = '' }: Listed): string {
  return `${number};${extension}`;
}
