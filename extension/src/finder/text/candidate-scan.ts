// The cheap look: whether a text may hold a number at all, and where. Costs little more than reading the text.

/** The decimal digits of Unicode's first plane, by the zero of each script. */
export const ZEROS = [
  0x30, 0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6, 0xe50,
  0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40,
  0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
];

const escaped = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;

// The first halves of digits beyond that plane (mathematical ones, Chakma …) stand for them; `fold` tells.
const DIGIT = `${ZEROS.map(zero => `${escaped(zero)}-${escaped(zero + 9)}`).join('')}\\ud801\\ud803-\\ud807\\ud81a\\ud835\\ud838\\ud83a\\ud83e`;
const INVISIBLE =
  '\\u00ad\\u034f\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufe00-\\ufe0f\\ufeff\\u20e3';
const BLANK = '\\t\\f\\r ';
const SIGN = `\\v\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000\\-\\u2010-\\u2015\\u2043\\u2212\\u30fc\\ufe58\\ufe63\\uff0d./~()\\u00b7\\u2022\\u2027\\u2044\\u2215\\u2219\\u22c5\\u30fb\\uff65\\uff08\\uff09\\uff0e\\uff0f\\uff5e\\u301c\\udc00-\\udfff${INVISIBLE}`;
const BETWEEN = BLANK + SIGN;
const WIDEST_GAP = 6; // signs between two digits of one number: ") / ("

/** Seven digits with a few signs between them, or three and a word in capitals. Never walks far back. */
function candidatePattern(gap: string, beforeWord: string): string {
  return `[${DIGIT}](?:(?:${gap}[${DIGIT}]){6}|[${DIGIT}]{2}[)\\uff09]?${beforeWord}[A-Z]{2})`;
}

const MAY_BE = candidatePattern(`[${BETWEEN}]{0,${WIDEST_GAP}}`, '[-. \\u00a0\\u2010-\\u2013]{0,2}');
const HAS_CANDIDATE = new RegExp(MAY_BE);

export const CANDIDATE = new RegExp(MAY_BE, 'g');

// In the source of a page any blank is one space, a line break too. Each sign can be matched in one way only:
// tried in many, a long row of blanks would take forever.
const BLANKS = `[${BLANK}\\n]*`;
const SOURCE = candidatePattern(
  `${BLANKS}(?:[${SIGN}]${BLANKS}){0,${WIDEST_GAP}}`,
  `${BLANKS}[-.\\u00a0\\u2010-\\u2013]?${BLANKS}`,
);
const SOURCE_LOOK = new RegExp(SOURCE);

/** Finds every place in a page's source text where a number may be. Set where to begin, as with any such. */
export const SOURCE_CANDIDATE = new RegExp(SOURCE, 'g');

export const IS_INVISIBLE = new RegExp(`[${INVISIBLE}]`);

/** Whether a text may hold a number at all: rejects nearly every text at the price of reading it once. */
export function mayContainNumber(text: string): boolean {
  return HAS_CANDIDATE.test(text);
}

/** The same of a text as it is in a page's source, before white space is made one space. */
export function sourceMayContainNumber(text: string): boolean {
  return SOURCE_LOOK.test(text);
}

const OTHER = 1;
const IS_DIGIT = 2;
const IS_BETWEEN = 3;
const IS_PLUS = 4;
const PLUSES = '+\uff0b\ufe62\u207a\u2795';
const A_DIGIT = new RegExp(`[${DIGIT}]`);
const A_BETWEEN = new RegExp(`[${BETWEEN}]`);
const classes = new Uint8Array(0x10000); // by code unit, as far as one was asked of

function classOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const known = classes[code];
  if (known) return known;
  if (Number.isNaN(code)) return OTHER; // beyond the text
  classes[code] = classify(text.charAt(at));
  return classes[code];
}

function classify(sign: string): number {
  if (PLUSES.includes(sign)) return IS_PLUS;
  if (A_DIGIT.test(sign)) return IS_DIGIT;
  return A_BETWEEN.test(sign) ? IS_BETWEEN : OTHER;
}

/** Where the digits begin whose last one ends at a place. */
export function nthDigitBefore(text: string, past: number, digits: number): number {
  let at = past;
  for (let left = digits; left > 0; ) if (classOf(text, --at) === IS_DIGIT) left--;
  return at;
}

const LONGEST_LEAD = 8; // signs before the first digit: "((+ "

/** Where a run begins, its first digit known: at the plus sign or the brackets before it. */
export function runStart(text: string, digit: number, past: number): number {
  let start = digit;
  const least = Math.max(past, digit - LONGEST_LEAD);
  for (let at = digit - 1; at >= least; at--) {
    const kind = classOf(text, at);
    if (kind !== IS_BETWEEN && kind !== IS_PLUS) break;
    if (kind === IS_PLUS || text[at] === '(' || text[at] === '\uff08') start = at;
  }
  return start;
}

/** Where a run ends: after its last digit. */
export function runEnd(text: string, digit: number): number {
  let end = digit + 1;
  for (let at = end; at < text.length && at - end <= WIDEST_GAP; at++) {
    const kind = classOf(text, at);
    if (kind === IS_DIGIT) end = at + 1;
    else if (kind === OTHER) break;
  }
  // A digit of two code units ends with its second.
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end + 1 : end;
}
