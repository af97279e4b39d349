// What the signs between two groups of digits say: whether they join the groups, part them, or enclose some.

/** What is said of a gap, as bits; the lowest three are the length of a number's lead at its end: "(+", "+ (". */
export const LEADING_LENGTH = 0b111;
export const SPACE = 1 << 3; // one space and nothing else
export const DASH = 1 << 4; // one dash
export const JOINS = 1 << 5; // as the signs within most numbers do
export const TIGHT = 1 << 6; // so tightly that no number ends here
export const BRANCH_DASH = 1 << 7; // a dash between spaces
export const DASHED = 1 << 8; // a dash, whether or not between spaces
export const CELL_BORDER = 1 << 9; // may stand between two numbers, or within one
export const WIDE = 1 << 10; // less often
export const LIST_MARKER = 1 << 11; // after the number of a list: "2. 030 …", "2) 030 …"
export const HAS_PLUS = 1 << 12;
export const HAS_OPENING = 1 << 13;
export const HAS_CLOSING = 1 << 14;
export const HAS_SPACE = 1 << 15;
export const HAS_DOT = 1 << 16;
export const ENDS_OPENING = 1 << 17;
export const BOUNDARY = 1 << 18; // cells of a table: no number runs over them
export const HAS_BRACKET = HAS_OPENING | HAS_CLOSING;

const LEADS = /(?:\+ ?\(? ?|\( ?\+? ?)?$/;

const FLAG_PATTERNS: readonly (readonly [number, RegExp])[] = [
  [SPACE, /^ $/],
  [DASH, /^-$/],
  [JOINS, /^(?:[-. ]|\) ?)$/],
  [TIGHT, /^[-.)]$/],
  [BRANCH_DASH, /^ - $/],
  [DASHED, /^ ?- ?$/],
  [CELL_BORDER, /[/~\u2014]| - |\u00b7 | \u00b7|^-- ?| -$/],
  [WIDE, /\t| {2}| \(|\. | \.|^\) ?\(|[).] ?-/],
  [LIST_MARKER, /^(?:\. |\) ?)\(?$/],
  [HAS_PLUS, /\+/],
  [HAS_OPENING, /\(/],
  [HAS_CLOSING, /\)/],
  [HAS_SPACE, / /],
  [HAS_DOT, /\./],
  [ENDS_OPENING, /\($/],
  [BOUNDARY, /\t| {3,}/],
];

function said(signs: string): number {
  let gap = LEADS.exec(signs)?.[0].length ?? 0;
  for (const [bit, form] of FLAG_PATTERNS) if (form.test(signs)) gap |= bit;
  return gap;
}

const ONE_SPACE = said(' ');
const ONE_DASH = said('-');
const short = new Map<number, number>(); // gaps of one or two signs, by their codes
const long = new Map<string, number>();
const MOST_LONG = 5_000;

/** What the signs from one place of a text to another say. */
export function separatorFlags(text: string, from: number, to: number): number {
  const length = to - from;
  if (length === 0) return 0;
  const code = text.charCodeAt(from);
  if (length === 1 && code === 0x20) return ONE_SPACE;
  if (length === 1 && code === 0x2d) return ONE_DASH;
  if (length > 2) return ofLong(text.slice(from, to));
  const key = code * 0x4000 + (length === 2 ? text.charCodeAt(from + 1) : 0);
  let gap = short.get(key);
  if (gap === undefined) {
    gap = said(text.slice(from, to));
    short.set(key, gap);
  }
  return gap;
}

function ofLong(signs: string): number {
  let gap = long.get(signs);
  if (gap === undefined) {
    if (long.size >= MOST_LONG) long.clear();
    gap = said(signs);
    long.set(signs, gap);
  }
  return gap;
}
