// The number plans of the world: which digits are a number where. Each is compiled when it is first asked for.

import { AllForms } from './forms.ts';
import data from './plans.json';

export type Kind =
  | 'premium_rate'
  | 'toll_free'
  | 'shared_cost'
  | 'voip'
  | 'personal'
  | 'pager'
  | 'uan'
  | 'voicemail'
  | 'fixed_line'
  | 'mobile'
  | 'fixed_line_or_mobile';

const KINDS: readonly Kind[] = [
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
];

// Fields of a row, as plans.py writes them.
const CODE = 1;
const LEADING = 5;
const LENGTHS = 6;
const GENERAL = 8;
const FIRST_KIND = 9;
const FORMS = FIRST_KIND + KINDS.length;
const SAME = '='; // mobile numbers are those of fixed lines

const NOTHING = /^(?!)/;
const ANY_LENGTH = -1;
const columns = data.columns.map(column => column.split(';'));

function field(index: number, place: number): string {
  return columns[place]?.[index] ?? '';
}

/** What stands before a number: digits, or an expression for them. */
export type Prefix = string | RegExp;

/** The plan of one region. */
export class Plan {
  readonly region: string; // ISO 3166-1 alpha-2, or 001 for a code that belongs to no country
  readonly family: Family;
  readonly international: Prefix | undefined; // how one begins to dial abroad
  readonly national: Prefix | undefined; // what stands before a national number, and carrier codes
  readonly captures: number; // groups in `national`
  readonly transform: string;
  readonly leading: RegExp | undefined; // tells the region from others of its code
  readonly lengths: number; // a bit for each
  readonly longest: number;
  readonly localLengths: number;
  readonly general: RegExp;
  readonly valid: RegExp; // a number of any kind
  readonly #index: number;
  #dialled: number | undefined;
  #kinds: readonly (readonly [Kind, RegExp])[] | undefined;

  constructor(index: number, family: Family) {
    const said = (place: number): string => field(index, place);
    const national = spelled(said(3));
    this.region = said(0);
    this.family = family;
    this.international = prefix(source(said(2)));
    this.national = prefix(national);
    this.captures = national.replaceAll('(?:', '').split('(').length - 1;
    this.transform = said(4);
    this.leading = begins(said(LEADING));
    this.lengths = lengths(said(LENGTHS));
    this.longest = 31 - Math.clz32(this.lengths);
    this.localLengths = lengths(said(LENGTHS + 1));
    this.#index = index;
    const used = this.#patterns().filter(pattern => pattern !== '' && pattern !== SAME);
    const general = source(said(GENERAL));
    const any = source(used.join('|'));
    this.general = new RegExp(`^(?:${general})$`);
    this.valid = used.length === 0 ? NOTHING : new RegExp(`^(?=(?:${general})$)(?:${any})$`);
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

  /** The kinds that it has, in the order in which Google asks them. */
  get kinds(): readonly (readonly [Kind, RegExp])[] {
    this.#kinds ??= this.#patterns().flatMap((pattern, place) =>
      pattern === '' || pattern === SAME ? [] : [[KINDS[place] as Kind, whole(pattern)] as const],
    );
    return this.#kinds;
  }

  /** Whether mobile numbers are those of fixed lines. */
  get hasOneForBoth(): boolean {
    return field(this.#index, FORMS - 1) === SAME;
  }

  #patterns(): readonly string[] {
    return KINDS.map((_, place) => field(this.#index, FIRST_KIND + place));
  }
}

/** The regions that share a country code; the first is the main one, which speaks for the code. */
export class Family {
  readonly code: string;
  readonly #indices: number[] = [];
  readonly #plans: Plan[] = [];
  #lengths: number | undefined;
  #forms: AllForms | undefined;
  #others: Others | undefined;

  constructor(code: string) {
    this.code = code;
  }

  add(index: number): void {
    this.#indices.push(index);
  }

  get size(): number {
    return this.#indices.length;
  }

  get main(): Plan {
    return this.at(0);
  }

  at(place: number): Plan {
    this.#plans[place] ??= new Plan(this.#indices[place] as number, this);
    return this.#plans[place] as Plan;
  }

  of(index: number): Plan {
    return this.at(this.#indices.indexOf(index));
  }

  /** The digits that any of their numbers may have, a bit for each. */
  get lengths(): number {
    this.#lengths ??= this.#lengthsOf([...this.#indices.keys()]);
    return this.#lengths;
  }

  #lengthsOf(places: readonly number[]): number {
    return places.reduce((all, place) => all | lengths(field(this.#indices[place] as number, LENGTHS)), 0);
  }

  get forms(): AllForms {
    this.#forms ??= new AllForms(field(this.#indices[0] as number, FORMS), begins);
    return this.#forms;
  }

  /** Those beside the main one, so that they are asked all at once. */
  get others(): Others {
    this.#others ??= this.#beside();
    return this.#others;
  }

  #beside(): Others {
    const places = this.#indices.map((_, place) => place).slice(1);
    const leadingOf = (place: number): string => field(this.#indices[place] as number, LEADING);
    const led = places.filter(place => leadingOf(place) !== '');
    return {
      lengths: this.#lengthsOf(places),
      leading: begins(led.map(leadingOf).join('|')) ?? NOTHING,
      ledLengths: this.#lengthsOf(led),
      plain: places.filter(place => !leadingOf(place)).map(place => this.at(place)),
    };
  }
}

interface Others {
  readonly lengths: number; // of any of their numbers
  readonly ledLengths: number; // of those with leading digits of their own
  readonly leading: RegExp; // tells whether one of those with leading digits of its own may be meant
  readonly plain: readonly Plan[]; // those without
}

const places = new Map<string, number>(); // by region
const families: (Family | undefined)[] = []; // by code
columns[0]?.forEach((region, index) => {
  const code = field(index, CODE);
  const family = families[Number(code)] ?? new Family(code);
  family.add(index);
  families[Number(code)] = family;
  places.set(region === '001' ? code : region, index);
});

/** The regions that have a plan, by ISO 3166-1 alpha-2. */
export function regions(): string[] {
  return [...places.keys()].filter(region => /^[A-Z]{2}$/.test(region));
}

/** The plan of a region, by ISO 3166-1 alpha-2. */
export function planOf(region: string): Plan | undefined {
  const index = places.get(region);
  return index === undefined ? undefined : families[Number(field(index, CODE))]?.of(index);
}

/** The family whose country code international digits begin with; no code is the beginning of another. */
export function familyOf(digits: string): Family | undefined {
  let code = 0;
  for (let at = 0; at < 3; at++) {
    code = code * 10 + digits.charCodeAt(at) - 0x30;
    if (code === 0) return undefined;
    const family = families[code];
    if (family) return family;
  }
  return undefined;
}

function lengths(text: string): number {
  if (text === '') return 0;
  return text.split(',').reduce((bits, length) => bits | (1 << Number(length)), 0);
}

/** A pattern in which brackets capture nothing, as an expression. */
function source(pattern: string): string {
  return spelled(pattern.replaceAll('(', '(?:'));
}

const CLASSES = 0x100; // the sign of no digit; each digit adds a bit
const LETTER = 0x40; // before A, which is one digit

/** A pattern with its classes of digits and their repetitions spelled out. */
function spelled(pattern: string): string {
  return pattern
    .replaceAll('d', '\\d')
    .replace(/[A-Z]/g, letter => `\\d{${letter.charCodeAt(0) - LETTER}}`)
    .replace(/[\u0100-\u04ff]/g, sign => `[${'0123456789'.replace(/\d/g, digit => has(sign, digit))}]`);
}

function has(sign: string, digit: string): string {
  return ((sign.charCodeAt(0) - CLASSES) >> Number(digit)) & 1 ? digit : '';
}

function prefix(pattern: string): Prefix | undefined {
  if (pattern === '') return undefined;
  return /^\d+$/.test(pattern) ? pattern : new RegExp(`^(?:${pattern})`);
}

function begins(pattern: string): RegExp | undefined {
  return pattern === '' ? undefined : new RegExp(`^(?:${source(pattern)})`);
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${source(pattern)})$`);
}
