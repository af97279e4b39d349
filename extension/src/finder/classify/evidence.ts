// Evidence that a text is a phone number: bits while it is collected, names in the result.

import type { CountrySource } from '../parse/parser.ts';

/** The bit of each kind of evidence. Names are stable: messages of the extension are named after them. */
const EVIDENCE_BITS = {
  plus: 1 << 0, // begins with a plus sign and a calling code: "+44 20 …"
  international_prefix: 1 << 1, // begins with an international dialling prefix: "0044 20 …", "011 44 …"
  country_code: 1 << 2, // begins with the region's own calling code, without a plus sign: "44 20 …"
  valid_in_region: 1 << 3, // a valid national number of the region where it would be dialled
  national_prefix: 1 << 4, // a national prefix is written: the 0 of "020 …"
  area_code: 1 << 5, // begins with an area code in brackets: "(415) …"
  usual_grouping: 1 << 6, // its digits are grouped as its country groups them
  phone_word: 1 << 7, // a word beside it calls it a phone number: "Tel."
  fax_word: 1 << 8, // a word beside it calls it a fax number
  alone: 1 << 9, // nothing else is in its line; tested only where that decides
  extension: 1 << 10, // an extension follows it
  vanity: 1 << 11, // its last digits are written as letters: "1-800-FLOWERS"
  link: 1 << 12, // a telephone link calls it
};

export type Evidence = keyof typeof EVIDENCE_BITS;

export function evidenceBits(...evidence: readonly Evidence[]): number {
  return evidence.reduce((bits, name) => bits | EVIDENCE_BITS[name], 0);
}

export function evidenceList(bits: number): Evidence[] {
  return (Object.keys(EVIDENCE_BITS) as Evidence[]).filter(name => (bits & EVIDENCE_BITS[name]) !== 0);
}

/** What follows from the way in which a number's country was found, as bits. */
export const EVIDENCE_BY_SOURCE: Readonly<Record<CountrySource, number>> = {
  plus: EVIDENCE_BITS.plus,
  international_prefix: EVIDENCE_BITS.international_prefix,
  country_code: EVIDENCE_BITS.country_code,
  region: EVIDENCE_BITS.valid_in_region,
};
