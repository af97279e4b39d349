// Parses digits into E.164 by the number plans, with the results of libphonenumber's parser and validation.

import { callingCodeOf, planFor } from '../metadata/calling-codes.ts';
import { matchLength } from '../metadata/dial-prefix.ts';
import type { CallingCode, NumberPlan, NumberType } from '../metadata/number-plan.ts';
import { ZERO } from '../text/char-class.ts';

/**
 * How the country of a number was determined: `plus`, "+44 20 …"; `international_prefix`, the digits that are
 * dialled before a calling code, "011 44 20 …"; `country_code`, the region's own calling code without a plus
 * sign, "44 20 …"; `region`, nothing in the number.
 */
export type CountrySource = 'plus' | 'international_prefix' | 'country_code' | 'region';

export interface ParsedNumber {
  readonly code: string; // calling code: "44"
  readonly national: string; // national (significant) number, without a national prefix: "2079460958"
  readonly source: CountrySource;
  readonly plan: NumberPlan; // of the region that the number belongs to
  readonly hasPrefix: boolean; // a national prefix or a carrier code was written
}

const MIN_NATIONAL_DIGITS = 2; // libphonenumber's MIN_LENGTH_FOR_NSN
const MAX_NATIONAL_DIGITS = 17; // its MAX_LENGTH_FOR_NSN

/** Parse a valid number; `region` (ISO 3166-1 alpha-2) is where it would be dialled. */
export function parseDigits(digits: string, hasPlus: boolean, region?: string): ParsedNumber | undefined {
  return parseWithPlan(digits, hasPlus, region === undefined ? undefined : planFor(region));
}

/** Parse a valid number; `localPlan` is the plan of the region where it would be dialled. */
export function parseWithPlan(
  digits: string,
  hasPlus: boolean,
  localPlan: NumberPlan | undefined,
): ParsedNumber | undefined {
  const parsed = parse(digits, hasPlus, localPlan);
  if (!parsed) return undefined;
  const plan = planOfNumber(parsed.plan.callingCode, parsed.national);
  if (!plan) return undefined;
  parsed.plan = plan;
  return parsed;
}

/** Parse a number that has a possible length, but is perhaps not valid. */
export function parsePossible(
  digits: string,
  hasPlus: boolean,
  region?: string,
): Pick<ParsedNumber, 'code' | 'national'> | undefined {
  const parsed = parse(digits, hasPlus, region === undefined ? undefined : planFor(region));
  if (!parsed) return undefined;
  const { lengths } = parsed.plan.callingCode.mainRegion;
  return hasLength(lengths, parsed.national.length) ? parsed : undefined;
}

/**
 * Parse an international number whose range is in no plan, but whose length is possible: a range may be newer than the
 * metadata. `digits` begin with a calling code.
 */
export function parseUnassigned(digits: string): ParsedNumber | undefined {
  const parsed = parsePossible(digits, true);
  const callingCode = parsed && callingCodeOf(digits);
  return callingCode && { ...parsed, source: 'plus', plan: callingCode.mainRegion, hasPrefix: false };
}

export function e164({ code, national }: Pick<ParsedNumber, 'code' | 'national'>): string {
  return `+${code}${national}`;
}

export function numberTypeOf({ plan, national }: Pick<ParsedNumber, 'plan' | 'national'>): NumberType {
  return plan.typeName(plan.typesOf(national));
}

/** Whether no number dialled in a region has this length and first digit; the digit is a character code. */
export function hasImpossibleLength(firstDigit: number, count: number, localPlan: NumberPlan): boolean {
  const { dialableLengths, internationalPrefix } = localPlan;
  if (hasLength(dialableLengths, count)) return false;
  return (
    internationalPrefix === undefined ||
    (typeof internationalPrefix === 'string' && internationalPrefix.charCodeAt(0) !== firstDigit)
  );
}

/** Whether a set of lengths, one bit each, contains a length. */
function hasLength(lengths: number, length: number): boolean {
  return length < 32 && (lengths & (1 << length)) !== 0;
}

type Parsed = Omit<ParsedNumber, 'plan'> & { plan: NumberPlan }; // the plan that it was parsed with

function parse(digits: string, hasPlus: boolean, localPlan: NumberPlan | undefined): Parsed | undefined {
  if (hasPlus) {
    const callingCode = callingCodeOf(digits);
    if (callingCode)
      return parseNational(digits.slice(callingCode.code.length), 'plus', callingCode.mainRegion);
    // "+0049 30 …": no calling code begins with 0, so the plus sign is ignored.
    const parsed = parse(digits, false, localPlan);
    return parsed && parsed.source !== 'region' ? parsed : undefined;
  }
  if (!localPlan) return undefined;
  const prefixLength = matchLength(localPlan.internationalPrefix, digits);
  if (prefixLength > 0 && digits.charCodeAt(prefixLength) !== ZERO) {
    const international = digits.slice(prefixLength);
    const callingCode = callingCodeOf(international);
    return (
      callingCode &&
      parseNational(
        international.slice(callingCode.code.length),
        'international_prefix',
        callingCode.mainRegion,
      )
    );
  }
  const withoutCode = stripCallingCode(digits, localPlan);
  if (withoutCode !== undefined)
    return parseNational(withoutCode, 'country_code', localPlan.callingCode.mainRegion);
  return parseNational(digits, 'region', localPlan);
}

function parseNational(digits: string, source: CountrySource, plan: NumberPlan): Parsed | undefined {
  if (digits.length < MIN_NATIONAL_DIGITS) return undefined;
  let national = digits;
  const stripped = stripNationalPrefix(digits, plan);
  const hasPrefix = stripped !== undefined;
  if (stripped !== undefined && canBeComplete(stripped.length, plan)) national = stripped;
  if (national.length < MIN_NATIONAL_DIGITS || national.length > MAX_NATIONAL_DIGITS) return undefined;
  return { code: plan.callingCode.code, national, source, plan, hasPrefix };
}

/**
 * The digits after a region's own calling code that is written without a plus sign: "49 30 …" in Germany.
 * Undefined where the digits are a national number as they are (libphonenumber's maybeExtractCountryCode).
 */
function stripCallingCode(digits: string, plan: NumberPlan): string | undefined {
  const { code } = plan.callingCode;
  if (!digits.startsWith(code)) return undefined;
  const rest = digits.slice(code.length);
  const national = stripNationalPrefix(rest, plan) ?? rest;
  const isBetter = !plan.matchesGeneral(digits) && plan.matchesGeneral(national);
  return isBetter || isTooLong(digits.length, plan) ? national : undefined;
}

/** The digits after the national prefix; undefined where there is none. */
function stripNationalPrefix(digits: string, plan: NumberPlan): string | undefined {
  const { nationalPrefix, transform, captureCount } = plan;
  if (nationalPrefix === undefined) return undefined;
  let rest: string;
  if (typeof nationalPrefix === 'string') {
    if (!digits.startsWith(nationalPrefix)) return undefined;
    rest = digits.slice(nationalPrefix.length);
  } else {
    const match = nationalPrefix.exec(digits);
    if (!match) return undefined;
    const isTransformed = transform !== '' && match[captureCount] !== undefined && captureCount > 0;
    rest = isTransformed ? digits.replace(nationalPrefix, transform) : digits.slice(match[0].length);
  }
  // A first digit that looks like the prefix belongs to the number where the number is valid only with it.
  return plan.matchesGeneral(digits) && !plan.matchesGeneral(rest) ? undefined : rest;
}

function isTooLong(length: number, plan: NumberPlan): boolean {
  return !hasLength(plan.localLengths, length) && length > plan.maxLength;
}

/** Whether this many digits may be a number with its area code; too many digits count as complete too. */
function canBeComplete(length: number, plan: NumberPlan): boolean {
  return hasLength(plan.lengths, length) || isTooLong(length, plan);
}

/**
 * The plan of the region that a valid number belongs to; undefined for an invalid number. Gives what
 * libphonenumber's getRegionCodeForNumber gives, but first tests all secondary regions at once: most numbers
 * belong to the main one.
 */
function planOfNumber(callingCode: CallingCode, national: string): NumberPlan | undefined {
  if (!hasLength(callingCode.lengths, national.length)) return undefined;
  const { mainRegion, regionCount } = callingCode;
  if (regionCount === 1) return isNumberOf(mainRegion, national) ? mainRegion : undefined;
  if (mainRegion.leading ? mainRegion.leading.matchesPrefix(national) : isNumberOf(mainRegion, national)) {
    return !mainRegion.leading || isNumberOf(mainRegion, national) ? mainRegion : undefined;
  }
  const { secondary } = callingCode;
  if (!hasLength(secondary.lengths, national.length)) return undefined;
  const mayHaveLeading =
    hasLength(secondary.leadingLengths, national.length) && secondary.leading.matchesPrefix(national);
  if (!mayHaveLeading) return secondary.withoutLeading.find(plan => isNumberOf(plan, national));
  for (let index = 1; index < regionCount; index++) {
    const plan = callingCode.planAt(index);
    if (plan.leading && !plan.leading.matchesPrefix(national)) continue;
    if (isNumberOf(plan, national)) return plan;
    if (plan.leading) return undefined;
  }
  return undefined;
}

function isNumberOf(plan: NumberPlan, national: string): boolean {
  return hasLength(plan.lengths, national.length) && plan.typesOf(national) !== 0;
}
