// The number plan of one region: which digits are a number there, and what is dialled before them.

import { type Prefix, prefixOf } from './dial-prefix.ts';
import {
  FIRST_TYPE,
  GENERAL,
  INTERNATIONAL,
  LEADING,
  LENGTHS,
  LOCAL_LENGTHS,
  lengthBits,
  NATIONAL,
  REGION,
  TRANSFORM,
  tableField,
} from './metadata-table.ts';
import type { NumberFormats } from './number-formats.ts';
import { PatternAutomaton } from './pattern-automaton.ts';

export type NumberType = (typeof NUMBER_TYPES)[number] | 'fixed_line_or_mobile';

// In the order in which Google asks them.
const NUMBER_TYPES = [
  'premium_rate',
  'toll_free',
  'shared_cost',
  'voip',
  'personal',
  'pager',
  'uan',
  'voicemail',
  'fixed_line',
  'mobile',
] as const;
const MOBILE = NUMBER_TYPES.indexOf('mobile');
const SAME = '='; // mobile numbers are those of fixed lines

const IS_GENERAL = 1; // the first pattern of a plan, which those of its kinds follow
const ANY_LENGTH = -1;

/** The regions that share a country code; the first is the main one, which speaks for the code. */
export interface CallingCode {
  readonly code: string;
  readonly size: number;
  readonly mainRegion: NumberPlan;
  readonly lengths: number; // the digits that any of their numbers may have, a bit for each
  readonly formats: NumberFormats;
  readonly secondary: SecondaryRegions;
  at(place: number): NumberPlan;
}

/** Those beside the main one, so that they are asked all at once. */
export interface SecondaryRegions {
  readonly lengths: number; // of any of their numbers
  readonly ledLengths: number; // of those with leading digits of their own
  readonly leading: PatternAutomaton; // tells whether one of those with leading digits of its own may be meant
  readonly plain: readonly NumberPlan[]; // those without
}

/** Its parts are made when they are first asked for. */
export class NumberPlan {
  readonly region: string; // ISO 3166-1 alpha-2, or 001 for a code that belongs to no country
  readonly callingCode: CallingCode;
  readonly international: Prefix | undefined; // how one begins to dial abroad
  readonly national: Prefix | undefined; // what stands before a national number, and carrier codes
  readonly captures: number; // groups in `national`
  readonly transform: string;
  readonly leading: PatternAutomaton | undefined; // tells the region from others of its code
  readonly lengths: number; // a bit for each
  readonly longest: number;
  readonly localLengths: number;
  readonly #row: number;
  #dialled: number | undefined;
  #patterns: PatternAutomaton | undefined;

  constructor(row: number, callingCode: CallingCode) {
    const national = tableField(row, NATIONAL);
    const leading = tableField(row, LEADING);
    this.region = tableField(row, REGION);
    this.callingCode = callingCode;
    this.international = prefixOf(tableField(row, INTERNATIONAL).replaceAll('(', '(?:'));
    this.national = prefixOf(national);
    this.captures = national.replaceAll('(?:', '').split('(').length - 1;
    this.transform = tableField(row, TRANSFORM);
    this.leading = leading === '' ? undefined : new PatternAutomaton([leading]);
    this.lengths = lengthBits(row, LENGTHS);
    this.longest = 31 - Math.clz32(this.lengths);
    this.localLengths = lengthBits(row, LOCAL_LENGTHS);
    this.#row = row;
  }

  get formats(): NumberFormats {
    return this.callingCode.formats;
  }

  /** How many digits may be dialled here within the country: with its code, a prefix, both or none; a bit for each. */
  get dialableLengths(): number {
    this.#dialled ??= this.#withPrefixes();
    return this.#dialled;
  }

  #withPrefixes(): number {
    const { callingCode } = this;
    const own = this.national ?? '';
    const main = callingCode.mainRegion.national ?? '';
    if (typeof own !== 'string' || typeof main !== 'string') return ANY_LENGTH;
    const without = callingCode.lengths | (callingCode.lengths << own.length);
    return without | ((without | (without << main.length)) << callingCode.code.length);
  }

  /** Whether digits look like its numbers at all, which says little. */
  isGeneral(digits: string): boolean {
    return (this.#matching(digits) & IS_GENERAL) !== 0;
  }

  /** The kinds of number that digits are, a bit for each; none where they are no number. */
  typesOf(national: string): number {
    const matching = this.#matching(national);
    return (matching & IS_GENERAL) === 0 ? 0 : matching >> IS_GENERAL;
  }

  /** What Google calls a number of some kinds: the first, but that a fixed line may be a mobile one too. */
  typeName(kinds: number): NumberType {
    const kind = NUMBER_TYPES.find((_, place) => (kinds >> place) & 1);
    if (kind !== 'fixed_line') return kind ?? 'fixed_line_or_mobile';
    const isMobileToo = (kinds >> MOBILE) & 1 || tableField(this.#row, FIRST_TYPE + MOBILE) === SAME;
    return isMobileToo ? 'fixed_line_or_mobile' : kind;
  }

  #matching(digits: string): number {
    this.#patterns ??= new PatternAutomaton(
      Array.from({ length: 1 + NUMBER_TYPES.length }, (_, place) =>
        tableField(this.#row, GENERAL + place).replace(SAME, ''),
      ),
    );
    return this.#patterns.matchBits(digits);
  }
}
