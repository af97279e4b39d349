// Recognizes amounts: digits with a currency or a unit beside them, or grouped like a large amount.

import { BoundedCache } from '../text/bounded-cache.ts';
import { DOT, isDigit, isLetter, SPACE } from '../text/char-class.ts';
import type { Candidate } from './candidate.ts';

/** Matches nine digits that are grouped as an amount is in many countries: "681.537.356". */
export const DOTTED_THOUSANDS = /^\d{3}\.\d{3}\.\d{3}$/;

const CURRENCY_SIGNS = '€£¥₹₽₩₺₴₪฿₫₱﷼‰°'; // currencies, per mille, degrees
const CURRENCY =
  /^(?:usd|eur|euros?|gbp|chf|jpy|cny|rmb|inr|rs|rub|pln|czk|sek|nok|dkk|huf|brl|mxn|cad|aud|nzd|zar|krw|try|ils|aed|sar|btc|eth|kr|zł|us|dollars?|pounds?|rubles?|руб|рублей|грн|kč|ft|lei|tl|円|元|원)$/u;
const UNIT =
  /^(?:km|kg|mg|cm|mm|m[²2³3]|km[²2]|ha|kb|mb|gb|tb|kib|mib|gib|bytes?|bits?|ms|µs|sec|seconds?|minutes?|hz|khz|mhz|ghz|kw|kwh|mw|gw|watts?|volts?|people|inhabitants|residents|einwohner|habitants|habitantes|abitanti|inwoners|invånare|users?|views?|visitors?|downloads?|votes?|stimmen|votos|voix|voti|subscribers|followers|likes|shares|items?|rows?|records?|lines|pages?|times|points?|units?|pieces|stück|pcs|tons?|tonnes?|years?|jahre|millions?|billions?|миллион\p{L}*|человек|жителей|lat|hours?|stunden|uhr|[人万億亿件個个]\p{L}*|년|명)$/u;
const MAX_WORD_CHARS_AFTER = 15;
const MAX_WORD_CHARS_BEFORE = 7;

const isCurrency = new BoundedCache((word: string) => CURRENCY.test(word.toLowerCase()));
const isCurrencyOrUnit = new BoundedCache((word: string) => {
  const lowerCase = word.toLowerCase();
  return CURRENCY.test(lowerCase) || UNIT.test(lowerCase);
});

/** Whether a currency or a unit is beside the digits: "4155550100 bytes", "USD 4155550100", "4155550 €". */
export function isAmount(line: string, start: number, end: number): boolean {
  return hasUnitAfter(line, end) || hasCurrencyBefore(line, start);
}

function hasUnitAfter(line: string, end: number): boolean {
  let index = end;
  if (index < line.length && line.charCodeAt(index) === SPACE) index++;
  if (index >= line.length) return false;
  if (isCurrencySign(line.charCodeAt(index))) return true;
  const start = index;
  while (index < line.length && isUnitChar(line.charCodeAt(index))) index++;
  return (
    index > start &&
    index - start <= MAX_WORD_CHARS_AFTER &&
    !isAmountAfter(line, index) &&
    isCurrencyOrUnit.get(line.slice(start, index))
  );
}

/** Whether the word before an index belongs to an amount after it: "0900 123456 CHF 1.50". */
function isAmountAfter(line: string, index: number): boolean {
  return line.charCodeAt(index) === SPACE && isDigit(line.charCodeAt(index + 1));
}

function hasCurrencyBefore(line: string, start: number): boolean {
  let index = start;
  if (index > 0 && line.charCodeAt(index - 1) === SPACE) index--;
  if (index === 0) return false;
  if (isCurrencySign(line.charCodeAt(index - 1))) return true;
  if (line.charCodeAt(index - 1) === DOT) index--; // "Rs. 4155550100"
  const end = index;
  while (index > 0 && end - index <= MAX_WORD_CHARS_BEFORE && isUnitChar(line.charCodeAt(index - 1))) index--;
  return end > index && end - index <= MAX_WORD_CHARS_BEFORE && isCurrency.get(line.slice(index, end));
}

function isCurrencySign(code: number): boolean {
  if (code < 0x80) return code === 0x24 || code === 0x25; // $ %
  return CURRENCY_SIGNS.includes(String.fromCharCode(code));
}

function isUnitChar(code: number): boolean {
  return isLetter(code) || code === 0xb2 || code === 0xb3 || code === 0xb5; // ² ³ µ
}

const GROUPED_AMOUNT = /^[1-9]\d? \d{3}(?: \d{3})+$/; // "12 345 678"

/** Whether digits are grouped like a large amount, which is also how some countries group phone numbers. */
export function mayBeGroupedAmount(candidate: Candidate): boolean {
  const { run, first } = candidate;
  return candidate.groupCount >= 3 && run.sizeOf(first) <= 2 && GROUPED_AMOUNT.test(candidate.text);
}

const SIGNED_DECIMAL = /^\+\d{6,}\.\d{1,2}$/;

/** Whether a plus sign is the sign of an amount: "+35236450.6". */
export function isSignedDecimal(candidate: Candidate): boolean {
  return candidate.hasPlus && candidate.groupCount === 2 && SIGNED_DECIMAL.test(candidate.text);
}
