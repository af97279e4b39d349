// Recognizes digits in the format of something else: dates, versions, IP addresses, cards, accounts, parcels.

import { isCapital, isDigit, isLetter, SPACE } from '../text/char-class.ts';
import type { DigitRun } from '../text/digit-run.ts';
import { CELL_BORDER, HAS_DOT, HAS_OPENING, IS_SPACE } from '../text/separators.ts';
import type { Candidate } from './candidate.ts';

const YEAR = '(?:19|20)\\d\\d';
const DAY = '(?:0?[1-9]|[12]\\d|3[01])'; // or a month
const END = '(?=$|[ )])';

// Formats of a candidate's text: of all of it, or of a part that proves it to be no phone number.
const OTHER_FORMATS = new RegExp(
  [
    '^(?:(?:1?\\d?\\d|2[0-4]\\d|25[0-5])(?:\\.(?!$|/)|$|(?=/))){4}(?:/\\d{1,2})?$', // IPv4: 192.168.100.200/24
    '^\\d{1,3}(?:(?:\\.\\d{3})+|(?:\u2019\\d{3})+)$', // grouped amount: 1.234.567, 1’234’567
    '^(?:0|[1-9]\\d*)\\.\\d+$', // decimal: 4155.550100
    `(?:^|(?<!\\)) |\\()${DAY}(?<dateMark>[./-] ?)${DAY}\\k<dateMark>(?:${YEAR}|\\d\\d)${END}`, // 12.05.2024
    `(?:^|[ (])${YEAR}(?<isoMark>[./-])(?:0?[1-9]|1[0-2])\\k<isoMark>[0-3]?\\d(?!\\d)`, // 2024-05-12
    `(?:^|[ (])[01]?\\d[/.-]${YEAR}${END}`, // month: 05/2024
    `^\\(?(?:${YEAR} ?[-/\u2014] ?|(?:19\\d|20[0-2])\\d )${YEAR}(?:$|[ )/-])`, // years: 1999-2004
    `^${YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\\d|3[01])(?:[ -]?\\d{2,6})?$`, // timestamp: 20240512 143000
    `^\\d{2,5}[-/]${YEAR}[-/]\\d{1,3}$`, // case reference: 0711-2024-33
    '^\\d\\.\\d{1,2} ', // decimal before other digits: 4.2 …
    '^\\d{1,5}-+\\d{1,5} {0,4}\\(\\d{1,4}', // pages and a year: 123-145 (1999
    '^(?<repeated>\\d)\\k<repeated>{6,}$', // one digit repeated: 1111111
    '^214748364[5-8]$|^4294967\\d{3}$', // largest 32-bit integers
    '^97[89][- ]?\\d[-\\d ]{8,12}\\d$', // ISBN: 978-3-16-148410-0
    '^\\d\\.\\d\\.\\d|^0[.~]\\d', // version: 1.2.3
    '^(?!0)(?:\\d{1,2}-){3,}\\d{1,2}$', // scores: 6-4-7-5
    '^(?!0)\\d+(?:/\\d+){2,}$', // sizes, positions, documents: 205/55/16
    '^\\d{2,}00-\\d{2,}99$|^\\d{8,}-\\d{8,}$', // range: 1200-1299
    '^(?<postArea>0\\d)\\d{2,3} ?[-/] ?\\k<postArea>\\d{2,3}$', // range of post codes: 01067 - 01099
    // Range of dates: 12.05.2024 - 13.05.2024, 05/2024-06/2024.
    `(?:^|[ (])(?:${DAY}(?<rangeMark>[./])${DAY}\\k<rangeMark>|[01]?\\d[/.])${YEAR} ?[/—-] ?(?:${DAY}[./]){1,2}${YEAR}`,
  ].join('|'),
);

/**
 * Whether a candidate has the format of something else; not for international ones, whose plus excludes it.
 */
export function matchesOtherFormat(candidate: Candidate): boolean {
  return mayHaveOtherFormat(candidate) && OTHER_FORMATS.test(candidate.text);
}

/**
 * A cheap test that excludes most candidates. Each format has one group, or a dot, a slash or a bracket within,
 * or a group of fewer than three digits, or begins with a year's four digits or an ISBN's 9, or is a range of
 * two groups of one size.
 */
function mayHaveOtherFormat(candidate: Candidate): boolean {
  const { run, first, last } = candidate;
  const size = run.sizeOf(first);
  const isRange = last - first === 1 && run.sizeOf(last) === size;
  if (
    first === last ||
    size < 3 ||
    size === 4 ||
    isRange ||
    candidate.hasSeparator(CELL_BORDER | HAS_DOT | HAS_OPENING)
  )
    return true;
  for (let group = first + 1; group <= last; group++) if (run.sizeOf(group) < 3) return true;
  return run.text.charCodeAt(run.startOf(first)) === 0x39; // an ISBN begins with 9
}

/** Whether it is in a row of amounts or bytes: its neighbours have as many digits as each of its groups. */
export function isInNumberSeries(candidate: Candidate): boolean {
  const { run, first, last, start, end } = candidate;
  const size = run.sizeOf(first);
  for (let group = first + 1; group <= last; group++) {
    if (run.sizeOf(group) !== size || (run.separatorBefore(group) & IS_SPACE) === 0) return false;
  }
  if (first === last) return false;
  const followsGroup =
    first > 0 && (run.separatorBefore(first) & IS_SPACE) !== 0 && run.sizeOf(first - 1) === size;
  const precedesGroup =
    last < run.groupCount - 1 &&
    (run.separatorBefore(last + 1) & IS_SPACE) !== 0 &&
    run.sizeOf(last + 1) === size;
  if ((followsGroup || precedesGroup) && !candidate.parsed.hasPrefix) return true;
  if (size % 2 === 1) return false;
  const next = NEXT_WORD.exec(run.text.slice(end, end + MAX_BYTES_CHARS))?.[1] ?? '';
  const previous = PREVIOUS_WORD.exec(run.text.slice(Math.max(0, start - MAX_BYTES_CHARS), start))?.[1] ?? '';
  return [next, previous].some(word => word.length === size && HEXADECIMAL.test(word));
}

const MAX_BYTES_CHARS = 20;
const NEXT_WORD = /^ ([^ ]+)/;
const PREVIOUS_WORD = /([^ ]+) $/;
const HEXADECIMAL = /^(?=.*\d)(?=.*[a-f])[\da-f]+$/; // with both a digit and a letter: "1f"

// Three groups of four digits, then one of one to four, perhaps one more: "4111 1111 1111 1111".
const CARD = /(?:^|[^\d])\d{4}([ -])\d{4}\1\d{4}\1\d{1,4}(?:[ -]\d{1,4})?(?![\d-])/;
// The beginning of an IBAN (ISO 13616), up to the run: "DE89 ", "GB29 NWBK ".
const IBAN_BEGINNING = /(?:^|[^\p{L}\p{N}])[A-Z]{2}\d{2}(?: ?[A-Z\d]{2,4}){0,8} ?$/u;

/** Whether a whole run is a payment card number or part of an IBAN: no part of it is a phone number. */
export function isBankOrCardNumber(run: DigitRun): boolean {
  const { text, start } = run;
  if (hasThreeGroupsOfFour(run) && CARD.test(text.slice(start, run.end))) return true;
  if (start === 0) return false;
  const isAfterSpace = start > 1 && text.charCodeAt(start - 1) === SPACE;
  const code = text.charCodeAt(isAfterSpace ? start - 2 : start - 1);
  return (isCapital(code) || isDigit(code)) && IBAN_BEGINNING.test(text.slice(0, start));
}

function hasThreeGroupsOfFour(run: DigitRun): boolean {
  let consecutive = 0;
  for (let group = 0; group < run.groupCount && consecutive < 3; group++)
    consecutive = run.sizeOf(group) === 4 ? consecutive + 1 : 0;
  return consecutive === 3;
}

const TRACKING_END = /^ ?\d?[A-Z]{2}(?![\p{L}\d])/u; // " 1GB": a check digit and the country

/** Whether digits are between two pairs of capitals, as a parcel's are (UPU S10): "RM 0791 1751 143 1GB". */
export function isTrackingNumber(text: string, start: number, end: number): boolean {
  const before = start - (text.charCodeAt(start - 1) === SPACE ? 2 : 1);
  if (!isCapital(text.charCodeAt(before)) || !isCapital(text.charCodeAt(before - 1))) return false;
  return !isLetter(text.charCodeAt(before - 2)) && TRACKING_END.test(text.slice(end, end + 6));
}
