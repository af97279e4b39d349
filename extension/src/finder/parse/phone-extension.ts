// The extension that is dialled after a number answers, as offices of many countries write it.

import { isDigit, isLetter } from '../text/char-class.ts';

export interface PhoneExtension {
  readonly digits: string;
  readonly length: number; // characters from the number's end to the extension's
  readonly hasKeyword: boolean; // by a word
}

// Words that may stand right after a number; the shortest ones need a dot or a bracket to be one.
const WORDS = [
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
const OPEN = '[\\s]{0,2}[,;/–\u2014-]?\\s{0,2}([(\\[])?\\s?';
const NUMBER = '(\\d{1,7})(?![\\d]|[.,]\\d|-\\d{3})';

// In a table such digits are those of the next cell.
const PLAIN_CODE = /^\s?;\s?()(\d{1,5})(?!\d|[-., ]\d)#?/;

const FORMS = [
  /^;ext=(\d{1,15})(?!\d)()/i,
  new RegExp(`^${OPEN}(\\d{1,5})[- ]?(?:[aeoö]s )?mell[ée]k()`, 'iu'), // said behind its digits
  new RegExp(
    `^${OPEN}(?:${WORDS})(?![\\p{L}])[.:]?\\s{0,2}(?:no|nr|n[º°]|№|#)?[.:=]?\\s{0,2}[-*]?${NUMBER}#?(\\s?[)\\]])?`,
    'iu',
  ),
  new RegExp(
    `^${OPEN}(?:ext|доб|内線|内线|內線|分機|分机|转|轉|内線番号|내선|ต่อ|x)\\.?:?\\s?${NUMBER}#?(\\s?[)\\]])?`,
    'iu',
  ),
  /^\s?(?:,\s?)?([(])?#\s?(\d{1,6})(?![\d\p{L}]|[.,]\d|-\d)(\s?\))?/u,
  /^\s?,,+\s?()(\d{1,9})(?!\d|[-. ]\d)#?/,
  PLAIN_CODE,
  /^\s?[,pw]()(\d{1,6})#/,
  /^[- ]()(\d{1,6})#/,
];

/** Read the extension right after the place where a number ends. */
export function parseExtensionAt(line: string, end: number): PhoneExtension | undefined {
  if (!mightStartExtension(line, end)) return undefined;
  const after = line.slice(end);
  for (const form of FORMS) {
    const match = form.exec(after);
    if (!match || (form === PLAIN_CODE && isCell(line, end + match[0].length))) continue;
    const isTel = match[0].startsWith(';ext=');
    const digits = (isTel ? match[1] : match[2]) ?? '';
    const opened = isTel ? undefined : match[1];
    const closed = match[3];
    // A bracket that was opened before the number closes after the extension: it is not the extension's.
    const extra = closed !== undefined && !opened ? closed.length : 0;
    if (opened && closed === undefined) continue;
    return { digits, length: match[0].length - extra, hasKeyword: NAMED.test(match[0]) };
  }
  return undefined;
}

/** Whether a line is a row of cells that semicolons part: another one stands before the number or behind those digits. */
function isCell(line: string, past: number): boolean {
  return line.charAt(past) === ';' || /;[^ ;]*$/.test(line.slice(0, line.lastIndexOf(';', past - 1)));
}

const NAMED = /\p{L}{2}/u;

const asked = new Map<string, boolean>(); // words after numbers
const MOST_ASKED = 5_000;
const FIRST = new RegExp(`^(?:${WORDS}|x|ext|доб|ต่อ|m[áa]y$|s[ốo]$|[pw]$)`, 'iu');

/** Whether an extension may begin here; nearly always it is told without an expression being run. */
function mightStartExtension(line: string, end: number): boolean {
  if (end >= line.length) return false;
  let at = end;
  while (at < line.length && at - end < 5 && mayStandBetween(line.charCodeAt(at))) at++;
  if (at === line.length) return false;
  const code = line.charCodeAt(at);
  if (code === 0x23) return true; // #
  if (isDigit(code))
    return (
      at > end && (line.includes('#', at) || line.includes('mell', at) || at - end >= 2 || line[end] === ';')
    );
  if (!isLetter(code)) return false;
  const from = at;
  while (at < line.length && at - from < 12 && isLetter(line.charCodeAt(at))) at++;
  const word = line.slice(from, at);
  const told = asked.get(word);
  if (told !== undefined) return told;
  if (asked.size >= MOST_ASKED) asked.clear();
  const may = FIRST.test(word);
  asked.set(word, may);
  return may;
}

/** Whether a sign may stand between a number and its extension: one of " ,;/([-" or a wide dash. */
function mayStandBetween(code: number): boolean {
  if (code >= 0x30 && code !== 0x3b) return code === 0x5b || code === 0x2014;
  return code === 0x20 || code === 0x2c || code === 0x3b || code === 0x2f || code === 0x28 || code === 0x2d;
}
