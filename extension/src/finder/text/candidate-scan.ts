// Finds where a text may contain a phone number, at little more than the cost of reading it.

/** The zero of each script's decimal digits (Unicode category Nd) in the Basic Multilingual Plane. */
export const DIGIT_ZEROS = [
  0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
  0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
  0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];

const escaped = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;

// The expressions match code units (they have no `u` flag), so a digit of two code units, such as
// mathematical "𝟏", counts by its first half here; other characters with that half are sorted out by
// normalize.ts.
const ASTRAL_DIGIT_FIRST_HALVES = '\\ud801\\ud803-\\ud807\\ud81a\\ud835\\ud838\\ud83a\\ud83e';
const DIGIT = `${DIGIT_ZEROS.map(zero => `${escaped(zero)}-${escaped(zero + 9)}`).join('')}${ASTRAL_DIGIT_FIRST_HALVES}`;
const INVISIBLE =
  '\\u00ad\\u034f\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufe00-\\ufe0f\\ufeff\\u20e3';
const BLANK = '\\t\\f\\r ';
// Spaces, dashes, ". / ~ ( ) ·" and their variants, second halves of astral digits, invisible characters.
const SEPARATOR = `\\v\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000\\-\\u2010-\\u2015\\u2043\\u2212\\u30fc\\ufe58\\ufe63\\uff0d./~()\\u00b7\\u2022\\u2027\\u2044\\u2215\\u2219\\u22c5\\u30fb\\uff65\\uff08\\uff09\\uff0e\\uff0f\\uff5e\\u301c\\udc00-\\udfff${INVISIBLE}`;
const BETWEEN = BLANK + SEPARATOR;
const MAX_SEPARATOR_CHARS = 6; // between two digits of one number: ") / ("

/**
 * A pattern for seven digits with separators between them ("415 555 0"), or three digits and a word in
 * capitals ("800-FLOWERS"). No character is both a digit and a separator, so it never backtracks far: it
 * takes linear time.
 */
function candidatePattern(separator: string, beforeWord: string): string {
  return `[${DIGIT}](?:(?:${separator}[${DIGIT}]){6}|[${DIGIT}]{2}[)\\uff09]?${beforeWord}[A-Z]{2})`;
}

const TEXT_PATTERN = candidatePattern(
  `[${BETWEEN}]{0,${MAX_SEPARATOR_CHARS}}`,
  '[-. \\u00a0\\u2010-\\u2013]{0,2}',
);

// HTML source has any amount of white space, line breaks too, where the rendered text has one space. Each
// character can be matched in one way only; else a long row of blanks would be tried in very many
// ways.
const BLANKS = `[${BLANK}\\n]*`;
const SOURCE_PATTERN = candidatePattern(
  `${BLANKS}(?:[${SEPARATOR}]${BLANKS}){0,${MAX_SEPARATOR_CHARS}}`,
  `${BLANKS}[-.\\u00a0\\u2010-\\u2013]?${BLANKS}`,
);

const HAS_CANDIDATE = new RegExp(TEXT_PATTERN);
const SOURCE_HAS_CANDIDATE = new RegExp(SOURCE_PATTERN);

/** Matches each place where a text may contain a number; global, so set `lastIndex` before use. */
export const CANDIDATE = new RegExp(TEXT_PATTERN, 'g');

/** The same for text whose white space is not collapsed, such as HTML source. */
export const SOURCE_CANDIDATE = new RegExp(SOURCE_PATTERN, 'g');

/** Matches a character that is not rendered: a soft hyphen, a zero-width space, a direction mark. */
export const IS_INVISIBLE = new RegExp(`[${INVISIBLE}]`);

/** Whether a text may contain a number; false is certain. */
export function mayContainNumber(text: string): boolean {
  return HAS_CANDIDATE.test(text);
}

/** The same for text whose white space is not collapsed, such as HTML source. */
export function sourceMayContainNumber(text: string): boolean {
  return SOURCE_HAS_CANDIDATE.test(text);
}

// Classes of characters within and around a run of digits.
const OTHER = 1;
const IS_DIGIT = 2;
const IS_BETWEEN = 3;
const IS_PLUS = 4;
const PLUS_SIGNS = '+\uff0b\ufe62\u207a\u2795';
const ONE_DIGIT = new RegExp(`[${DIGIT}]`);
const ONE_BETWEEN = new RegExp(`[${BETWEEN}]`);
const classes = new Uint8Array(0x10000); // by code unit; 0 until it is first needed

function classAt(text: string, index: number): number {
  const code = text.charCodeAt(index);
  const known = classes[code];
  if (known) return known;
  if (Number.isNaN(code)) return OTHER; // beyond the text
  classes[code] = classOf(text.charAt(index));
  return classes[code];
}

function classOf(char: string): number {
  if (PLUS_SIGNS.includes(char)) return IS_PLUS;
  if (ONE_DIGIT.test(char)) return IS_DIGIT;
  return ONE_BETWEEN.test(char) ? IS_BETWEEN : OTHER;
}

/** The index of the nth digit before an index; there are as many. */
export function nthDigitBefore(text: string, end: number, count: number): number {
  let index = end;
  for (let left = count; left > 0; ) if (classAt(text, --index) === IS_DIGIT) left--;
  return index;
}

const MAX_LEADING_CHARS = 8; // before the first digit: "((+ "

/** Where a run with a known first digit begins: at the plus sign or bracket before it, not before `min`. */
export function runStart(text: string, firstDigit: number, min: number): number {
  let start = firstDigit;
  const limit = Math.max(min, firstDigit - MAX_LEADING_CHARS);
  for (let index = firstDigit - 1; index >= limit; index--) {
    const charClass = classAt(text, index);
    if (charClass !== IS_BETWEEN && charClass !== IS_PLUS) break;
    if (charClass === IS_PLUS || text[index] === '(' || text[index] === '\uff08') start = index;
  }
  return start;
}

/** Where a run of digits ends that contains a digit: after its last digit. */
export function runEnd(text: string, digit: number): number {
  let end = digit + 1;
  for (let index = end; index < text.length && index - end <= MAX_SEPARATOR_CHARS; index++) {
    const charClass = classAt(text, index);
    if (charClass === IS_DIGIT) end = index + 1;
    else if (charClass === OTHER) break;
  }
  const last = text.charCodeAt(end - 1);
  const isFirstHalf = last >= 0xd800 && last <= 0xdbff; // a digit of two code units ends with its second half
  return isFirstHalf ? end + 1 : end;
}
