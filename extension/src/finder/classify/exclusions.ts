// What numbers are not: the shapes of dates, amounts, addresses, versions, cards and code.

import { classifyWord } from '../context/label-words.ts';
import type { Candidate } from '../text/candidate.ts';
import { isCapital, isDigit, isLetter } from '../text/char-class.ts';
import type { DigitRun } from '../text/digit-run.ts';
import { CELL_BORDER, HAS_DOT, HAS_OPENING, SPACE } from '../text/separators.ts';

const YEAR = '(?:19|20)\\d\\d';
const DAY = '(?:0?[1-9]|[12]\\d|3[01])'; // or a month
const EDGE = '(?=$|[ )])';

// Shapes of the written digits; each is a whole one of its kind, never a part of a longer row of the same signs.
const OTHER_FORMATS = new RegExp(
  [
    '^(?:(?:1?\\d?\\d|2[0-4]\\d|25[0-5])(?:\\.(?!$|/)|$|(?=/))){4}(?:/\\d{1,2})?$', // an address of the internet
    '^\\d{1,3}(?:(?:\\.\\d{3})+|(?:\u2019\\d{3})+)$', // thousands
    '^(?:0|[1-9]\\d*)\\.\\d+$', // a decimal
    `(?:^|(?<!\\)) |\\()${DAY}([./-] ?)${DAY}\\1(?:${YEAR}|\\d\\d)${EDGE}`, // 12.05.2024
    `(?:^|[ (])${YEAR}([./-])(?:0?[1-9]|1[0-2])\\2[0-3]?\\d(?!\\d)`, // 2024-05-12
    `(?:^|[ (])[01]?\\d[/.-]${YEAR}${EDGE}`, // 05/2024
    `^\\(?(?:${YEAR} ?[-/\u2014] ?|(?:19\\d|20[0-2])\\d )${YEAR}(?:$|[ )/-])`, // 1999-2004
    `^${YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?:[ -]?\\d{2,6})?$`, // 20240512 143000
    `^\\d{2,5}[-/]${YEAR}[-/]\\d{1,3}$`, // the reference of a case: 0711-2024-33
    '^\\d\\.\\d{1,2} ', // a decimal before others
    '^\\d{1,5}-+\\d{1,5} {0,4}\\(\\d{1,4}', // pages and a year
    '^(\\d)\\3{6,}$',
    '^214748364[5-8]$|^4294967\\d{3}$', // the largest numbers that machines count to
    '^97[89][- ]?\\d[-\\d ]{8,12}\\d$', // an ISBN
    '^\\d\\.\\d\\.\\d|^0[.~]\\d', // a version
    '^(?!0)(?:\\d{1,2}-){3,}\\d{1,2}$', // scores
    '^(?!0)\\d+(?:/\\d+){2,}$', // places, sizes, documents
    '^\\d{2,}00-\\d{2,}99$|^\\d{8,}-\\d{8,}$', // from one to another
    '^(0\\d)\\d{2,3} ?[-/] ?\\4\\d{2,3}$', // post codes from one to another, standards
    `(?:^|[ (])(?:${DAY}(?<sign>[./])${DAY}\\k<sign>|[01]?\\d[/.])${YEAR} ?[/—-] ?(?:${DAY}[./]){1,2}${YEAR}`, // from one to another
  ].join('|'),
);

/** Whether digits have the shape of something else. A plus sign before them says that they do not. */
export function matchesOtherFormat(candidate: Candidate): boolean {
  return mayBeShaped(candidate) && OTHER_FORMATS.test(candidate.text);
}

const DECIMAL = /^\+\d{6,}\.\d{1,2}$/;

/** Whether a plus sign stands before an amount, not a country code: "+35236450.6". */
export function isSignedDecimal(candidate: Candidate): boolean {
  return candidate.hasPlus && candidate.last - candidate.first === 1 && DECIMAL.test(candidate.text);
}

/** Whether any of the shapes may fit: all have a dot, a slash, a bracket within, a short group, or begin as years and books do. */
function mayBeShaped(candidate: Candidate): boolean {
  const { run, first, last } = candidate;
  const size = run.sizeOf(first);
  const isPair = last - first === 1 && run.sizeOf(last) === size; // post codes from one to another
  if (
    first === last ||
    size < 3 ||
    size === 4 ||
    isPair ||
    candidate.hasSeparator(CELL_BORDER | HAS_DOT | HAS_OPENING)
  )
    return true;
  for (let group = first + 1; group <= last; group++) if (run.sizeOf(group) < 3) return true;
  return run.text.charCodeAt(run.startOf(first)) === 0x39; // an ISBN
}

/** Whether digits are some of a row of amounts or bytes: others of as many digits stand beside them in it. */
export function isInNumberSeries(candidate: Candidate): boolean {
  const { run, first, last, start, end } = candidate;
  const size = run.sizeOf(first);
  for (let group = first + 1; group <= last; group++) {
    if (run.sizeOf(group) !== size || (run.separatorBefore(group) & SPACE) === 0) return false;
  }
  if (first === last) return false;
  const before = first > 0 && (run.separatorBefore(first) & SPACE) !== 0 && run.sizeOf(first - 1) === size;
  const after =
    last < run.count - 1 && (run.separatorBefore(last + 1) & SPACE) !== 0 && run.sizeOf(last + 1) === size;
  if ((before || after) && !candidate.parsed.hasPrefix) return true;
  if (size % 2 === 1) return false;
  const next = NEXT_BYTES.exec(run.text.slice(end, end + 20))?.[1] ?? '';
  const previous = LAST_BYTES.exec(run.text.slice(Math.max(0, start - 20), start))?.[1] ?? '';
  return [next, previous].some(word => word.length === size && BYTES.test(word));
}

const NEXT_BYTES = /^ ([^ ]+)/;
const LAST_BYTES = /([^ ]+) $/;
const BYTES = /^(?=.*\d)(?=.*[a-f])[\da-f]+$/; // hexadecimal

const THOUSANDS = /^[1-9]\d? \d{3}(?: \d{3})+$/;

/** Whether digits are grouped as many languages group large amounts, and some countries their numbers. */
export function mayBeGroupedAmount(candidate: Candidate): boolean {
  const { run, first, last } = candidate;
  return last - first >= 2 && run.sizeOf(first) <= 2 && THOUSANDS.test(candidate.text);
}

const CARD = /(?:^|[^\d])\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?:[ -]\d{1,4})?(?![\d-])/;
const ACCOUNT = /(?:^|[^\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z\d]{2,4}){0,8} ?$/u; // the beginning of an IBAN

/** Whether a whole row of digits is a payment card's or a bank account's, so that no part of it is a number. */
export function isBankOrCardNumber(run: DigitRun): boolean {
  const { text, start } = run;
  if (hasFours(run) && CARD.test(text.slice(start, run.end))) return true;
  if (start === 0) return false;
  const code = text.charCodeAt(start > 1 && text.charCodeAt(start - 1) === 0x20 ? start - 2 : start - 1);
  return (isCapital(code) || isDigit(code)) && ACCOUNT.test(text.slice(0, start));
}

function hasFours(run: DigitRun): boolean {
  let fours = 0;
  for (let group = 0; group < run.count && fours < 3; group++)
    fours = run.sizeOf(group) === 4 ? fours + 1 : 0;
  return fours === 3;
}

// Scripts that put no spaces between words, or none after "to" and "at": a number touches them as it touches a space.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Ethiopic}ー々〇]/u;
const LETTER = /[\p{L}\p{M}]/u;
const WORD_BEFORE = /[\p{L}\p{M}'’]*$/u;
const CALLS = /(?:^|[^\p{L}])(?:tel|callto|sms|fax|phone|mobile|whatsapp|wa|sip|telprompt):(?:\/\/)?["']?$/iu;
const ADDRESS = /:\/\/|www\.|[?&][\w.%-]*=|@|\\|\/[\p{L}\d_%.-]+\/|\p{L}\.\p{L}{2,}\//u;

/** Whether what touches the digits makes them a part of something larger: a word, an address, an amount, code. */
export function isPartOfLongerToken(candidate: Candidate): boolean {
  const { extensionEnd, start } = candidate;
  const { text } = candidate.run;
  const mayTouchBefore = start > 0 && text.charCodeAt(start - 1) > 0x20;
  if (mayTouchBefore && touchesBefore(text.slice(0, start), candidate)) return true;
  return (
    extensionEnd < text.length &&
    text.charCodeAt(extensionEnd) > 0x20 &&
    touchesAfter(text.slice(extensionEnd), candidate)
  );
}

/** Whether digits stand between two pairs of capitals, as a parcel's do (UPU S10): "RM 0791 1751 143 1GB". */
export function isTrackingNumber(text: string, start: number, end: number): boolean {
  const before = start - (text.charCodeAt(start - 1) === 0x20 ? 2 : 1);
  if (!isCapital(text.charCodeAt(before)) || !isCapital(text.charCodeAt(before - 1))) return false;
  return !isLetter(text.charCodeAt(before - 2)) && PARCEL_END.test(text.slice(end, end + 6));
}

const PARCEL_END = /^ ?\d?[A-Z]{2}(?![\p{L}\d])/u;

function touchesBefore(before: string, { isInternational, isFormatted }: Candidate): boolean {
  const sign = before.at(-1) as string;
  if (CALLS.test(before)) return false;
  const chain = /[^\s"'<>|,;]*$/.exec(before)?.[0] ?? '';
  if (chain === '@') return !isFormatted; // "call me @251-342-7718"
  if (ADDRESS.test(chain)) return true;
  const word = wordAtEnd(before);
  if (LETTER.test(sign)) {
    if (UNSPACED.test(sign) || calls(word)) return false;
    return !(isFormatted && /^\p{Lu}\p{Ll}{2,}$/u.test(word)); // the end of the cell before
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

const COMMA = 0x2c;
const WORD_AFTER = /^\p{L}+/u;
const MAIL = /^e-?mail/i;

function touchesAfter(after: string, { run, start, isInternational, isFormatted }: Candidate): boolean {
  const isCell = run.text.charCodeAt(start - 1) === COMMA;
  const sign = after.charAt(0);
  const [, next = '', third = ''] = after;
  if (LETTER.test(sign)) {
    if (UNSPACED.test(sign) || MAIL.test(after) || calls(WORD_AFTER.exec(after)?.[0] ?? '')) return false;
    return !(isFormatted && (/\p{Lu}/u.test(sign) ? /\p{Ll}/u.test(next) : /\p{Lo}/u.test(sign)));
  }
  if (/[_%@=€£$¥₹₽₩₺\u00b0^\\′″]/.test(sign)) return true;
  if (sign === ':' && /\d/.test(next)) return true;
  if (sign === ',' && /^,\d{1,3}(?!\d)/.test(after)) return !isFormatted && !isCell;
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
  const said = classifyWord(word);
  return said === 'phone' || said === 'fax' || /^[TPMF]$/.test(word);
}

const SIGNS = '€£¥₹₽₩₺₴₪฿₫₱﷼‰°';
const CURRENCY =
  /^(?:usd|eur|euros?|gbp|chf|jpy|cny|rmb|inr|rs|rub|pln|czk|sek|nok|dkk|huf|brl|mxn|cad|aud|nzd|zar|krw|try|ils|aed|sar|btc|eth|kr|zł|us|dollars?|pounds?|rubles?|руб|рублей|грн|kč|ft|lei|tl|円|元|원)$/u;
const UNIT =
  /^(?:km|kg|mg|cm|mm|m[²2³3]|km[²2]|ha|kb|mb|gb|tb|kib|mib|gib|bytes?|bits?|ms|µs|sec|seconds?|minutes?|hz|khz|mhz|ghz|kw|kwh|mw|gw|watts?|volts?|people|inhabitants|residents|einwohner|habitants|habitantes|abitanti|inwoners|invånare|users?|views?|visitors?|downloads?|votes?|stimmen|votos|voix|voti|subscribers|followers|likes|shares|items?|rows?|records?|lines|pages?|times|points?|units?|pieces|stück|pcs|tons?|tonnes?|years?|jahre|millions?|billions?|миллион\p{L}*|человек|жителей|lat|hours?|stunden|uhr|[人万億亿件個个]\p{L}*|년|명)$/u;
const amounts = new Map<string, boolean>(); // words that were asked
const MOST_AMOUNTS = 5_000;

/** Whether digits are an amount of something: a currency or a unit stands beside them. */
export function isAmount(line: string, start: number, end: number): boolean {
  let at = end;
  if (at < line.length && line.charCodeAt(at) === 0x20) at++;
  if (at < line.length) {
    if (isAmountSign(line.charCodeAt(at))) return true;
    const from = at;
    while (at < line.length && isUnitSign(line.charCodeAt(at))) at++;
    if (at > from && at - from < 16 && isAmountWord(line.slice(from, at), true)) return true;
  }
  at = start;
  if (at > 0 && line.charCodeAt(at - 1) === 0x20) at--;
  if (at === 0) return false;
  if (isAmountSign(line.charCodeAt(at - 1))) return true;
  if (line.charCodeAt(at - 1) === 0x2e) at--;
  const last = at;
  while (at > 0 && last - at < 8 && isUnitSign(line.charCodeAt(at - 1))) at--;
  return last > at && last - at < 8 && isAmountWord(line.slice(at, last), false);
}

function isAmountSign(code: number): boolean {
  if (code < 0x80) return code === 0x24 || code === 0x25; // $ %
  return SIGNS.includes(String.fromCharCode(code));
}

function isUnitSign(code: number): boolean {
  return isLetter(code) || code === 0xb2 || code === 0xb3 || code === 0xb5;
}

function isAmountWord(word: string, isAfter: boolean): boolean {
  const key = isAfter ? word : `${word} `;
  const told = amounts.get(key);
  if (told !== undefined) return told;
  const small = word.toLowerCase();
  const is = CURRENCY.test(small) || (isAfter && UNIT.test(small));
  if (amounts.size >= MOST_AMOUNTS) amounts.clear();
  amounts.set(key, is);
  return is;
}

const CODE = /[{}\\`]|=>|->|::|\b0x|[=!<>]=|[A-Za-z_]\w*\(\S|\w_\w|[=*^<]\s*$|\s>\s*$/;

const MAY_BE_CODE = /[{}\\`=>:x(_*^<]/; // signs of which every such expression holds one

/** Whether what stands around looks like source code. */
export function isSourceCode(text: string, start: number, past: number): boolean {
  if (past < text.length && isCodeAfter(text, past)) return true;
  const before = text.slice(Math.max(0, start - 40), start);
  return MAY_BE_CODE.test(before) && CODE.test(before);
}

function isCodeAfter(text: string, past: number): boolean {
  const code = text.charCodeAt(past);
  const isDigitNext = code === 0x20 && isDigit(text.charCodeAt(past + 1));
  return !isDigitNext && !isLetter(code) && CODE_AFTER.test(text.slice(past, past + 3));
}

const CODE_AFTER = /^\s?[*=+>^]|^\s?<(?![/a-z])|^[)\]}];/i;
