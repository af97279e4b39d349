// Finds vanity numbers, whose last digits are written as letters of the keypad (E.161): 1-800-FLOWERS.

import type { NumberPlan } from '../metadata/number-plan.ts';
import { isCapital } from '../text/char-class.ts';
import { numberTypeOf, type ParsedNumber, parseWithPlan } from './parser.ts';

const KEYPAD_DIGITS = '22233344455566677778889999'; // of A to Z
const CODE_OF_A = 0x41;
const MIN_LETTERS = 3;
const NANP = '1'; // North America, where vanity numbers of all types are common

const VANITY_NUMBER = new RegExp(
  [
    String.raw`(?<![\p{L}\p{N}.,/#:_-])`, // not the end of a longer token
    String.raw`(?:(?:\+|00|011 ?)?\d{1,3}[-. ])?`, // a country code: "1-", "+1 ", "011 44 "
    '(?:',
    String.raw`(?:\(\d{3,4}\) ?|\d{3,4}[-. ]|13[- ]?)(?:\d{1,4}[-. ]?)?`, // "800-", "(604) 555-", "13 "
    '|',
    String.raw`(?:1?8(?:00|([2-8])\1)|1?900|0800|0808|1300|1800)`, // touching the word: "1800", "0800"
    ')',
    String.raw`(?=[-A-Z\d. ]{3})`,
    String.raw`[A-Z\d]*[A-Z]{2,}[A-Z\d]*`, // a word of two letters or more: "FLOWERS", "4CARS"
    String.raw`(?:[-. ][A-Z\d]+){0,4}`, // further words: "GO-FEDEX"
  ].join(''),
  'gu',
);

const HAS_WORD = /[A-Z]{2}/; // false for most lines, in less time than the pattern needs

const VANITY_TYPES: ReadonlySet<string> = new Set(['toll_free', 'premium_rate', 'shared_cost', 'uan']);
const LOCAL_VANITY = /^\(\d{3}\) ?\d{3}-[A-Z]{4}$/; // "(604) 555-TAXI"

/** A vanity number; `start` and `end` are indices in the line. */
interface VanityNumber {
  readonly start: number;
  readonly end: number;
  readonly parsed: ParsedNumber;
}

/**
 * The vanity numbers in a normalized line; `hasPhoneLabel` tells whether words before an index are a label.
 */
export function findVanityNumbers(
  line: string,
  localPlan: NumberPlan | undefined,
  hasPhoneLabel: (index: number) => boolean,
): VanityNumber[] {
  const numbers: VanityNumber[] = [];
  if (!HAS_WORD.test(line)) return numbers;
  for (const { 0: written, index } of line.matchAll(VANITY_NUMBER)) {
    const number = shortestValid(written, index, line, localPlan);
    if (!number) continue;
    const { parsed } = number;
    const isCertain =
      VANITY_TYPES.has(numberTypeOf(parsed)) || parsed.source === 'plus' || LOCAL_VANITY.test(written);
    // A word behind the digits of any other number is rarely a part of it: "Reach 2030 USB".
    if (isCertain || (parsed.code === NANP && hasPhoneLabel(index))) numbers.push(number);
  }
  return numbers;
}

/** The fewest words that make a valid number; words after it are not part of it. */
function shortestValid(
  written: string,
  start: number,
  line: string,
  localPlan: NumberPlan | undefined,
): VanityNumber | undefined {
  for (const { 0: part, index } of written.matchAll(/[A-Z\d]+/g)) {
    const length = index + part.length;
    const text = written.slice(0, length);
    if (text.replace(/[^A-Z]/g, '').length < MIN_LETTERS) continue;
    if (/[\p{L}\p{N}]/u.test(line[start + length] ?? '')) continue;
    const digits = text
      .replace(/[A-Z]/g, letter => KEYPAD_DIGITS[letter.charCodeAt(0) - CODE_OF_A] as string)
      .replace(/\D/g, '');
    const parsed = parseWithPlan(digits, text.includes('+'), localPlan);
    if (parsed) return { start, end: start + length, parsed };
  }
  return undefined;
}

/** Whether capitals follow a run of digits, after one or two separators: "1-800-555-HELP". */
export function mayContinueInLetters(text: string, end: number): boolean {
  let index = end;
  while (index < end + 2 && isLetterSeparator(text.charCodeAt(index))) index++;
  return isCapital(text.charCodeAt(index));
}

function isLetterSeparator(code: number): boolean {
  return code === 0x20 || code === 0x2d || code === 0x2e || code === 0x29; // space - . )
}
