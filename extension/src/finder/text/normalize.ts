// One way of writing for all that people write: digits, spaces, dashes and brackets of every script become ASCII's.

import { IS_INVISIBLE, ZEROS } from './candidate-scan.ts';

/** A stretch of text in one way of writing, with the way back to where each sign stands. */
export interface NormalizedLine {
  readonly text: string;
  readonly from: number; // place of its first sign in the whole text
  readonly places: readonly number[] | undefined; // where signs were left out: each sign's place in the stretch
}

const BEFORE = 64; // characters of context: a name and what it is called
const AFTER = 48;

/** The lines of a text, as far as they are asked for: from its beginning to its end. */
export class LineCursor {
  readonly #text: string;
  #start = 0; // of the line that was asked for last
  #end = -1;

  constructor(text: string) {
    this.#text = text;
    this.#end = this.#next(0);
  }

  /** A stretch of text with some of its line on both sides, in one way of writing. */
  around(start: number, end: number): NormalizedLine {
    let from = Math.max(this.#start, start - BEFORE);
    while (this.#end < start) {
      from = Math.max(this.#end + 1, from);
      this.#end = this.#next(from);
    }
    this.#start = from;
    return normalize(this.#text.slice(from, Math.min(this.#end, end + AFTER)), from);
  }

  #next(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end === -1 ? this.#text.length : end;
  }
}

const FOLDED = new Map<string, string>();
function mapTo(sign: string, characters: string): void {
  for (const each of characters) FOLDED.set(each, sign);
}
mapTo(
  ' ',
  '\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000',
);
mapTo('-', '\u2010\u2011\u2012\u2013\u2043\u2212\ufe58\ufe63');
mapTo('\u2014', '\u2014\u2015'); // a dash of this width stands between things, not within one
mapTo('+', '\ufe62\u2795\u207a');
mapTo('/', '\u2044\u2215');
mapTo('\u00b7', '\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65');
mapTo('~', '\u301c');
mapTo(',', '\u3001\u060c\uff64');
mapTo('\u2019', "'\u2018");

const PLAIN = /^[\t\x20-\x26\x28-\x7e\u00a1-\u00ac\u00ae-\u00b6\u00b8-\u00ff]*$/; // nothing to fold
const DIGIT_BEYOND = /^\p{Nd}$/u;
const FULL_WIDTH = 0xfee0; // from ASCII to its full-width twin
const KATAKANA_LENGTH = '\u30fc'; // a dash only between digits

/** Write a stretch of text the one way. */
export function normalize(raw: string, from: number): NormalizedLine {
  if (PLAIN.test(raw)) return { text: raw, from, places: undefined };
  let text = '';
  const places: number[] = [];
  for (let place = 0; place < raw.length; place++) {
    const sign = folded(raw, place, text);
    if (sign === '') continue;
    text += sign;
    places.push(place);
  }
  return { text, from, places: places.length === raw.length ? undefined : places };
}

/** Where a sign of the line stands in the whole text. */
export function toSourceIndex(line: NormalizedLine, at: number): number {
  return line.from + (line.places?.[at] ?? at);
}

/** Where a place of the whole text is in the line. */
export function toLineIndex(line: NormalizedLine, place: number): number {
  const offset = place - line.from;
  if (!line.places) return offset;
  const at = line.places.findIndex(each => each >= offset);
  return at === -1 ? line.places.length : at;
}

function folded(raw: string, place: number, before: string): string {
  const sign = raw[place] as string;
  const code = raw.charCodeAt(place);
  if (code < 0x80) return FOLDED.get(sign) ?? sign;
  if (IS_INVISIBLE.test(sign)) return '';
  if (code >= 0xd800 && code <= 0xdfff) return astralDigit(raw, place);
  if (code >= 0xff01 && code <= 0xff5d) return String.fromCharCode(code - FULL_WIDTH);
  if (code === 0xff5e) return '~';
  if (sign === KATAKANA_LENGTH) return /\d$/.test(before) ? '-' : sign;
  const known = FOLDED.get(sign);
  if (known !== undefined) return known;
  const zero = code < 0x660 ? undefined : ZEROS.findLast(each => each <= code);
  return zero !== undefined && code <= zero + 9 ? String(code - zero) : sign;
}

/** A digit written with two code units is said by the first; the second is left out. */
function astralDigit(raw: string, place: number): string {
  const point = raw.codePointAt(place) as number;
  if (point > 0xffff) return digitBeyond(point) ?? (raw[place] as string);
  const whole = place > 0 ? (raw.codePointAt(place - 1) as number) : 0;
  return whole > 0xffff && digitBeyond(whole) !== undefined ? '' : (raw[place] as string);
}

const MATHEMATICAL_ZERO = 0x1d7ce;

function digitBeyond(point: number): string | undefined {
  const isDigit = (code: number): boolean => DIGIT_BEYOND.test(String.fromCodePoint(code));
  if (!isDigit(point)) return undefined;
  if (point >= MATHEMATICAL_ZERO && point < MATHEMATICAL_ZERO + 50)
    return String((point - MATHEMATICAL_ZERO) % 10);
  const row = point & ~0xf; // every other script's zero is the first or the seventh of its row
  return String(point - (isDigit(row) ? row : row + 6));
}
