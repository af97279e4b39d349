// Finds phone numbers in text and parses telephone links: pure functions in linear time that never throw.

import { EVIDENCE_BY_SOURCE, type Evidence, evidenceBits, evidenceList } from './classify/evidence.ts';
import type { FoundNumber } from './classify/found-number.ts';
import { countryOf, planFor } from './metadata/calling-codes.ts';
import { NumberSearch } from './number-search.ts';
import { e164, numberTypeOf, type ParsedNumber, parseDigits, parsePossible } from './parse/parser.ts';
import { parseExtensionAt } from './parse/phone-extension.ts';
import type { TelLink } from './parse/tel-link.ts';
import { CANDIDATE } from './text/candidate-scan.ts';
import { normalize } from './text/normalize.ts';

export { CONFIDENT } from './classify/confidence.ts';
export type { Evidence } from './classify/evidence.ts';
export type { FoundNumber } from './classify/found-number.ts';
export { mayContainNumber } from './text/candidate-scan.ts';

interface FindOptions {
  readonly includeUncertain?: boolean; // numbers with POSSIBLE confidence too, not only CONFIDENT ones
}

/**
 * Find the phone numbers in a text, in their order. A line break ends a number. `region` (ISO 3166-1 alpha-2)
 * is where national numbers would be dialled; without it only those with a plus sign are found.
 */
export function find(text: string, region?: string, options: FindOptions = {}): FoundNumber[] {
  CANDIDATE.lastIndex = 0;
  if (!CANDIDATE.test(text)) return [];
  const search = new NumberSearch(text, region, options.includeUncertain ?? false);
  do CANDIDATE.lastIndex = search.processRunAt(CANDIDATE.lastIndex);
  while (CANDIDATE.test(text));
  return search.found;
}

/** The number that a telephone link calls; without country and type where it is perhaps not valid. */
type LinkNumber = Omit<FoundNumber, 'start' | 'end' | 'confidence'>;

/**
 * Parse the number of a telephone link. `region` (ISO 3166-1 alpha-2) is where it would be dialled if it is a
 * national number. A number that is not valid, but has a possible length, is given too: its author meant it
 * to be called.
 */
export function parseLink(link: TelLink, region?: string): LinkNumber | undefined {
  const { text } = normalize(link.text, 0);
  const numberText = text.split(/\s*(?:[a-z]|,)/i)[0] ?? ''; // "+14155550100x23", "+14155550100,,23#"
  const numberEnd = /\D*$/.exec(numberText)?.index ?? 0;
  const digits = text.slice(0, numberEnd).replace(/\D/g, '');
  const hasPlus = /^\D*\+/.test(text);
  const localRegion = region !== undefined && planFor(region) ? region : undefined;
  const extension = link.extension ?? parseExtensionAt(text, numberEnd)?.digits;
  const extensionField = extension !== undefined && { extension };

  const valid = parseDigits(digits, hasPlus, localRegion);
  if (valid) return { ...fieldsOf(valid), ...extensionField };
  const [vanity] = /\p{L}{3}/u.test(text) ? find(text, localRegion) : []; // "tel:1-800-FLOWERS"
  if (vanity) return vanity;
  const possible = link.local ? undefined : parsePossible(digits, hasPlus, localRegion);
  return possible && { e164: e164(possible), evidence: ['link'], ...extensionField };
}

function fieldsOf(parsed: ParsedNumber): LinkNumber {
  const country = countryOf(parsed.plan);
  const evidence: Evidence[] = evidenceList(EVIDENCE_BY_SOURCE[parsed.source] | evidenceBits('link'));
  return { e164: e164(parsed), ...(country && { country }), numberType: numberTypeOf(parsed), evidence };
}
