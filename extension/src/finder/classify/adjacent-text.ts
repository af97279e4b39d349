// Tells from the text that touches a candidate whether it is part of a longer token: a word, a URL, code.

import { classifyWord } from '../context/label-words.ts';
import { COMMA, isDigit, isLetter, SPACE } from '../text/char-class.ts';
import type { Candidate } from './candidate.ts';

const LETTER = /[\p{L}\p{M}]/u;
const LAST_WORD = /[\p{L}\p{M}'’]*$/u;
const FIRST_WORD = /^\p{L}+/u;
// Scripts without spaces between words, or without one after short words: a number touches their letters.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Ethiopic}ー々〇]/u;
// A scheme or a name for a phone number, with a colon: "tel:", "whatsapp:", "sip://".
const PHONE_SCHEME =
  /(?:^|[^\p{L}])(?:tel|callto|sms|fax|phone|mobile|whatsapp|wa|sip|telprompt):(?:\/\/)?["']?$/iu;
// Part of a URL, a path or an e-mail address: "https://", "www.", "?id=", "@", "\", "/orders/", "a.com/".
const ADDRESS = /:\/\/|www\.|[?&][\w.%-]*=|@|\\|\/[\p{L}\d_%.-]+\/|\p{L}\.\p{L}{2,}\//u;
const EMPHASIS_MARKS = '_*~';
const EMAIL_WORD = /^e-?mail/i; // "030 1234567Email"

/** Whether the text right before or after it makes it part of a longer token: "INV4155550100", "…0100b". */
export function isPartOfLongerToken(candidate: Candidate): boolean {
  const { start, extensionEnd } = candidate;
  const { text } = candidate.run;
  const touchesBefore = start > 0 && text.charCodeAt(start - 1) > SPACE;
  if (touchesBefore && isEmphasized(text, start, extensionEnd)) return false;
  if (touchesBefore && continuesBefore(text.slice(0, start), candidate)) return true;
  return (
    extensionEnd < text.length &&
    text.charCodeAt(extensionEnd) > SPACE &&
    continuesAfter(text.slice(extensionEnd), candidate)
  );
}

const EMPHASIS_BEFORE = /(?:^|[^\p{L}\p{N}_*~])(?<marks>_{1,3}|\*{1,3}|~~)$/u;
const WORD_CHAR = /[\p{L}\p{N}_*~]/u;

/** Whether marks of Markdown stand around it, as around a word: "_030 1234567_", "**030 1234567**". */
function isEmphasized(text: string, start: number, end: number): boolean {
  if (!EMPHASIS_MARKS.includes(text.charAt(start - 1))) return false;
  const marks = EMPHASIS_BEFORE.exec(text.slice(Math.max(0, start - 4), start))?.groups?.marks;
  if (marks === undefined || !text.startsWith(marks, end)) return false;
  return !WORD_CHAR.test(text.charAt(end + marks.length));
}

/** Whether the token begins before the candidate; `before` is not empty and does not end with a space. */
function continuesBefore(before: string, { isInternational, isFormatted }: Candidate): boolean {
  const char = before.at(-1) as string;
  if (PHONE_SCHEME.test(before) || (/x/i.test(char) && ANY_CARRIER.test(before))) return false;
  const token = /[^\s"'<>|,;]*$/.exec(before)?.[0] ?? '';
  if (token === '@') return !isFormatted; // "call me @251-342-7718"
  if (ADDRESS.test(token)) return true;
  if (LETTER.test(char)) {
    const word = lastWord(before);
    if (UNSPACED.test(char) || isPhoneWord(word)) return false; // "Tel030 …"
    return !(isFormatted && /^\p{Lu}\p{Ll}{2,}$/u.test(word)); // "Doe(415) 555-0100": the previous cell's end
  }
  if (/[_$€£¥₹₽₩₺@&%^\\\u00b0]/.test(char) || (char === '#' && !isInternational)) return true;
  const previous = before.slice(-2, -1);
  if (/\d/.test(previous) && /[.:,]/.test(char))
    // "12:4155550100", but not "415 555 0100,212 …"
    return !isInternational && !/\d{7}[,:]$/.test(before);
  // "phone=…", "phone = …"
  if (char === '=') return !isInternational && !isPhoneWord(lastWord(before.replace(/\W+$/u, '')));
  if (!/[\p{L}\p{N}]/u.test(previous) || isInternational) return false;
  if (UNSPACED.test(previous) || /\d[\d ()-]{5,}\/$/.test(before)) return false; // "030 1234567/030 …"
  const word = lastWord(before.slice(0, -1));
  if (char === '-' || char === '/' || char === '+') return !isPhoneWord(word); // "ab-4155550100"
  if (char === '.' || char === '(') return !isFormatted && !isPhoneWord(word); // "f(4155550100)", "Tel.030 …"
  return false;
}

/** Whether the token ends after the candidate; `after` is not empty and does not begin with a space. */
function continuesAfter(after: string, { run, start, isInternational, isFormatted }: Candidate): boolean {
  const isCell = run.text.charCodeAt(start - 1) === COMMA; // of comma-separated values
  const char = after.charAt(0);
  const [, next = '', third = ''] = after;
  if (LETTER.test(char)) {
    if (UNSPACED.test(char) || EMAIL_WORD.test(after) || isPhoneWord(FIRST_WORD.exec(after)?.[0] ?? ''))
      return false;
    const startsNextCell = /\p{Lu}/u.test(char) ? /\p{Ll}/u.test(next) : /\p{Lo}/u.test(char); // "…0100Sales"
    return !(isFormatted && startsNextCell);
  }
  if (/[_%@=€£$¥₹₽₩₺\u00b0^\\′″]/.test(char)) return true;
  if (char === ':' && /\d/.test(next)) return true; // "…14:30"
  if (char === ',' && /^,\d{1,3}(?!\d)/.test(after)) return !isFormatted && !isCell; // "4155550100,50"
  if (/[-./:]/.test(char) && LETTER.test(next) && !UNSPACED.test(next)) {
    if (char === '-') return !isInternational && !/^-\p{Ll}{1,4}(?!\p{L})/u.test(after); // Hungarian "…-es"
    if (char === ':') return false;
    return !(isFormatted && /\p{Lu}/u.test(next) && /[\p{Ll}\s.:]/u.test(third)); // "…0100.Call us"
  }
  return char === '+' && /\d/.test(next) && !isInternational;
}

function lastWord(text: string): string {
  return LAST_WORD.exec(text)?.[0] ?? '';
}

function isPhoneWord(word: string): boolean {
  if (word === '') return false;
  const wordClass = classifyWord(word);
  return wordClass === 'phone' || wordClass === 'fax' || /^[TPMF]$/.test(word);
}

// Brazil: "xx" stands for the code of a carrier, which everybody chooses: "0xx11 4002-8922".
const ANY_CARRIER = /(?:^|[^\p{L}\d])0 ?xx ?$/iu;

const MAX_CODE_CHARS_BEFORE = 40;
const MAX_CODE_CHARS_AFTER = 6;
// Before the number: braces, operators ("=>", "==", "::"), "0x", a call "f(x", "snake_case", an open tag.
const CODE_BEFORE = /[{}\\`]|=>|->|::|\b0x(?!x)|[=!<>]=|[A-Za-z_]\w*\(\S|\w_\w|[=*^<]\s*$|\s>\s*$/;
const CODE_CHARS = /[{}\\`=>:x(_*^<]/; // each alternative of CODE_BEFORE contains one: a cheap test
// After it: an operator, a "<" that opens no tag, or a closing bracket with ";".
const CODE_AFTER = /^\s?[*=+>^]|^\s?<(?![/a-z]|\d{1,3}>)|^[)\]}];/i;

/** Whether the text around an index range looks like source code. */
export function isSourceCode(text: string, start: number, end: number): boolean {
  if (end < text.length && isCodeAfter(text, end)) return true;
  const before = text.slice(Math.max(0, start - MAX_CODE_CHARS_BEFORE), start);
  return CODE_CHARS.test(before) && CODE_BEFORE.test(before);
}

function isCodeAfter(text: string, end: number): boolean {
  const code = text.charCodeAt(end);
  const isDigitNext = code === SPACE && isDigit(text.charCodeAt(end + 1));
  return !isDigitNext && !isLetter(code) && CODE_AFTER.test(text.slice(end, end + MAX_CODE_CHARS_AFTER));
}
