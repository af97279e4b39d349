// What numbers are not: the shapes of dates, amounts, addresses, versions, cards and code.

import { meaning } from './words.ts';

const YEAR = '(?:19|20)\\d\\d';
const EDGE = '(?=$|[ )])';

// Shapes of the written digits; each is a whole one of its kind, never a part of a longer row of the same signs.
const SHAPES: readonly RegExp[] = [
  /^\d{1,3}(?:\.\d{1,3}){3}$/, // an address of the internet
  /^\d{1,3}([.\u2019])\d{3}(?:\1\d{3})*$/, // thousands
  /^(?:0|[1-9]\d*)\.\d+$/, // a decimal
  new RegExp(`(?:^|[ (])[0-3]?\\d([./-] ?)[0-3]?\\d\\1${YEAR}${EDGE}`), // 12.05.2024
  new RegExp(`(?:^|[ (])[0-3]?\\d([./-])[0-3]?\\d\\1\\d\\d${EDGE}`),
  new RegExp(`(?:^|[ (])${YEAR}([-./])[01]?\\d\\1[0-3]?\\d${EDGE}`), // 2024-05-12
  new RegExp(`(?:^|[ (])[01]?\\d[/.-]${YEAR}${EDGE}`), // 05/2024
  new RegExp(`^\\(?${YEAR} ?[-/ \u2014] ?${YEAR}(?:$|[ )/-])`), // 1999-2004
  new RegExp(`^${YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?:[ -]?\\d{2,6})?$`), // 20240512 143000
  /^\d{1,5}-+\d{1,5} {0,4}\(\d{1,4}/, // pages and a year
  /^(\d)\1{6,}$/,
  /^214748364[5-8]$|^4294967\d{3}$/, // the largest numbers that machines count to
  /^97[89][- ]?\d[-\d ]{8,12}\d$/, // an ISBN
  /^\d\.\d\.\d/, // a version
  /^(?!0)(?:\d{1,2}-){3,}\d{1,2}$/, // scores
];

/** Whether digits have the shape of something else. A plus sign before them says that they do not. */
export function isShapedOtherwise(written: string): boolean {
  return SHAPES.some(shape => shape.test(written));
}

const THOUSANDS = /^[1-9]\d? \d{3}(?: \d{3})+$/;

/** Whether digits are grouped as many languages group large amounts, and some countries their numbers. */
export function mayBeThousands(written: string): boolean {
  return THOUSANDS.test(written);
}

const CARD = /(?:^|[^\d])\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?:[ -]\d{1,4})?(?![\d-])/;
const ACCOUNT = /(?:^|[^\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z\d]{2,4}){0,8} ?$/u; // the beginning of an IBAN

/** Whether a whole row of digits is a payment card's or a bank account's, so that no part of it is a number. */
export function isAccount(row: string, before: string): boolean {
  return CARD.test(row) || ACCOUNT.test(before);
}

// Scripts that do not put spaces between words: a number touches them as it touches a space.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}ー々〇]/u;
const LETTER = /[\p{L}\p{M}]/u;
const WORD_BEFORE = /[\p{L}\p{M}'’]*$/u;
const CALLS = /(?:^|[^\p{L}])(?:tel|callto|sms|fax|phone|mobile|whatsapp|wa|sip|telprompt):(?:\/\/)?["']?$/iu;
const ADDRESS = /:\/\/|www\.|[?&][\w.%-]*=|@|\\|\/[\p{L}\d_%.-]+\/|\p{L}\.\p{L}{2,}\//u;

export interface Touch {
  readonly before: string; // what stands before the number in its line
  readonly after: string;
  readonly isInternational: boolean; // it has a plus sign
  readonly isFormatted: boolean; // three groups, a bracket or a plus sign: hardly anything but a number
}

/** Whether what touches the digits makes them a part of something larger: a word, an address, an amount, code. */
export function isPartOfMore(touch: Touch): boolean {
  return touchesBefore(touch) || touchesAfter(touch);
}

function touchesBefore({ before, isInternational, isFormatted }: Touch): boolean {
  const sign = before.at(-1);
  if (sign === undefined || sign === ' ') return false;
  if (CALLS.test(before)) return false;
  const chain = /[^\s"'<>|,;]*$/.exec(before)?.[0] ?? '';
  if (ADDRESS.test(chain)) return true;
  const word = wordAtEnd(before);
  if (LETTER.test(sign)) {
    if (UNSPACED.test(sign) || calls(word)) return false;
    return !(isFormatted && word.length >= 3 && /\p{Ll}$/u.test(word));
  }
  if (/[_$€£¥₹₽₩₺@&%^\\\u00b0]/.test(sign) || (sign === '#' && !isInternational)) return true;
  const two = before.slice(-2, -1);
  if (/\d/.test(two) && /[.:,]/.test(sign)) return !isInternational && !/\d{7}[,:]$/.test(before);
  if (sign === '=') return !isInternational && !calls(wordAtEnd(before.replace(/\W+$/u, '')));
  if (!/[\p{L}\p{N}]/u.test(two) || isInternational) return false;
  if (UNSPACED.test(two) || /\d[\d ()-]{5,}\/$/.test(before)) return false;
  const near = wordAtEnd(before.slice(0, -1));
  if (sign === '-' || sign === '/' || sign === '+') return !calls(near);
  if (sign === '.' || sign === '(') return !isFormatted && !calls(near);
  return false;
}

function touchesAfter({ after, isInternational, isFormatted }: Touch): boolean {
  const sign = after[0];
  if (sign === undefined || sign === ' ' || sign === '\n') return false;
  const [, next = '', third = ''] = after;
  if (LETTER.test(sign)) {
    if (UNSPACED.test(sign)) return false;
    return !(isFormatted && (/\p{Lu}/u.test(sign) ? /\p{Ll}/u.test(next) : /\p{Lo}/u.test(sign)));
  }
  if (/[_%@=€£$¥₹₽₩₺\u00b0^\\′″]/.test(sign)) return true;
  if (sign === ':' && /\d/.test(next)) return true;
  if (sign === ',' && /^,\d{1,3}(?!\d)/.test(after)) return !isFormatted;
  if (/[-./:]/.test(sign) && LETTER.test(next) && !UNSPACED.test(next)) {
    if (sign === '-') return !isInternational && !/^-\p{Ll}{1,4}(?!\p{L})/u.test(after);
    if (sign === ':') return false;
    return !(isFormatted && /\p{Lu}/u.test(next) && /[\p{Ll}\s.:]/u.test(third));
  }
  return sign === '+' && /\d/.test(next) && !isInternational;
}

function wordAtEnd(text: string): string {
  return WORD_BEFORE.exec(text)?.[0] ?? '';
}

function calls(word: string): boolean {
  if (word === '') return false;
  const said = meaning(word);
  return said === 'phone' || said === 'fax' || /^[TtPpMmFf]$/.test(word);
}

const AMOUNT_BEFORE =
  /(?:[$€£¥₹₽₩₺₴₪฿₫₱﷼]|(?:^|[^\p{L}])(?:usd|eur|gbp|chf|jpy|cny|rmb|inr|rs\.?|rub|pln|czk|sek|nok|dkk|huf|brl|mxn|cad|aud|nzd|zar|krw|try|ils|aed|sar|btc|eth|kr|zł|us\$|r\$))\s?[-(]?$/iu;
const AMOUNT_AFTER =
  /^\s?(?:[€$£¥₹₽₩₺₴₪%‰°]|(?:usd|eur|euros?|gbp|chf|jpy|cny|inr|rub|pln|czk|sek|nok|dkk|huf|brl|mxn|cad|aud|dollars?|pounds?|rubles?|руб|рублей|грн|kč|zł|kr|ft|lei|tl|円|元|원|km|kg|mg|cm|mm|m[²2³3]|km[²2]|ha|kb|mb|gb|tb|kib|mib|gib|bytes?|bits?|ms|µs|sec|seconds?|minutes?|hz|khz|mhz|ghz|kw|kwh|mw|gw|watts?|volts?|people|inhabitants|residents|einwohner|habitants|habitantes|abitanti|inwoners|invånare|users?|views?|visitors?|downloads?|votes?|stimmen|votos|voix|voti|subscribers|followers|likes|shares|items?|rows?|records?|lines|pages?|times|points?|units?|pieces|stück|pcs|tons?|tonnes?|years?|jahre|millions?|billions?|миллион\p{L}*|человек|жителей|lat|hours?|stunden|uhr|人|万|億|亿|件|個|个|년|명)(?![\p{L}]))/iu;

/** Whether digits are an amount of something: a currency or a unit stands beside them. */
export function isAmount(before: string, after: string): boolean {
  return AMOUNT_AFTER.test(after) || AMOUNT_BEFORE.test(before);
}

const CODE = /[{}\\`]|=>|->|::|\b0x|[=!<>]=|\w\(\S|;\s*$|\w_\w|[=*^<]\s*$|\s>\s*$/;

/** Whether what stands around looks like source code. */
export function isCode(before: string, after: string): boolean {
  return CODE.test(before.slice(-40)) || /^\s?[*=+>^]|^\s?<(?![/a-z])|^[)\]}];/i.test(after);
}
