// The numbers of a page as the popup lists them.

import type { PlaceCall } from './protocol.ts';

/** The name of the port on which the popup asks every frame of a tab. */
export const PAGE_NUMBERS_PORT = 'page_numbers';

/** The maximum number of entries, of one frame and in the popup's list. */
export const MAX_PAGE_NUMBERS = 500;

/** A number to call, with the fields that a call request needs. */
export type PageNumber = Pick<PlaceCall, 'number' | 'phone_extension' | 'original_text' | 'region'> & {
  readonly label?: 'fax';
  readonly context?: string; // the words before it
};

/** Return a key that is the same for entries that call the same number. */
export function dedupeKey({ number, phone_extension: extension = '' }: PageNumber): string {
  return `${number};${extension}`;
}
