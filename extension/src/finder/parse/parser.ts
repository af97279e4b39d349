// From digits and a region to E.164, by the number plans: what Google's `parse` and `is_valid_number` would say.

import { callingCodeOf, planFor } from '../metadata/calling-codes.ts';
import { matchLength } from '../metadata/dial-prefix.ts';
import type { CallingCode, NumberPlan, NumberType } from '../metadata/number-plan.ts';

/** How the country of a number was told: by a plus sign, an international prefix, its bare code, or not at all. */
export type CountrySource = 'plus' | 'idd' | 'country_code' | 'region';

export interface ParsedNumber {
  readonly code: string;
  readonly national: string; // the national number, without a prefix
  readonly source: CountrySource;
  readonly plan: NumberPlan; // of the number's own region
  readonly hasPrefix: boolean; // a national prefix or a carrier code was written
}

const LONGEST_NATIONAL = 17;

/** Read the digits of a valid number; `region` is where it would be dialled. */
export function parseDigits(digits: string, hasPlus: boolean, region?: string): ParsedNumber | undefined {
  return parseWithPlan(digits, hasPlus, region === undefined ? undefined : planFor(region));
}

/** Read the digits of a valid number; `here` is the plan of the region where it would be dialled. */
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

/** Read digits that may not be a number in use, but have its length. */
export function parsePossible(
  digits: string,
  hasPlus: boolean,
  region?: string,
): Pick<ParsedNumber, 'code' | 'national'> | undefined {
  const parsed = parse(digits, hasPlus, region === undefined ? undefined : planFor(region));
  return parsed && has(parsed.plan.callingCode.mainRegion.lengths, parsed.national.length)
    ? parsed
    : undefined;
}

export function e164(parsed: Pick<ParsedNumber, 'code' | 'national'>): string {
  return `+${parsed.code}${parsed.national}`;
}

export function numberTypeOf({ plan, national }: Pick<ParsedNumber, 'plan' | 'national'>): NumberType {
  return plan.typeName(plan.typesOf(national));
}

/** Whether a national prefix (or a carrier code) stands before a number as it was written. */
export function hasNationalPrefix(digits: string, plan: NumberPlan): boolean {
  return stripNationalPrefix(digits, plan) !== undefined;
}

/** Whether no number that is dialled here has so many digits, the first of them this one. */
export function hasImpossibleLength(first: number, count: number, localPlan: NumberPlan): boolean {
  const { dialableLengths, international } = localPlan;
  if (has(dialableLengths, count)) return false;
  return (
    international === undefined ||
    (typeof international === 'string' && international.charCodeAt(0) !== first)
  );
}

function has(lengths: number, length: number): boolean {
  return length < 32 && (lengths & (1 << length)) !== 0;
}

type Parsed = Omit<ParsedNumber, 'plan'> & { plan: NumberPlan }; // the plan it was parsed by

function parse(digits: string, hasPlus: boolean, localPlan: NumberPlan | undefined): Parsed | undefined {
  if (hasPlus) {
    const callingCode = callingCodeOf(digits);
    if (callingCode)
      return parseNational(digits.slice(callingCode.code.length), 'plus', callingCode.mainRegion);
    // "+0049 30 …": the plus sign says nothing that the digits do not
    const parsed = parse(digits, false, localPlan);
    return parsed && parsed.source !== 'region' ? parsed : undefined;
  }
  if (!localPlan) return undefined;
  const dialled = matchLength(localPlan.international, digits);
  if (dialled > 0 && digits.charCodeAt(dialled) !== 0x30) {
    const abroad = digits.slice(dialled);
    const callingCode = callingCodeOf(abroad);
    return callingCode && parseNational(abroad.slice(callingCode.code.length), 'idd', callingCode.mainRegion);
  }
  const after = stripCallingCode(digits, localPlan);
  if (after !== undefined) return parseNational(after, 'country_code', localPlan.callingCode.mainRegion);
  return parseNational(digits, 'region', localPlan);
}

function parseNational(written: string, source: CountrySource, plan: NumberPlan): Parsed | undefined {
  if (written.length < 2) return undefined;
  let national = written;
  const stripped = stripNationalPrefix(written, plan);
  const hasPrefix = stripped !== undefined;
  if (stripped !== undefined && canBeWhole(stripped.length, plan)) national = stripped;
  if (national.length < 2 || national.length > LONGEST_NATIONAL) return undefined;
  return { code: plan.callingCode.code, national, source, plan, hasPrefix };
}

/** The rest of a number that begins with its own country code though no plus sign says so. */
function stripCallingCode(digits: string, plan: NumberPlan): string | undefined {
  const { code } = plan.callingCode;
  if (!digits.startsWith(code)) return undefined;
  const rest = digits.slice(code.length);
  const national = stripNationalPrefix(rest, plan) ?? rest;
  const isBetter = !plan.isGeneral(digits) && plan.isGeneral(national);
  return isBetter || isTooLong(digits.length, plan) ? national : undefined;
}

/** The number after its national prefix, or undefined where none stands before it. */
function stripNationalPrefix(digits: string, plan: NumberPlan): string | undefined {
  const { national } = plan;
  if (national === undefined) return undefined;
  let rest: string;
  if (typeof national === 'string') {
    if (!digits.startsWith(national)) return undefined;
    rest = digits.slice(national.length);
  } else {
    const match = national.exec(digits);
    if (!match) return undefined;
    const isTransformed = plan.transform !== '' && match[plan.captures] !== undefined && plan.captures > 0;
    rest = isTransformed ? digits.replace(national, plan.transform) : digits.slice(match[0].length);
  }
  return plan.isGeneral(digits) && !plan.isGeneral(rest) ? undefined : rest;
}

function isTooLong(length: number, plan: NumberPlan): boolean {
  return !has(plan.localLengths, length) && length > plan.longest;
}

/** Whether a number of this length would be whole, not a part that is dialled within a town; too long is whole. */
function canBeWhole(length: number, plan: NumberPlan): boolean {
  return has(plan.lengths, length) || isTooLong(length, plan);
}

/** The plan of the region that a valid number belongs to. */
function planOfNumber(callingCode: CallingCode, national: string): NumberPlan | undefined {
  if (!has(callingCode.lengths, national.length)) return undefined;
  const { mainRegion } = callingCode;
  if (callingCode.size === 1) return isNumberOf(mainRegion, national) ? mainRegion : undefined;
  if (mainRegion.leading ? mainRegion.leading.matchesPrefix(national) : isNumberOf(mainRegion, national)) {
    return !mainRegion.leading || isNumberOf(mainRegion, national) ? mainRegion : undefined;
  }
  const { secondary } = callingCode;
  if (!has(secondary.lengths, national.length)) return undefined;
  const isLed = has(secondary.ledLengths, national.length) && secondary.leading.matchesPrefix(national);
  if (!isLed) return secondary.plain.find(plan => isNumberOf(plan, national));
  for (let place = 1; place < callingCode.size; place++) {
    const plan = callingCode.at(place);
    if (plan.leading && !plan.leading.matchesPrefix(national)) continue;
    if (isNumberOf(plan, national)) return plan;
    if (plan.leading) return undefined;
  }
  return undefined;
}

function isNumberOf(plan: NumberPlan, national: string): boolean {
  return has(plan.lengths, national.length) && plan.typesOf(national) !== 0;
}
