// Parses a number of which only the last digits are written, after the one before it: "030 1234567/68".

import { type ParsedNumber, parseDigits } from './parser.ts';

// One to three digits after a slash that do not begin something else: "…/68", but not "…/68%", "…/68-12".
const LAST_DIGITS = /^\/(\d{1,3})(?![\p{L}\d%€$]| ?[-./:] ?[\p{L}\d]|,\d| [\p{Ll}\d])/u;
const MAX_CHARS = 12; // that decide
const MAX_DISTANCE = 10; // from the first number: more consecutive numbers are not written this way

interface ConsecutiveNumber {
  readonly digits: string; // as written: "68"
  readonly parsed: ParsedNumber;
  readonly originalText: string; // written in full: "030 1234568"
}

/** The number after "/" that shares its first digits with the number from `start` to `end`. */
export function parseConsecutiveNumber(
  text: string,
  start: number,
  end: number,
  { code, national }: ParsedNumber,
): ConsecutiveNumber | undefined {
  const digits = LAST_DIGITS.exec(text.slice(end, end + MAX_CHARS))?.[1];
  if (digits === undefined) return undefined;
  const replaced = national.slice(-digits.length);
  const distance = Number(digits) - Number(replaced);
  if (distance <= 0 || distance >= MAX_DISTANCE || !text.slice(start, end).endsWith(replaced))
    return undefined;
  const parsed = parseDigits(code + national.slice(0, -digits.length) + digits, true, undefined);
  return parsed && { digits, parsed, originalText: text.slice(start, end - digits.length) + digits };
}
