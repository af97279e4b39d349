// From digits and a region to E.164, by the number plans: what Google's `parse` and `is_valid_number` would say.

import { familyOf, planOf } from '../metadata/calling-codes.ts';
import { lengthOf } from '../metadata/dial-prefix.ts';
import type { Family, Kind, Plan } from '../metadata/number-plan.ts';

/** How the country of a number was told: by a plus sign, an international prefix, its bare code, or not at all. */
export type Source = 'plus' | 'prefix' | 'bare' | 'region';

export interface Reading {
  readonly code: string;
  readonly national: string; // the national number, without a prefix
  readonly source: Source;
  readonly plan: Plan; // of the number's own region
  readonly hasPrefix: boolean; // a national prefix or a carrier code was written
}

const LONGEST_NATIONAL = 17;

/** Read the digits of a valid number; `region` is where it would be dialled. */
export function readDigits(digits: string, hasPlus: boolean, region?: string): Reading | undefined {
  return readIn(digits, hasPlus, region === undefined ? undefined : planOf(region));
}

/** Read the digits of a valid number; `here` is the plan of the region where it would be dialled. */
export function readIn(digits: string, hasPlus: boolean, here: Plan | undefined): Reading | undefined {
  const parsed = parse(digits, hasPlus, here);
  if (!parsed) return undefined;
  const plan = ownPlan(parsed.plan.family, parsed.national);
  if (!plan) return undefined;
  parsed.plan = plan;
  return parsed;
}

/** Read digits that may not be a number in use, but have its length. */
export function readPossible(
  digits: string,
  hasPlus: boolean,
  region?: string,
): Pick<Reading, 'code' | 'national'> | undefined {
  const parsed = parse(digits, hasPlus, region === undefined ? undefined : planOf(region));
  return parsed && has(parsed.plan.family.main.lengths, parsed.national.length) ? parsed : undefined;
}

export function e164(reading: Pick<Reading, 'code' | 'national'>): string {
  return `+${reading.code}${reading.national}`;
}

export function kindOf({ plan, national }: Pick<Reading, 'plan' | 'national'>): Kind {
  return plan.nameOf(plan.kindsOf(national));
}

/** Whether a national prefix (or a carrier code) stands before a number as it was written. */
export function hasNationalPrefix(digits: string, plan: Plan): boolean {
  return withoutPrefix(digits, plan) !== undefined;
}

/** Whether no number that is dialled here has so many digits, the first of them this one. */
export function isHopeless(first: number, count: number, here: Plan): boolean {
  const { dialled, international } = here;
  if (has(dialled, count)) return false;
  return (
    international === undefined ||
    (typeof international === 'string' && international.charCodeAt(0) !== first)
  );
}

function has(lengths: number, length: number): boolean {
  return length < 32 && (lengths & (1 << length)) !== 0;
}

type Parsed = Omit<Reading, 'plan'> & { plan: Plan }; // the plan it was parsed by

function parse(digits: string, hasPlus: boolean, here: Plan | undefined): Parsed | undefined {
  if (hasPlus) {
    const family = familyOf(digits);
    if (family) return parseNational(digits.slice(family.code.length), 'plus', family.main);
    // "+0049 30 …": the plus sign says nothing that the digits do not
    const parsed = parse(digits, false, here);
    return parsed && parsed.source !== 'region' ? parsed : undefined;
  }
  if (!here) return undefined;
  const dialled = lengthOf(here.international, digits);
  if (dialled > 0 && digits.charCodeAt(dialled) !== 0x30) {
    const abroad = digits.slice(dialled);
    const family = familyOf(abroad);
    return family && parseNational(abroad.slice(family.code.length), 'prefix', family.main);
  }
  const after = withoutOwnCode(digits, here);
  if (after !== undefined) return parseNational(after, 'bare', here.family.main);
  return parseNational(digits, 'region', here);
}

function parseNational(written: string, source: Source, plan: Plan): Parsed | undefined {
  if (written.length < 2) return undefined;
  let national = written;
  const stripped = withoutPrefix(written, plan);
  const hasPrefix = stripped !== undefined;
  if (stripped !== undefined && canBeWhole(stripped.length, plan)) national = stripped;
  if (national.length < 2 || national.length > LONGEST_NATIONAL) return undefined;
  return { code: plan.family.code, national, source, plan, hasPrefix };
}

/** The rest of a number that begins with its own country code though no plus sign says so. */
function withoutOwnCode(digits: string, plan: Plan): string | undefined {
  const { code } = plan.family;
  if (!digits.startsWith(code)) return undefined;
  const rest = digits.slice(code.length);
  const national = withoutPrefix(rest, plan) ?? rest;
  const isBetter = !plan.isGeneral(digits) && plan.isGeneral(national);
  return isBetter || isTooLong(digits.length, plan) ? national : undefined;
}

/** The number after its national prefix, or undefined where none stands before it. */
function withoutPrefix(digits: string, plan: Plan): string | undefined {
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

function isTooLong(length: number, plan: Plan): boolean {
  return !has(plan.localLengths, length) && length > plan.longest;
}

/** Whether a number of this length would be whole, not a part that is dialled within a town; too long is whole. */
function canBeWhole(length: number, plan: Plan): boolean {
  return has(plan.lengths, length) || isTooLong(length, plan);
}

/** The plan of the region that a valid number belongs to. */
function ownPlan(family: Family, national: string): Plan | undefined {
  if (!has(family.lengths, national.length)) return undefined;
  const { main } = family;
  if (family.size === 1) return isNumberOf(main, national) ? main : undefined;
  if (main.leading ? main.leading.begins(national) : isNumberOf(main, national)) {
    return !main.leading || isNumberOf(main, national) ? main : undefined;
  }
  const { others } = family;
  if (!has(others.lengths, national.length)) return undefined;
  const isLed = has(others.ledLengths, national.length) && others.leading.begins(national);
  if (!isLed) return others.plain.find(plan => isNumberOf(plan, national));
  for (let place = 1; place < family.size; place++) {
    const plan = family.at(place);
    if (plan.leading && !plan.leading.begins(national)) continue;
    if (isNumberOf(plan, national)) return plan;
    if (plan.leading) return undefined;
  }
  return undefined;
}

function isNumberOf(plan: Plan, national: string): boolean {
  return has(plan.lengths, national.length) && plan.kindsOf(national) !== 0;
}
