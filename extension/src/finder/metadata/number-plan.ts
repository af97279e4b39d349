// The number plan of one region: which digits are a number there, and what is dialled before them.

import { type Prefix, prefixOf } from './dial-prefix.ts';
import {
  FIRST_KIND,
  field,
  GENERAL,
  INTERNATIONAL,
  LEADING,
  LENGTHS,
  LOCAL_LENGTHS,
  lengths,
  NATIONAL,
  REGION,
  TRANSFORM,
} from './metadata-table.ts';
import type { AllForms } from './number-formats.ts';
import { Patterns } from './pattern-automaton.ts';

export type Kind = (typeof KINDS)[number] | 'fixed_line_or_mobile';

// In the order in which Google asks them.
const KINDS = [
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
const MOBILE = KINDS.indexOf('mobile');
const SAME = '='; // mobile numbers are those of fixed lines

const IS_GENERAL = 1; // the first pattern of a plan, which those of its kinds follow
const ANY_LENGTH = -1;

/** The regions that share a country code; the first is the main one, which speaks for the code. */
export interface Family {
  readonly code: string;
  readonly size: number;
  readonly main: Plan;
  readonly lengths: number; // the digits that any of their numbers may have, a bit for each
  readonly forms: AllForms;
  readonly others: Others;
  at(place: number): Plan;
}

/** Those beside the main one, so that they are asked all at once. */
export interface Others {
  readonly lengths: number; // of any of their numbers
  readonly ledLengths: number; // of those with leading digits of their own
  readonly leading: Patterns; // tells whether one of those with leading digits of its own may be meant
  readonly plain: readonly Plan[]; // those without
}

/** Its parts are made when they are first asked for. */
export class Plan {
  readonly region: string; // ISO 3166-1 alpha-2, or 001 for a code that belongs to no country
  readonly family: Family;
  readonly international: Prefix | undefined; // how one begins to dial abroad
  readonly national: Prefix | undefined; // what stands before a national number, and carrier codes
  readonly captures: number; // groups in `national`
  readonly transform: string;
  readonly leading: Patterns | undefined; // tells the region from others of its code
  readonly lengths: number; // a bit for each
  readonly longest: number;
  readonly localLengths: number;
  readonly #row: number;
  #dialled: number | undefined;
  #patterns: Patterns | undefined;

  constructor(row: number, family: Family) {
    const national = field(row, NATIONAL);
    const leading = field(row, LEADING);
    this.region = field(row, REGION);
    this.family = family;
    this.international = prefixOf(field(row, INTERNATIONAL).replaceAll('(', '(?:'));
    this.national = prefixOf(national);
    this.captures = national.replaceAll('(?:', '').split('(').length - 1;
    this.transform = field(row, TRANSFORM);
    this.leading = leading === '' ? undefined : new Patterns([leading]);
    this.lengths = lengths(row, LENGTHS);
    this.longest = 31 - Math.clz32(this.lengths);
    this.localLengths = lengths(row, LOCAL_LENGTHS);
    this.#row = row;
  }

  get forms(): AllForms {
    return this.family.forms;
  }

  /** How many digits may be dialled here within the country: with its code, a prefix, both or none; a bit for each. */
  get dialled(): number {
    this.#dialled ??= this.#withPrefixes();
    return this.#dialled;
  }

  #withPrefixes(): number {
    const { family } = this;
    const own = this.national ?? '';
    const main = family.main.national ?? '';
    if (typeof own !== 'string' || typeof main !== 'string') return ANY_LENGTH;
    const without = family.lengths | (family.lengths << own.length);
    return without | ((without | (without << main.length)) << family.code.length);
  }

  /** Whether digits look like its numbers at all, which says little. */
  isGeneral(digits: string): boolean {
    return (this.#matching(digits) & IS_GENERAL) !== 0;
  }

  /** The kinds of number that digits are, a bit for each; none where they are no number. */
  kindsOf(national: string): number {
    const matching = this.#matching(national);
    return (matching & IS_GENERAL) === 0 ? 0 : matching >> IS_GENERAL;
  }

  /** What Google calls a number of some kinds: the first, but that a fixed line may be a mobile one too. */
  nameOf(kinds: number): Kind {
    const kind = KINDS.find((_, place) => (kinds >> place) & 1);
    if (kind !== 'fixed_line') return kind ?? 'fixed_line_or_mobile';
    const isMobileToo = (kinds >> MOBILE) & 1 || field(this.#row, FIRST_KIND + MOBILE) === SAME;
    return isMobileToo ? 'fixed_line_or_mobile' : kind;
  }

  #matching(digits: string): number {
    this.#patterns ??= new Patterns(
      Array.from({ length: 1 + KINDS.length }, (_, place) =>
        field(this.#row, GENERAL + place).replace(SAME, ''),
      ),
    );
    return this.#patterns.matching(digits);
  }
}
