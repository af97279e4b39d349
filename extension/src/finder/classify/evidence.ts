// Why something is a number: what spoke for it, as codes that stay the same, for whoever asks.

import type { CountrySource } from '../parse/parser.ts';

/** Each reason has its bit. Codes are only ever added, at the end; none changes its meaning. */
const REASONS = {
  plus: 1 << 0, // it begins with + and a country's code
  international_prefix: 1 << 1, // it begins as one dials abroad from here: 00, 011
  country_code: 1 << 2, // it begins with this country's own code, without a plus sign
  valid_in_region: 1 << 3, // its digits are in use in the region where it would be dialled
  national_prefix: 1 << 4, // the prefix that is dialled within the country stands before it
  area_code: 1 << 5, // it begins with an area code in brackets
  usual_grouping: 1 << 6, // its digits are grouped as its country groups them
  phone_word: 1 << 7, // words beside it say that it is called
  fax_word: 1 << 8, // words beside it say that it is a fax
  alone: 1 << 9, // nothing else stands in its line; asked only where it decides
  extension: 1 << 10, // an extension follows it
  vanity: 1 << 11, // its last digits are written as a word
  link: 1 << 12, // a link calls it
};

export type Evidence = keyof typeof REASONS;

/** The bits of some reasons. */
export function evidenceBits(...reasons: readonly Evidence[]): number {
  return reasons.reduce((bits, reason) => bits | REASONS[reason], 0);
}

/** The reasons that bits stand for. */
export function evidenceList(bits: number): Evidence[] {
  return (Object.keys(REASONS) as Evidence[]).filter(reason => (bits & REASONS[reason]) !== 0);
}

/** What the way in which a number's country was told says for it, as bits. */
export const EVIDENCE_BY_SOURCE: Readonly<Record<CountrySource, number>> = {
  plus: REASONS.plus,
  idd: REASONS.international_prefix,
  country_code: REASONS.country_code,
  region: REASONS.valid_in_region,
};
