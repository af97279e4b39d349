// Normalizes text: digits, spaces, dashes, brackets and full-width characters of all scripts become ASCII.

import { DIGIT_ZEROS, IS_INVISIBLE } from './candidate-scan.ts';

/** A normalized part of a line, with a way back to the source text. */
export interface NormalizedLine {
  readonly text: string;
  readonly sourceStart: number; // index of its first character in the source text
  readonly offsets: readonly number[] | undefined; // of each character, from there; undefined: its index
}

// Characters of context on both sides of a run of digits, for labels such as "Tel." and for extensions.
const MAX_CHARS_BEFORE = 64;
const MAX_CHARS_AFTER = 48;

/** The lines of a text, read from its beginning to its end. */
export class LineCursor {
  readonly #text: string;
  #lineStart = 0; // no later than the start of the line that was read last
  #lineEnd = -1;

  constructor(text: string) {
    this.#text = text;
    this.#lineEnd = this.#nextLineEnd(0);
  }

  /** Normalize a part of one line, with context; parts must be read in order. */
  normalizedAround(start: number, end: number): NormalizedLine {
    let from = Math.max(this.#lineStart, start - MAX_CHARS_BEFORE);
    while (this.#lineEnd < start) {
      from = Math.max(this.#lineEnd + 1, from);
      this.#lineEnd = this.#nextLineEnd(from);
    }
    this.#lineStart = from;
    return normalize(this.#text.slice(from, Math.min(this.#lineEnd, end + MAX_CHARS_AFTER)), from);
  }

  #nextLineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end === -1 ? this.#text.length : end;
  }
}

const NORMALIZED = new Map<string, string>();
function mapTo(target: string, chars: string): void {
  for (const char of chars) NORMALIZED.set(char, target);
}
mapTo(
  ' ',
  '\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000',
);
mapTo('-', '\u2010\u2011\u2012\u2013\u2043\u2212\ufe58\ufe63');
mapTo('\u2014', '\u2014\u2015'); // differs from "-": an em dash stands between numbers, not within one
mapTo('+', '\ufe62\u2795\u207a');
mapTo('/', '\u2044\u2215');
mapTo('\u00b7', '\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65');
mapTo('~', '\u301c');
mapTo(',', '\u3001\u060c\uff64');
mapTo('\u2019', "'\u2018");

const IS_NORMALIZED = /^[\t\x20-\x26\x28-\x7e\u00a1-\u00ac\u00ae-\u00b6\u00b8-\u00ff]*$/; // maps to itself
const IS_DECIMAL_DIGIT = /^\p{Nd}$/u;
const FULL_WIDTH_OFFSET = 0xfee0; // from an ASCII character to its full-width form
const KATAKANA_PROLONGED_SOUND = '\u30fc'; // "ー": a letter, but people use it as a dash between digits

/** Normalize text that begins at an index of the source text. Invisible characters are removed. */
export function normalize(raw: string, sourceStart: number): NormalizedLine {
  if (IS_NORMALIZED.test(raw)) return { text: raw, sourceStart, offsets: undefined };
  let text = '';
  const offsets: number[] = [];
  for (let index = 0; index < raw.length; index++) {
    const char = normalizedChar(raw, index, text);
    if (char === '') continue;
    text += char;
    offsets.push(index);
  }
  return { text, sourceStart, offsets: offsets.length === raw.length ? undefined : offsets };
}

/** The index in the source text of a character of the normalized line. */
export function toSourceIndex(line: NormalizedLine, index: number): number {
  return line.sourceStart + (line.offsets?.[index] ?? index);
}

/** The index in the normalized line of a character of the source text, or of the next that is not removed. */
export function toLineIndex(line: NormalizedLine, sourceIndex: number): number {
  const offset = sourceIndex - line.sourceStart;
  if (!line.offsets) return offset;
  const index = line.offsets.findIndex(one => one >= offset);
  return index === -1 ? line.offsets.length : index;
}

/** The character that replaces one code unit, or nothing; `before` is the normalized text before it. */
function normalizedChar(raw: string, index: number, before: string): string {
  const char = raw[index] as string;
  const code = raw.charCodeAt(index);
  if (code < 0x80) return NORMALIZED.get(char) ?? char;
  if (IS_INVISIBLE.test(char)) return '';
  if (code >= 0xd800 && code <= 0xdfff) return normalizedSurrogate(raw, index);
  if (code >= 0xff01 && code <= 0xff5d) return String.fromCharCode(code - FULL_WIDTH_OFFSET);
  if (code === 0xff5e) return '~';
  if (char === KATAKANA_PROLONGED_SOUND) return /\d$/.test(before) ? '-' : char;
  const known = NORMALIZED.get(char);
  if (known !== undefined) return known;
  const zero = code < 0x660 ? undefined : DIGIT_ZEROS.findLast(one => one <= code);
  return zero !== undefined && code <= zero + 9 ? String(code - zero) : char;
}

/** A digit of two code units becomes one character: its first half is replaced, its second half removed. */
function normalizedSurrogate(raw: string, index: number): string {
  const point = raw.codePointAt(index) as number;
  if (point > 0xffff) return astralDigit(point) ?? (raw[index] as string);
  const whole = index > 0 ? (raw.codePointAt(index - 1) as number) : 0;
  return whole > 0xffff && astralDigit(whole) !== undefined ? '' : (raw[index] as string);
}

const MATHEMATICAL_ZERO = 0x1d7ce; // "𝟎": five styles of ten digits each follow one another

function astralDigit(point: number): string | undefined {
  const isDigit = (code: number): boolean => IS_DECIMAL_DIGIT.test(String.fromCodePoint(code));
  if (!isDigit(point)) return undefined;
  if (point >= MATHEMATICAL_ZERO && point < MATHEMATICAL_ZERO + 50)
    return String((point - MATHEMATICAL_ZERO) % 10);
  const row = point & ~0xf; // the zero of every other script is the first or the seventh of a row of sixteen
  return String(point - (isDigit(row) ? row : row + 6));
}
