// The number plan of one region: which digits are a valid number, and which prefixes are dialled before them.

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

// The order in which libphonenumber's getNumberType tests them.
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
const SAME_AS_FIXED_LINE = '='; // in the column of mobile numbers

const IS_GENERAL = 1; // the bit of a plan's general pattern; those of its number types follow
const ANY_LENGTH = -1; // every bit is set

/** A calling code and the regions that share it; numbers are parsed by the plan of its main region. */
export interface CallingCode {
  readonly code: string; // digits
  readonly regionCount: number;
  readonly mainRegion: NumberPlan;
  readonly lengths: number; // possible lengths of a national number in any of its regions, as bits
  readonly formats: NumberFormats;
  readonly secondary: SecondaryRegions;
  /** The plan of one of its regions; 0 is the main one. */
  planAt(index: number): NumberPlan;
}

/** All regions of a calling code but the main one, combined so that few tests decide most numbers. */
export interface SecondaryRegions {
  readonly lengths: number; // possible lengths in any of them, as bits
  readonly leadingLengths: number; // possible lengths in those with leading digits of their own, as bits
  readonly leading: PatternAutomaton; // matches the leading digits of any that has some
  readonly withoutLeading: readonly NumberPlan[];
}

/** The number plan of one region. Its patterns are compiled when they are first needed. */
export class NumberPlan {
  readonly region: string; // ISO 3166-1 alpha-2, or 001 for a calling code that belongs to no country
  readonly callingCode: CallingCode;
  readonly internationalPrefix: Prefix | undefined; // "00", "011"
  readonly nationalPrefix: Prefix | undefined; // "0", and carrier codes
  readonly captureCount: number; // capturing groups in `nationalPrefix`
  readonly transform: string; // replaces the national prefix where it is not just removed; else empty
  readonly leading: PatternAutomaton | undefined; // tells the region from others of its calling code
  readonly lengths: number; // possible lengths of a national number, as bits
  readonly maxLength: number;
  readonly localLengths: number; // possible lengths of a number that is dialled only within its area, as bits
  readonly #row: number;
  #dialableLengths: number | undefined;
  #patterns: PatternAutomaton | undefined;

  constructor(row: number, callingCode: CallingCode) {
    const national = tableField(row, NATIONAL);
    const leading = tableField(row, LEADING);
    this.region = tableField(row, REGION);
    this.callingCode = callingCode;
    this.internationalPrefix = prefixOf(tableField(row, INTERNATIONAL).replaceAll('(', '(?:'));
    this.nationalPrefix = prefixOf(national);
    this.captureCount = national.replaceAll('(?:', '').split('(').length - 1;
    this.transform = tableField(row, TRANSFORM);
    this.leading = leading === '' ? undefined : new PatternAutomaton([leading]);
    this.lengths = lengthBits(row, LENGTHS);
    this.maxLength = 31 - Math.clz32(this.lengths);
    this.localLengths = lengthBits(row, LOCAL_LENGTHS);
    this.#row = row;
  }

  get formats(): NumberFormats {
    return this.callingCode.formats;
  }

  /**
   * How many digits may be dialled in the country, as bits: with calling code, national prefix, both or none.
   */
  get dialableLengths(): number {
    this.#dialableLengths ??= this.#computeDialableLengths();
    return this.#dialableLengths;
  }

  #computeDialableLengths(): number {
    const { callingCode } = this;
    const own = this.nationalPrefix ?? '';
    const main = callingCode.mainRegion.nationalPrefix ?? '';
    if (typeof own !== 'string' || typeof main !== 'string') return ANY_LENGTH;
    const withoutCode = callingCode.lengths | (callingCode.lengths << own.length);
    return withoutCode | ((withoutCode | (withoutCode << main.length)) << callingCode.code.length);
  }

  /** Whether digits match the plan's general pattern, which accepts more than valid numbers. */
  matchesGeneral(digits: string): boolean {
    return (this.#matchBits(digits) & IS_GENERAL) !== 0;
  }

  /**
   * The types that a national number has, one bit each in the order of NUMBER_TYPES; 0 for an invalid one.
   */
  typesOf(national: string): number {
    const bits = this.#matchBits(national);
    return (bits & IS_GENERAL) === 0 ? 0 : bits >> IS_GENERAL;
  }

  /**
   * The name of a number's type, as in libphonenumber: the first type, but a fixed line may also be mobile.
   */
  typeName(types: number): NumberType {
    const name = NUMBER_TYPES.find((_, index) => (types >> index) & 1);
    if (name !== 'fixed_line') return name ?? 'fixed_line_or_mobile';
    const mayBeMobile =
      (types >> MOBILE) & 1 || tableField(this.#row, FIRST_TYPE + MOBILE) === SAME_AS_FIXED_LINE;
    return mayBeMobile ? 'fixed_line_or_mobile' : name;
  }

  #matchBits(digits: string): number {
    this.#patterns ??= new PatternAutomaton(
      Array.from({ length: 1 + NUMBER_TYPES.length }, (_, index) =>
        tableField(this.#row, GENERAL + index).replace(SAME_AS_FIXED_LINE, ''),
      ),
    );
    return this.#patterns.matchBits(digits);
  }
}
