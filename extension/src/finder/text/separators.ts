// Classifies the separator between two groups of digits: whether it joins them or divides two numbers.

import { BoundedCache } from './bounded-cache.ts';
import { DASH, SPACE } from './char-class.ts';

// A separator's flags are one number. Its lowest three bits are the length of the next number's beginning at
// the separator's end: a plus sign and brackets, as in "(+" or "+ (".
export const LEADING_LENGTH = 0b111;
export const IS_SPACE = 1 << 3; // one space and nothing else
export const JOINS = 1 << 4; // usual within a number: "-", ".", " ", ")", ") "
export const TIGHT = 1 << 5; // so tight that no number ends here: "-", ".", ")"
export const BRANCH_DASH = 1 << 6; // a dash between spaces, as before a German branch: "030 1234 - 0"
export const DASHED = 1 << 7; // a dash, with or without spaces
export const CELL_BORDER = 1 << 8; // often divides two numbers, but may be within one: "/", " - ", "·"
export const WIDE = 1 << 9; // divides two numbers less often: two spaces, a tab, " (", ". "
export const LIST_MARKER = 1 << 10; // follows the number of a list item: "2. 030 …", "2) 030 …"
export const HAS_PLUS = 1 << 11;
export const HAS_OPENING = 1 << 12;
export const HAS_CLOSING = 1 << 13;
export const HAS_SPACE = 1 << 14;
export const HAS_DOT = 1 << 15;
export const ENDS_OPENING = 1 << 16; // an opening bracket touches the next digit
export const BOUNDARY = 1 << 17; // columns of a table: no number contains it
export const MIDDLE_DOT = 1 << 18; // "·" alone: within a number, or in East Asia between two
export const HAS_BRACKET = HAS_OPENING | HAS_CLOSING;

const NUMBER_BEGINNING = /(?:\+ ?\(? ?|\( ?\+? ?)?$/; // "+", "(", "(+", "+ ("

const FLAG_PATTERNS: readonly (readonly [flag: number, pattern: RegExp])[] = [
  [IS_SPACE, /^ $/],
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
  [MIDDLE_DOT, /^·$/],
  [BOUNDARY, /\t| {3,}/],
];

function computeFlags(separator: string): number {
  let flags = NUMBER_BEGINNING.exec(separator)?.[0].length ?? 0;
  for (const [flag, pattern] of FLAG_PATTERNS) if (pattern.test(separator)) flags |= flag;
  return flags;
}

// Most separators have one or two characters: their flags are found by their codes, without a string.
export const SPACE_FLAGS = computeFlags(' ');
const DASH_FLAGS = computeFlags('-');
const TWO_CODES = 0x10000;
const shortSeparators = new BoundedCache((codes: number) =>
  computeFlags(
    codes < TWO_CODES
      ? String.fromCharCode(codes)
      : String.fromCharCode(Math.floor(codes / TWO_CODES), codes % TWO_CODES),
  ),
);
const longSeparators = new BoundedCache(computeFlags);

/** The flags of the separator from one index of a normalized text to another; 0 for an empty one. */
export function separatorFlags(text: string, start: number, end: number): number {
  const length = end - start;
  if (length === 0) return 0;
  const code = text.charCodeAt(start);
  if (length === 1 && code === SPACE) return SPACE_FLAGS;
  if (length === 1 && code === DASH) return DASH_FLAGS;
  if (length > 2) return longSeparators.get(text.slice(start, end));
  return shortSeparators.get(length === 1 ? code : code * TWO_CODES + text.charCodeAt(start + 1));
}
