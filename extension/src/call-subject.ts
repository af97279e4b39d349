// What a card or the popup offers to call: a number, the text it was read from, and how to explain it.

import { type CheckNumber, MAX_LENGTHS, type PlaceCall } from './protocol.ts';
import type { RegionSource } from './site-settings.ts';

/** The countries that a number without a country code may be parsed for (ISO 3166-1 alpha-2 codes). */
export interface RegionChoice {
  readonly regions: readonly string[]; // all supported ones
  readonly suggested: readonly string[]; // the most likely first
  readonly automatic: string | null; // what applies unless the agent chooses one for the site
  readonly source: RegionSource | null; // where `region` of the subject is from
}

export interface CallSubject {
  readonly number: string; // E.164; a text that the host has to parse if the finder cannot
  readonly original_text?: string;
  readonly region?: string; // ISO 3166-1 alpha-2; the number was parsed for it
  readonly phone_extension?: string;
  readonly country?: string; // ISO 3166-1 alpha-2; the number's own, if it is known
  readonly isNational?: true; // it has no country code: `region` decides which number it is
  readonly label?: 'fax';
  readonly regionChoice?: RegionChoice;
  readonly canIgnore?: true; // the agent may say that this text is not a number
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

/** Return whether a call is to the number of a subject, written in the same way. */
export function isCallTo(subject: CallSubject, call: PlaceCall): boolean {
  return JSON.stringify(numberFields(subject)) === JSON.stringify(numberFields(call));
}

/** Return the request that asks the host for the details of a number. */
export function checkRequest(subject: Parameters<typeof numberFields>[0]): CheckNumber {
  const { phone_extension: _, ...fields } = numberFields(subject);
  return { type: 'check_number', ...fields };
}

/** Return what to offer for a text that somebody has selected or typed; the host has to find the number in it. */
export function textSubject(text: string, region: string | null, trigger: PlaceCall['trigger']): CallSubject {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return {
    number: line.slice(0, MAX_LENGTHS.number),
    original_text: line.slice(0, MAX_LENGTHS.original_text),
    ...(region ? { region } : {}),
    trigger,
    explanations: [],
  };
}
