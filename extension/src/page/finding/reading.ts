// From digits and a region to E.164, by the number plans: what Google's `parse` and `is_valid_number` would say.

import { codeOf, type Kind, mainPlan, othersOf, type Plan, planAt, planOf, regionsOf } from './plan.ts';

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
  const parsed = parse(digits, hasPlus, region === undefined ? undefined : planOf(region));
  if (!parsed) return undefined;
  const plan = ownPlan(parsed.code, parsed.national);
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
  const plan = parsed && mainPlan(parsed.code);
  return plan?.lengths.includes(parsed?.national.length ?? 0) ? parsed : undefined;
}

export function e164(reading: Pick<Reading, 'code' | 'national'>): string {
  return `+${reading.code}${reading.national}`;
}

export function kindOf({ plan, national }: Reading): Kind {
  for (const [kind, pattern] of plan.kinds) {
    if (!pattern?.test(national)) continue;
    if (kind !== 'fixed_line') return kind;
    const isMobileToo = plan.hasOneForBoth || plan.kinds.at(-1)?.[1]?.test(national);
    return isMobileToo ? 'fixed_line_or_mobile' : 'fixed_line';
  }
  return 'fixed_line_or_mobile';
}

/** Whether a national prefix (or a carrier code) stands before a number as it was written. */
export function hasNationalPrefix(digits: string, plan: Plan): boolean {
  return withoutPrefix(digits, plan) !== undefined;
}

type Parsed = Omit<Reading, 'plan'> & { plan: Plan }; // the plan it was parsed by

function parse(digits: string, hasPlus: boolean, plan: Plan | undefined): Parsed | undefined {
  let source: Source = hasPlus ? 'plus' : 'region';
  let code: string | undefined;
  let national = digits;
  if (hasPlus) {
    code = codeOf(digits);
    if (code === undefined) {
      // "+0049 30 …": the plus sign says nothing that the digits do not
      const parsed = parse(digits, false, plan);
      return parsed && parsed.source !== 'region' ? parsed : undefined;
    }
    national = digits.slice(code.length);
  } else if (plan) {
    const dialled = plan.international?.exec(digits)?.[0];
    if (dialled && digits[dialled.length] !== '0') {
      source = 'prefix';
      national = digits.slice(dialled.length);
      code = codeOf(national);
      if (code === undefined) return undefined;
      national = national.slice(code.length);
    } else {
      const after = withoutOwnCode(digits, plan);
      if (after !== undefined) {
        source = 'bare';
        national = after;
      }
      code = plan.code;
    }
  }
  const rules = source === 'region' ? plan : mainPlan(code ?? '');
  if (code === undefined || !rules || national.length < 2) return undefined;
  const stripped = withoutPrefix(national, rules);
  const hasPrefix = stripped !== undefined;
  if (stripped !== undefined && canBeWhole(stripped.length, rules)) national = stripped;
  if (national.length < 2 || national.length > LONGEST_NATIONAL) return undefined;
  return { code, national, source, plan: rules, hasPrefix };
}

/** The rest of a number that begins with its own country code though no plus sign says so. */
function withoutOwnCode(digits: string, plan: Plan): string | undefined {
  if (!digits.startsWith(plan.code)) return undefined;
  const rest = digits.slice(plan.code.length);
  const national = withoutPrefix(rest, plan) ?? rest;
  const isBetter = !plan.general.test(digits) && plan.general.test(national);
  return isBetter || isTooLong(digits.length, plan) ? national : undefined;
}

/** The number after its national prefix, or undefined where none stands before it. */
function withoutPrefix(digits: string, plan: Plan): string | undefined {
  const match = plan.national?.exec(digits);
  if (!match || !plan.national) return undefined;
  const isTransformed = plan.transform !== '' && match[plan.captures] !== undefined && plan.captures > 0;
  const rest = isTransformed ? digits.replace(plan.national, plan.transform) : digits.slice(match[0].length);
  return plan.general.test(digits) && !plan.general.test(rest) ? undefined : rest;
}

function isTooLong(length: number, plan: Plan): boolean {
  return !plan.localLengths.includes(length) && length > (plan.lengths.at(-1) ?? 0);
}

/** Whether a number of this length would be whole, not a part that is dialled within a town; too long is whole. */
function canBeWhole(length: number, plan: Plan): boolean {
  return plan.lengths.includes(length) || isTooLong(length, plan);
}

/** The plan of the region that a valid number belongs to. */
function ownPlan(code: string, national: string): Plan | undefined {
  const main = mainPlan(code);
  if (!main || regionsOf(code) === 1) return main && isNumberOf(main, national) ? main : undefined;
  if (main.leading ? main.leading.test(national) : isNumberOf(main, national)) {
    return !main.leading || isNumberOf(main, national) ? main : undefined;
  }
  const others = othersOf(code);
  if (!others.lengths.has(national.length)) return undefined;
  if (!others.leading.test(national)) return others.plain.find(plan => isNumberOf(plan, national));
  for (let place = 1; place < regionsOf(code); place++) {
    const plan = planAt(code, place) as Plan;
    if (plan.leading && !plan.leading.test(national)) continue;
    if (isNumberOf(plan, national)) return plan;
    if (plan.leading) return undefined;
  }
  return undefined;
}

function isNumberOf(plan: Plan, national: string): boolean {
  return plan.lengths.includes(national.length) && plan.general.test(national) && plan.any.test(national);
}
