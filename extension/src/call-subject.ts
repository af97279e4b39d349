// What a card or the popup offers to call: a number, the text it was read from, and how to explain it.

import type { PlaceCall } from './protocol.ts';

export interface CallSubject {
  readonly number: string; // E.164; a text that the host has to parse if the finder cannot
  readonly original_text?: string;
  readonly region?: string; // ISO 3166-1 alpha-2; the number was parsed for it
  readonly phone_extension?: string;
  readonly country?: string; // ISO 3166-1 alpha-2; the number's own, if it is known
  readonly isNational?: true; // it has no country code: `region` decides which number it is
  readonly label?: 'fax';
  readonly trigger: PlaceCall['trigger'];
  readonly explanations: readonly string[]; // why the text counts as a number, in the agent's language
}

/** Return the fields of a request to the host that say which number is meant. */
export function numberFields(
  subject: Pick<CallSubject, 'number' | 'original_text' | 'region' | 'phone_extension'>,
): Pick<PlaceCall, 'number' | 'original_text' | 'region' | 'phone_extension'> {
  const { number, original_text, region, phone_extension } = subject;
  return {
    number,
    ...(original_text !== undefined && { original_text }),
    ...(region !== undefined && { region }),
    ...(phone_extension !== undefined && { phone_extension }),
  };
}
