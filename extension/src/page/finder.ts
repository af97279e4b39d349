// Finds the phone numbers in a text: where each one stands and how it is dialled. Pure, linear, never throws.

import {
  type CountryCode,
  findPhoneNumbersInText,
  isSupportedCountry,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/max';
import { linkText } from '../link.ts';

export interface Found {
  readonly start: number;
  readonly end: number;
  readonly e164: string;
  readonly extension?: string;
  readonly country?: string; // ISO 3166-1 alpha-2, where the number says it
}

const FEWEST_DIGITS = 7; // shorter ones are short codes, years, prices: never called from a page
const LONGEST_SPAN = 80; // characters; longer runs of digits are data, and dear to read
const MOST_IN_VAIN = 20_000; // characters read in one text without a number in them: then it is data too
const MOST_FOUND = 5_000; // in one text

// Seven digits with nothing but a few signs between them: without that there is no number in a text.
const GLANCE = /\p{Nd}(?:[^\p{L}\p{Nd}\n]{0,4}\p{Nd}){6}/u;

// A run of digits and of the signs people put between them. No two parts can match the same character
// at the same place, so it never walks back.
const SPAN =
  /[+＋(（]{0,2}\p{Nd}(?:[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\p{Pd}()（）[\]./~·]{0,5}\p{Nd})+/gu;
const EXTENSION =
  /^[\s,;]{0,3}(?:;ext=|e?xt(?:ensio|n)?n?|x|#|доб|anexo|int)[.:\s]{0,3}\p{Nd}{1,7}(?!\p{Nd})/iu;

// A second number, often a shortened one, after a complete one: "030 123456/57", "555 0100 - 555 0101".
const NEXT_NUMBER = /\/| \p{Pd} /gu;

const DATE_OR_ADDRESS =
  /^(?:(?:19|20)\p{Nd}{2}[-./ ]{1,3}[01]?\p{Nd}(?:\P{L}|$)|[0-3]?\p{Nd}[-./][0-3]?\p{Nd}[-./](?:19|20)\p{Nd}{2}|\p{Nd}{1,3}(?:\.\p{Nd}{1,3}){3}$|\p{Nd}{1,3}(?:\.\p{Nd}{3})+$|\p{Nd}+\.\p{Nd}+$)/u;
const TOUCHES_BEFORE = /[\p{L}\p{Nd}_#$€£¥@=&%]$|[\p{L}\p{Nd}]-$|\p{Nd}[.:]$|\p{L}\/$/u;
const TOUCHES_AFTER = /^[\p{L}\p{Nd}_%@=€£¥]|^[-.:]\p{Nd}|^[-./:]\p{L}/u;

// Where the prefix 0 may be left out of a national number.
const PREFIX_OPTIONAL = new Set(['AR', 'CN', 'IN', 'LT', 'SY', 'TR', 'VN']);

/** Whether a text may hold a number at all: rejects nearly every text at the price of reading it once. */
export function glance(text: string): boolean {
  return GLANCE.test(text);
}

/** Find the numbers in a text; a line break ends a number. Without a region only those with a + are found. */
export function find(text: string, region?: string): Found[] {
  if (!glance(text)) return [];
  const country = region !== undefined && isSupportedCountry(region) ? region : undefined;
  const found: Found[] = [];
  let inVain = 0;
  for (const line of lines(text)) {
    for (const { 0: span, index } of line.text.matchAll(SPAN)) {
      if (span.length < FEWEST_DIGITS || span.length > LONGEST_SPAN) continue;
      const before = found.length;
      for (const part of parts(span)) {
        found.push(...read(line.text, index + part.at, part.text, line.at, country));
      }
      if (found.length === before) inVain += span.length;
      if (inVain > MOST_IN_VAIN || found.length > MOST_FOUND) return found;
    }
  }
  return found;
}

/** Read what a tel: or callto: link calls, in the region where it needs one. */
export function readLink(href: string, region?: string): Omit<Found, 'start' | 'end'> | undefined {
  const country = region !== undefined && isSupportedCountry(region) ? region : undefined;
  const number = parsePhoneNumberFromString(linkText(href), country);
  return number?.isPossible() ? said(number) : undefined;
}

function* lines(text: string): Generator<{ text: string; at: number }> {
  let at = 0;
  for (const line of text.split('\n')) {
    yield { text: line, at };
    at += line.length + 1;
  }
}

function* parts(span: string): Generator<{ text: string; at: number }> {
  let at = 0;
  for (const { 0: border, index } of span.matchAll(NEXT_NUMBER)) {
    if (digits(span.slice(at, index)).length < FEWEST_DIGITS) continue;
    yield { text: span.slice(at, index), at };
    at = index + border.length;
  }
  yield { text: span.slice(at), at };
}

function read(line: string, from: number, span: string, at: number, country?: CountryCode): Found[] {
  if (digits(span).length < FEWEST_DIGITS || DATE_OR_ADDRESS.test(span)) return [];
  const tail = EXTENSION.exec(line.slice(from + span.length, from + span.length + 24))?.[0] ?? '';
  const found: Found[] = [];
  for (const { number, startsAt, endsAt } of matches(plain(span + tail), country)) {
    const start = from + startsAt;
    const end = from + endsAt;
    const before = line.slice(Math.max(0, start - 2), start);
    const after = line.slice(end, end + 2);
    if (TOUCHES_BEFORE.test(before) || TOUCHES_AFTER.test(after) || inAddress(line, start)) continue;
    if (DATE_OR_ADDRESS.test(line.slice(start, end)) || lacksPrefix(number, line.slice(start, end))) continue;
    found.push({ start: at + start, end: at + end, ...said(number) });
  }
  return found;
}

function matches(text: string, country?: CountryCode) {
  return country === undefined
    ? findPhoneNumbersInText(text)
    : findPhoneNumbersInText(text, { defaultCountry: country });
}

function said(number: PhoneNumber): Omit<Found, 'start' | 'end'> {
  return {
    e164: number.number,
    ...(number.ext !== undefined && { extension: number.ext }),
    ...(number.country !== undefined && { country: number.country }),
  };
}

/** Every space as a plain one and every invisible sign as one the library passes over, place by place. */
function plain(text: string): string {
  return text.replace(/\s/g, ' ').replace(/[\u200b-\u200f\u202a-\u202e]/g, '\u2060');
}

function digits(text: string): string {
  return text.replace(/\P{Nd}/gu, '');
}

/** Whether a number stands inside a URL or a path: the word it belongs to has their signs before it. */
function inAddress(line: string, start: number): boolean {
  const word = /\S*$/u.exec(line.slice(Math.max(0, start - 80), start))?.[0] ?? '';
  return /:\/\/|www\.|[?&=/\\]|@/.test(word);
}

/** Whether a national number came without the 0 that its country writes: in Germany "2015 - 03/2016" is none. */
function lacksPrefix(number: PhoneNumber, written: string): boolean {
  if (/^[^\p{Nd}]*[+＋]/u.test(written) || (number.country && PREFIX_OPTIONAL.has(number.country)))
    return false;
  const asWritten = digits(number.ext === undefined ? written : written.slice(0, -number.ext.length));
  return digits(number.formatNational()).startsWith('0') && asWritten === number.nationalNumber;
}
