// The number plans of the world: which digits are a number where. Each is compiled when it is first asked for.

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

/** The groups in which the digits of a number are written, and what is said of the national prefix. */
export interface Form {
  readonly groups: readonly (readonly [least: number, most: number])[];
  readonly leading: RegExp | undefined;
  readonly needsPrefix: boolean;
  readonly isOfficial: boolean; // others are what people write beside it
}

/** The plan of one region; its fields are those that plans.py writes. */
export interface Plan {
  readonly region: string; // ISO 3166-1 alpha-2, or 001 for a code that belongs to no country
  readonly code: string;
  readonly international: RegExp | undefined; // how one begins to dial abroad
  readonly national: RegExp | undefined; // the prefix that stands before a national number, and carrier codes
  readonly captures: number; // groups in `national`
  readonly transform: string;
  readonly leading: RegExp | undefined; // tells the region from others of its code
  readonly lengths: readonly number[];
  readonly localLengths: readonly number[];
  readonly general: RegExp;
  readonly any: RegExp; // a number of any kind
  readonly kinds: readonly (readonly [Kind, RegExp | undefined])[];
  readonly hasOneForBoth: boolean; // mobile numbers are those of fixed lines
  readonly forms: readonly Form[]; // those of its code: the same for all regions that share it
}

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
const CODE = 1;
const LEADING = 5; // fields of a row
const LENGTHS = 6;
const GENERAL = 8;
const FIRST_KIND = 9;
const NOTHING = /^(?!)/;

const compiled: (Plan | undefined)[] = [];
const byRegion = new Map<string, number>();
const byCode = new Map<string, number[]>();
const columns = data.columns.map(column => column.split(';'));
columns[0]?.forEach((region, index) => {
  const code = field(index, CODE);
  byRegion.set(region === '001' ? code : region, index);
  const sharing = byCode.get(code);
  if (sharing) sharing.push(index);
  else byCode.set(code, [index]);
});

function field(index: number, place: number): string {
  return columns[place]?.[index] ?? '';
}

/** The plan of a region, by ISO 3166-1 alpha-2. */
export function planOf(region: string): Plan | undefined {
  const index = byRegion.get(region);
  return index === undefined ? undefined : at(index);
}

/** The regions that have a plan, by ISO 3166-1 alpha-2. */
export function regions(): string[] {
  return [...byRegion.keys()].filter(region => /^[A-Z]{2}$/.test(region));
}

/** The plan of a country code's main region, which speaks for the code. */
export function mainPlan(code: string): Plan | undefined {
  const index = byCode.get(code)?.[0];
  return index === undefined ? undefined : at(index);
}

/** How many regions share a country code. */
export function regionsOf(code: string): number {
  return byCode.get(code)?.length ?? 0;
}

/** The plan of one of the regions that share a country code; the first is the main one. */
export function planAt(code: string, place: number): Plan | undefined {
  const index = byCode.get(code)?.[place];
  return index === undefined ? undefined : at(index);
}

/** The regions that share a code with its main one. */
export interface Others {
  readonly lengths: ReadonlySet<number>; // of any of their numbers
  readonly leading: RegExp; // tells whether one of those with leading digits of its own may be meant
  readonly plain: readonly Plan[]; // those without
}

const others = new Map<string, Others>();

/** The regions beside the main one of a code, so that they are asked all at once. */
export function othersOf(code: string): Others {
  let found = others.get(code);
  if (!found) {
    const indices = (byCode.get(code) ?? []).slice(1);
    const leading = indices.map(index => field(index, LEADING)).filter(Boolean);
    found = {
      lengths: new Set(indices.flatMap(index => lengths(field(index, LENGTHS)))),
      leading: leading.length > 0 ? new RegExp(`^(?:${source(leading.join('|'))})`) : NOTHING,
      plain: indices.filter(index => !field(index, LEADING)).map(at),
    };
    others.set(code, found);
  }
  return found;
}

/** The country code that international digits begin with; no code is the beginning of another. */
export function codeOf(digits: string): string | undefined {
  for (let length = 1; length <= 3; length++) {
    const code = digits.slice(0, length);
    if (byCode.has(code)) return code;
  }
  return undefined;
}

function at(index: number): Plan {
  const known = compiled[index];
  if (known) return known;
  const main = byCode.get(field(index, CODE))?.[0];
  const plan = compile(index, main === index || main === undefined ? undefined : at(main));
  compiled[index] = plan;
  return plan;
}

function compile(index: number, main: Plan | undefined): Plan {
  const said = (place: number): string => field(index, place);
  const national = said(3).replaceAll('d', '\\d');
  const patterns = KINDS.map((_, place) => said(FIRST_KIND + place));
  const hasOneForBoth = patterns.at(-1) === '=';
  const used = patterns.filter(pattern => pattern !== '' && pattern !== '=');
  return {
    region: said(0),
    code: said(CODE),
    international: begins(said(2)),
    national: national === '' ? undefined : new RegExp(`^(?:${national})`),
    captures: national.replaceAll('(?:', '').split('(').length - 1,
    transform: said(4),
    leading: begins(said(LEADING)),
    lengths: lengths(said(LENGTHS)),
    localLengths: lengths(said(7)),
    general: whole(said(GENERAL)),
    any: used.length === 0 ? NOTHING : whole(used.join('|')),
    kinds: KINDS.map((kind, place) => {
      const pattern = patterns[place];
      return [kind, pattern && pattern !== '=' ? whole(pattern) : undefined];
    }),
    hasOneForBoth,
    forms:
      main?.forms ??
      said(FIRST_KIND + KINDS.length)
        .split('/')
        .filter(Boolean)
        .map(form),
  };
}

function form(text: string): Form {
  const [groups = '', leading = ''] = text.replace(/^[!~]/, '').split(':');
  return {
    groups: groups.split(' ').map(group => {
      const [least = 0, most = least] = group.split('-').map(Number);
      return [least, most];
    }),
    leading: begins(leading),
    needsPrefix: text.startsWith('!'),
    isOfficial: !text.startsWith('~'),
  };
}

function lengths(text: string): number[] {
  return text === '' ? [] : text.split(',').map(Number);
}

function source(pattern: string): string {
  return pattern.replaceAll('(', '(?:').replaceAll('d', '\\d');
}

function begins(pattern: string): RegExp | undefined {
  return pattern === '' ? undefined : new RegExp(`^(?:${source(pattern)})`);
}

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${source(pattern)})$`);
}
