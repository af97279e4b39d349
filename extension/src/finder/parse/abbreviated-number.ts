// Parses a number of which only the last digits are written, after the one before it: "030 1234567/68".

import { isDigit, SPACE } from '../text/char-class.ts';
import { type ParsedNumber, parseDigits } from './parser.ts';

/** The number before an abbreviated one, as it is written in full. */
export interface FullNumber {
  readonly originalText: string; // "030 1234567"
  readonly parsed: ParsedNumber;
}

/** A number of which only the characters from `start` to `end` of the line are written. */
interface AbbreviatedNumber extends FullNumber {
  readonly start: number;
  readonly end: number;
}

// What stands between numbers of a list that share their first digits.
const LIST_MARK =
  /^ ?(?:(?<slash>\/)|[,;&·]|(?<= )[-\u2014](?= )|(?<= )(?:y|e|o|u|and|or|und|oder|et|ou|en|of|og|och|eller|i|lub|nebo|és|ve|și|и|или|та|και|و|یا|أو|או|ו)(?= )) ?/u;
const MIN_DIGITS_AFTER_SLASH = 4;
const MIN_DIGITS = 6; // after another mark, where fewer digits may be a year, a post code or a price
const YEAR = /^(?:19|20)\d\d$/;
// A letter, a sign or more digits: then it is something else. So is a post code, after which a name follows.
const CONTINUES = /^(?:[\p{L}\d%€$£°]| ?[-.:(]? ?\d| ?[€$£%]|,\d{1,2}(?!\d)| \p{Lu}\p{Ll}+(?![\p{L}.:]))/u;
const MAX_CHARS_AFTER = 24;

// One to three digits after a slash that do not begin something else: "…/68", but not "…/68%", "…/68-12".
const LAST_DIGITS = /^\/(\d{1,3})(?![\p{L}\d%€$]| ?[-./:] ?[\p{L}\d]|,\d| [\p{Ll}\d])/u;
const MAX_CHARS = 12; // that decide
const MAX_DISTANCE = 10; // from the first number: more consecutive numbers are not written this way

const MAX_MARK_CHARS = 8; // " oder "
const SIGNS = '/,;&·'; // of LIST_MARK, right before digits

/** Whether digits follow an index soon, after a mark: a cheap test, which is false for most numbers. */
export function mayAbbreviatedFollow(text: string, end: number): boolean {
  const limit = Math.min(text.length, end + MAX_MARK_CHARS);
  let start = end + 1;
  while (start < limit && !isDigit(text.charCodeAt(start))) start++;
  if (start >= limit) return false;
  const isAfterSpace = text.charCodeAt(start - 1) === SPACE;
  return isAfterSpace ? start - end > 1 : SIGNS.includes(text.charAt(start - 1));
}

/** Parse the abbreviated number that follows a number, which ends at an index of a normalized line. */
export function parseAbbreviatedAt(
  text: string,
  end: number,
  previous: FullNumber,
): AbbreviatedNumber | undefined {
  return (
    parseSameGroups(text, end, previous) ??
    parseSameArea(text, end, previous) ??
    parseLastDigits(text, end, previous)
  );
}

/** Whole groups, written as in the number before: "(011) 4897-5423 / 5424", "(55) 59.50.40.00 y 91.77.44.00". */
function parseSameGroups(text: string, end: number, previous: FullNumber): AbbreviatedNumber | undefined {
  const mark = LIST_MARK.exec(text.slice(end, end + MAX_CHARS));
  if (!mark) return undefined;
  const start = end + mark[0].length;
  if (!isDigit(text.charCodeAt(start))) return undefined;
  const isAfterSlash = mark.groups?.slash !== undefined;
  const { originalText } = previous;
  for (let index = 1; index < originalText.length; index++) {
    if (!isDigit(originalText.charCodeAt(index)) || isDigit(originalText.charCodeAt(index - 1))) continue;
    if (!hasShapeOf(text, start, originalText, index)) continue;
    const written = text.slice(start, start + originalText.length - index);
    const digits = written.replace(/\D/g, '');
    if (digits.length < (isAfterSlash ? MIN_DIGITS_AFTER_SLASH : MIN_DIGITS)) return undefined;
    if (YEAR.test(written) && mark[0] !== '/') return undefined;
    const writtenEnd = start + written.length;
    if (CONTINUES.test(text.slice(writtenEnd, writtenEnd + MAX_CHARS_AFTER))) return undefined;
    return withLastDigits(previous, digits, {
      start,
      end: writtenEnd,
      text: originalText.slice(0, index) + written,
    });
  }
  return undefined;
}

// In Brazil mobile numbers are longer than others: "(11) 2791-1342 / 98765-4341".
const AREA_IN_BRACKETS = /^\(0?(?<area>\d{2})\) ?/;
const LOCAL_NUMBER = /^\d{4,5}[- .]?\d{4}(?![-. ]?\d|\p{L})/u;

/** Another number of an area in brackets, with one digit more or less. */
function parseSameArea(text: string, end: number, previous: FullNumber): AbbreviatedNumber | undefined {
  const bracketed = AREA_IN_BRACKETS.exec(previous.originalText);
  const mark = bracketed && LIST_MARK.exec(text.slice(end, end + MAX_CHARS));
  if (!mark) return undefined;
  const start = end + mark[0].length;
  const written = LOCAL_NUMBER.exec(text.slice(start, start + MAX_CHARS))?.[0];
  if (written === undefined) return undefined;
  const { code, national, plan } = previous.parsed;
  const digits = (bracketed.groups?.area ?? '') + written.replace(/\D/g, '');
  if (Math.abs(digits.length - national.length) !== 1) return undefined;
  const parsed = parseDigits(code + digits, true, undefined);
  if (parsed?.plan !== plan) return undefined;
  return { start, end: start + written.length, originalText: bracketed[0] + written, parsed };
}

function parseLastDigits(text: string, end: number, previous: FullNumber): AbbreviatedNumber | undefined {
  const digits = LAST_DIGITS.exec(text.slice(end, end + MAX_CHARS))?.[1];
  if (digits === undefined) return undefined;
  const { originalText, parsed } = previous;
  const replaced = parsed.national.slice(-digits.length);
  const distance = Number(digits) - Number(replaced);
  if (distance <= 0 || distance >= MAX_DISTANCE || !originalText.endsWith(replaced)) return undefined;
  const start = end + 1;
  const full = originalText.slice(0, -digits.length) + digits;
  return withLastDigits(previous, digits, { start, end: start + digits.length, text: full });
}

/** The number with other last digits, if it is valid in the same country. */
function withLastDigits(
  { parsed: { code, national, plan } }: FullNumber,
  digits: string,
  written: { start: number; end: number; text: string },
): AbbreviatedNumber | undefined {
  if (digits.length >= national.length) return undefined;
  const parsed = parseDigits(code + national.slice(0, -digits.length) + digits, true, undefined);
  if (parsed?.plan !== plan) return undefined;
  return { start: written.start, end: written.end, originalText: written.text, parsed };
}

/** Whether the text from `start` equals the end of another one, which begins at `index`, but for the digits. */
function hasShapeOf(text: string, start: number, other: string, index: number): boolean {
  for (let offset = 0; index + offset < other.length; offset++) {
    const code = text.charCodeAt(start + offset);
    const otherCode = other.charCodeAt(index + offset);
    if (code !== otherCode && !(isDigit(code) && isDigit(otherCode))) return false;
  }
  return true;
}
