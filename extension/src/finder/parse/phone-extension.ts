// Parses the extension after a phone number, as it is written in many countries: "ext. 23", "Durchwahl 14".

import { BoundedCache } from '../text/bounded-cache.ts';
import {
  COMMA,
  DASH,
  HASH,
  isDigit,
  isLetter,
  OPENING_BRACKET,
  OPENING_SQUARE_BRACKET,
  SEMICOLON,
  SLASH,
  SPACE,
} from '../text/char-class.ts';

export interface PhoneExtension {
  readonly digits: string;
  readonly length: number; // characters from the end of the number to the end of the extension
  readonly hasKeyword: boolean; // a word such as "ext." introduces it
}

// Words for an extension, by language: English, German, Dutch, French, Spanish, Polish, Russian …
const KEYWORDS = [
  'e?xt(?:ensi(?:o|ó|o\u0301)n?|ensions?|n)?',
  'ex',
  'durchwahl(?:nummer)?|nebenstelle|apparat|app|klappe|dw|nst|kl',
  'toestel(?:nummer)?|tst|doorkies(?:nummer)?|inwendig',
  'postes?|poste t[ée]l',
  'ramal|anexo|anx|intern[oa]|int|internos?|extens[ãa]o',
  'wewn(?:[ęe]trzny)?|wew|wn',
  'доб(?:авочный)?|внутр(?:енний|ішній)?|вн|вътр(?:ешен)?|дод(?:атковий)?|лок(?:ал)?',
  'intern(?:e|í|al|t)?|samb(?:ungan)?|вътрешен|vidinis|vid|iekš(?:ējais)?|sise(?:tel)?|kućni|interior|extensió|ekst|bisnr',
  'klapka|linka|mell[ée]k|local|loc|lok(?:al)?|anknytning|ankn|lokalnummer|alanumero|alanro',
  'dahili|dah|εσωτ(?:ερικό)?|εσ|שלוחה|تحويلة|داخلي|داخلی|वि\\.?|एक्सटेंशन|ต่อ|m[áa]y l[ẻe]|nh[áa]nh|s[ốo] (?:máy )?lẻ|số nội bộ|שלוחות|وصلة|التحويلة|داخلى|ایکسٹینشن|এক্সটেনশন|pes(?:awat)?|psw|ички|ішкі|daxili|sambungan|pabx',
  '内線(?:番号)?|内线|內線|分機|分机|转接?(?:分机)?|轉接?(?:分機)?|내선(?:번호)?|교환',
].join('|');

const OPENING = '\\s{0,2}[,;/–\u2014-]?\\s{0,2}(?<opening>[(\\[])?\\s?'; // ", ", " - ", " ("
const DIGITS = '(?<digits>\\d{1,7})(?![\\d]|[.,]\\d|-\\d{3})'; // not "1.5", not the number "555-0100"
const CLOSING = '(?<closing>\\s?[)\\]])?';

// "555-0100;23". In a row of cells that semicolons divide, such digits are the next cell.
const AFTER_SEMICOLON = /^\s?;\s?(?<digits>\d{1,5})(?!\d|[-., ]\d|:|\p{L})#?/u;

// Tried in this order at the end of a number.
const PATTERNS = [
  /^;ext=(?<digits>\d{1,15})(?!\d)/i, // RFC 3966
  new RegExp(`^${OPENING}(?<digits>\\d{1,5})[- ]?(?:[aeoö]s )?mell[ée]k(?<closing>)`, 'iu'), // "12-es mellék"
  new RegExp(
    // "ext. 23", "(Durchwahl: 14)", "poste no. 12", "ext.-23"
    `^${OPENING}(?:${KEYWORDS})(?![\\p{L}])[.:]?\\s{0,2}(?:no|nr|n[º°]|№|#)?[.:=]?\\s{0,2}[-*]?${DIGITS}#?${CLOSING}`,
    'iu',
  ),
  new RegExp(
    // "x23", "ext23", "内線12": the digits touch the word
    `^${OPENING}(?:ext|доб|内線|内线|內線|分機|分机|转|轉|内線番号|내선|ต่อ|x)\\.?:?\\s?${DIGITS}#?${CLOSING}`,
    'iu',
  ),
  // "#23", "(#23)", ", # 23"
  /^\s?(?:,\s?)?(?<opening>[(])?#\s?(?<digits>\d{1,6})(?![\d\p{L}]|[.,]\d|-\d)(?<closing>\s?\))?/u,
  /^\s?,,+\s?(?<digits>\d{1,15})(?!\d|[-. ]\d)#?/, // ",,23#": each comma is a pause while dialling
  AFTER_SEMICOLON,
  /^\s?[,pw](?<digits>\d{1,15})#/, // ",23#", "p23#", "w23#": a pause or a wait, and a closing #
  /^[pw](?<digits>\d{1,15})#?(?![\d\p{L}])/iu, // "p123", "w12": a pause or a wait, touching the number
  /^[- ](?<digits>\d{1,6})#/, // "-23#"
];

const TWO_LETTERS = /\p{L}{2}/u;

/** Parse the extension right after the index where a number ends. */
export function parseExtensionAt(line: string, end: number): PhoneExtension | undefined {
  if (!mightStartExtension(line, end)) return undefined;
  const after = line.slice(end);
  for (const pattern of PATTERNS) {
    const match = pattern.exec(after);
    if (!match || (pattern === AFTER_SEMICOLON && isCell(line, end + match[0].length))) continue;
    const { opening, digits = '', closing } = match.groups ?? {};
    if (opening && closing === undefined) continue;
    // A bracket that was opened before the number is not part of the extension: "(030 1234 ext. 5)".
    const foreignBracket = closing !== undefined && !opening ? closing.length : 0;
    return { digits, length: match[0].length - foreignBracket, hasKeyword: TWO_LETTERS.test(match[0]) };
  }
  return undefined;
}

/**
 * Whether the digits that end at an index are a cell of a row divided by semicolons: "Ann;030 1234567;12;".
 */
function isCell(line: string, end: number): boolean {
  return line.charAt(end) === ';' || /;[^ ;]*$/.test(line.slice(0, line.lastIndexOf(';', end - 1)));
}

const KEYWORD_BEGINNING = new RegExp(`^(?:${KEYWORDS}|x|ext|доб|ต่อ|m[áa]y$|s[ốo]$|[pw]$)`, 'iu');
const keywordBeginnings = new BoundedCache((word: string) => KEYWORD_BEGINNING.test(word));
const MAX_KEYWORD_CHARS = 12;
const MAX_OPENING_CHARS = 5;

/** Whether an extension might begin at an index: a cheap test that nearly always decides that none does. */
function mightStartExtension(line: string, end: number): boolean {
  if (end >= line.length) return false;
  let index = end;
  while (index < line.length && index - end < MAX_OPENING_CHARS && isOpeningChar(line.charCodeAt(index)))
    index++;
  if (index === line.length) return false;
  const code = line.charCodeAt(index);
  if (code === HASH) return true;
  if (isDigit(code))
    return (
      index > end &&
      (line.includes('#', index) || line.includes('mell', index) || index - end >= 2 || line[end] === ';')
    );
  if (!isLetter(code)) return false;
  const wordStart = index;
  while (index < line.length && index - wordStart < MAX_KEYWORD_CHARS && isLetter(line.charCodeAt(index)))
    index++;
  return keywordBeginnings.get(line.slice(wordStart, index));
}

const EM_DASH = 0x2014;

/** Whether a character may stand between a number and its extension: a space, a dash or one of ",;/([". */
function isOpeningChar(code: number): boolean {
  if (code >= 0x30 && code !== SEMICOLON) return code === OPENING_SQUARE_BRACKET || code === EM_DASH;
  return (
    code === SPACE ||
    code === COMMA ||
    code === SEMICOLON ||
    code === SLASH ||
    code === OPENING_BRACKET ||
    code === DASH
  );
}
