// From digits and a region to E.164, by the number plans: what Google's `parse` and `is_valid_number` would say.

import { callingCodeOf, planFor } from '../metadata/calling-codes.ts';
import { matchLength } from '../metadata/dial-prefix.ts';
import type { CallingCode, NumberPlan, NumberType } from '../metadata/number-plan.ts';

/** How the country of a number was told: by a plus sign, an international prefix, its bare code, or not at all. */
export type CountrySource = 'plus' | 'prefix' | 'bare' | 'region';

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
  here: NumberPlan | undefined,
): ParsedNumber | undefined {
  const parsed = parse(digits, hasPlus, here);
  if (!parsed) return undefined;
  const plan = planOfNumber(parsed.plan.family, parsed.national);
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
  return parsed && has(parsed.plan.family.mainRegion.lengths, parsed.national.length) ? parsed : undefined;
}

export function e164(reading: Pick<ParsedNumber, 'code' | 'national'>): string {
  return `+${reading.code}${reading.national}`;
}

export function numberTypeOf({ plan, national }: Pick<ParsedNumber, 'plan' | 'national'>): NumberType {
  return plan.typeName(plan.typesOf(national));
}

/** Whether a national prefix (or a carrier code) stands before a number as it was written. */
export function hasNationalPrefix(digits: string, plan: NumberPlan): boolean {
  return stripNationalPrefix(digits, plan) !== undefined;
}

/** Whether no number that is dialled here has so many digits, the first of them this one. */
export function hasImpossibleLength(first: number, count: number, here: NumberPlan): boolean {
  const { dialableLengths, international } = here;
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

function parse(digits: string, hasPlus: boolean, here: NumberPlan | undefined): Parsed | undefined {
  if (hasPlus) {
    const family = callingCodeOf(digits);
    if (family) return parseNational(digits.slice(family.code.length), 'plus', family.mainRegion);
    // "+0049 30 …": the plus sign says nothing that the digits do not
    const parsed = parse(digits, false, here);
    return parsed && parsed.source !== 'region' ? parsed : undefined;
  }
  if (!here) return undefined;
  const dialled = matchLength(here.international, digits);
  if (dialled > 0 && digits.charCodeAt(dialled) !== 0x30) {
    const abroad = digits.slice(dialled);
    const family = callingCodeOf(abroad);
    return family && parseNational(abroad.slice(family.code.length), 'prefix', family.mainRegion);
  }
  const after = stripCallingCode(digits, here);
  if (after !== undefined) return parseNational(after, 'bare', here.family.mainRegion);
  return parseNational(digits, 'region', here);
}

function parseNational(written: string, source: CountrySource, plan: NumberPlan): Parsed | undefined {
  if (written.length < 2) return undefined;
  let national = written;
  const stripped = stripNationalPrefix(written, plan);
  const hasPrefix = stripped !== undefined;
  if (stripped !== undefined && canBeWhole(stripped.length, plan)) national = stripped;
  if (national.length < 2 || national.length > LONGEST_NATIONAL) return undefined;
  return { code: plan.family.code, national, source, plan, hasPrefix };
}

/** The rest of a number that begins with its own country code though no plus sign says so. */
function stripCallingCode(digits: string, plan: NumberPlan): string | undefined {
  const { code } = plan.family;
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
function planOfNumber(family: CallingCode, national: string): NumberPlan | undefined {
  if (!has(family.lengths, national.length)) return undefined;
  const { mainRegion } = family;
  if (family.size === 1) return isNumberOf(mainRegion, national) ? mainRegion : undefined;
  if (mainRegion.leading ? mainRegion.leading.matchesPrefix(national) : isNumberOf(mainRegion, national)) {
    return !mainRegion.leading || isNumberOf(mainRegion, national) ? mainRegion : undefined;
  }
  const { others } = family;
  if (!has(others.lengths, national.length)) return undefined;
  const isLed = has(others.ledLengths, national.length) && others.leading.matchesPrefix(national);
  if (!isLed) return others.plain.find(plan => isNumberOf(plan, national));
  for (let place = 1; place < family.size; place++) {
    const plan = family.at(place);
    if (plan.leading && !plan.leading.matchesPrefix(national)) continue;
    if (isNumberOf(plan, national)) return plan;
    if (plan.leading) return undefined;
  }
  return undefined;
}

function isNumberOf(plan: NumberPlan, national: string): boolean {
  return has(plan.lengths, national.length) && plan.typesOf(national) !== 0;
}
