// What the text before and after a number says that it is: the nearest word that names a thing decides.

import { isDigit, isLetter } from '../text/char-class.ts';
import { classifyWord } from './label-words.ts';

/** `number`: it is called a number, and of nothing else; `named`: something that we do not know has it. */
export type ContextLabel = 'phone' | 'fax' | 'number' | 'named' | 'other' | undefined;

const MOST_WORDS = 6;
const LONGEST_WORD = 40; // characters

/** What the words before and after say of the number that stands at `start` to `end`. */
export function labelFor(text: string, start: number, end: number, isBlock: boolean): ContextLabel {
  if (isFree(text, end)) return 'phone';
  return labelBefore(text, start, isBlock) ?? labelAfter(text, end);
}

const AFTER =
  /^\s?[([–-]?\s?(?:(fax\p{L}*|telefax|faks|факс|传真|傳真|팩스)|(?:tel|phone|mobile?|cell|handy|gsm|home|work|office|whatsapp|portable|m[oó]vil|celular|тел|моб|手机|携帯|電話|电话)\p{L}*)[\p{L}.]*\s?[)\],;]?/iu;

// "(free)", "(llamada gratuita)", "бесплатно": it costs nothing to call.
const FREE =
  /^\s?(?:[([]\s?(?:\p{L}+[ -]){0,2}free|(?:[([]\s?(?:\p{L}+ ){0,2})?(?:gratis|gratuit|grátis|gratui?t|kostenlos|kostenfrei|geb[uü]hrenfrei|zdarma|бесплатн|безкоштовн|безплатн|brezplač|besplat|bezplat|bezpłat|ingyen|maksut|ilmai|ücretsiz|nemokam|bezmaks|tasuta|δωρε|مجان|חינם|免费|免費|無料|무료|miễn phí|โทรฟรี))/iu;
// "(20 ct/Anruf)", "(8,35 snt/puhelu)", "0,15 €/min": so much it costs.
const PRICED =
  /^\s?[([,–-]?\s?(?:\p{L}{2,8}\.? )?[€£$]?\d{1,3}(?:[.,]\d{1,4})?\s?(?:[€£p¢]|\p{L}{2,6})\.?\s?(?:\/|(?:TTC|incl\.?|inkl\.?)?\s?(?:pro|per|par|al|a|za|por|na|la|le)\s)\s?(?:min|anruf|call|appel|puhelu|chiamata|samtal|kald|hovor|połącz|звон|мин|хв|дзв|llamada|chamada|oproep|gesprek|apel|h[ií]v|poziv|klic)/iu;
const LONGEST_AFTER = 40; // characters

function isFree(text: string, end: number): boolean {
  const code = text.charCodeAt(end);
  if (code !== SPACE && code !== 0x28 && code !== 0x5b && code !== 0x2c) return false;
  const after = text.slice(end, end + LONGEST_AFTER);
  return FREE.test(after) || PRICED.test(after);
}

function labelAfter(text: string, end: number): ContextLabel {
  if (end >= text.length) return undefined;
  const code = text.charCodeAt(end);
  const next = code === 0x20 || code === 0x28 || code === 0x5b ? text.charCodeAt(end + 1) : code;
  if (Number.isNaN(next) || !(isLetter(next) || next === 0x28)) return undefined;
  const found = AFTER.exec(text.slice(end, end + 24));
  if (!found) return undefined;
  return found[1] ? 'fax' : 'phone';
}

/** Walk back over the words before a number until one names a thing, or what is said ends. */
function labelBefore(text: string, start: number, isBlock: boolean): ContextLabel {
  let at = start;
  let isNamed = false; // "order: …", "order no. …" name it; "to order …" may not
  let isNumbered = false; // "№ …", "# …"
  let isNumber = false; // "no.", "number": of what stands before it
  let isOf = false; // the word before was that word: nothing stands between
  let isMine = false; // "my …", "this …"
  let isSpelt = false; // "number", not "no."
  let isNear = true; // only signs and fillers stand between
  let thing = ''; // the first word that is none we know
  let other = false;
  let isUnknown = false; // "Owner: …"
  let isParted = false; // "free quote, 0550…": what stands before a comma, or "at", does not name it
  let hasDigits = false; // passed since the number
  let words = 0;
  while (at > 0 && words < MOST_WORDS) {
    const code = text.charCodeAt(at - 1);
    if (!isLetter(code)) {
      const told = code < 0x2100 ? undefined : symbol(code, text, at);
      if (told !== undefined) return words === 0 ? told : undefined;
      if (ends(text, at, code)) break;
      if (isDigit(code)) hasDigits = true;
      else if (hasDigits && (code === HASH || code === NUMERO)) break; // "№ 3: 0432…"
      if (words === 0 && code === COMMA) isParted = true;
      if (words === 0 && (code === COLON || code === EQUALS)) isNamed = true;
      if (code === HASH || code === NUMERO) {
        isNamed = true;
        isNumber ||= isNear;
        isOf = isNear;
        isNumbered ||= words === 0;
      }
      at--;
      continue;
    }
    const last = at;
    while (at > 0 && last - at < LONGEST_WORD && isOfWord(text, at - 1)) at--;
    const word = text.slice(at, last);
    words++;
    if (FREE_OF.test(word) && WITHOUT.test(text.slice(Math.max(0, at - 9), at))) return 'phone';
    if (last - at === 1) {
      if (SERIAL.test(text.slice(Math.max(0, at - 3), last))) return 'other';
      const letter = letterLabel(word, text, at, start);
      if (letter !== undefined && words === 1) return letter;
    }
    const says = classifyWord(word);
    if (isNear && says === 'other' && REGISTER.test(word)) return 'other';
    if (says === undefined && words === 1 && ACRONYM.test(word) && !isBlock) {
      thing = word; // "TVA BE 0478…", "Licence RBQ : …"
      continue;
    }
    if (says === 'phone' || says === 'fax') return other && (isNamed || isBlock) ? 'other' : says;
    if (words === 1 && word === 'at') isParted = true; // "order at (920) …"
    if (says === 'filler' || (word === 'no' && text.startsWith(' (', last))) {
      isOf = false;
      continue;
    }
    if (says === 'mine') {
      if (isNumber && isNear) return 'phone';
      isMine ||= isNear;
      isOf = false;
      continue;
    }
    if (says === 'number') {
      if (isNear) {
        if (isMine) return 'phone';
        isNamed = true;
        isNumber = true;
        isOf = true;
        isSpelt ||= SPELT.test(word);
      } else if (isNumberOf(word, text.slice(last, start), thing)) return 'other';
      continue;
    }
    if (!isNear && says === 'other' && isIdentifierOf(text.slice(last, start), thing)) return 'other';
    if (
      isNear &&
      !(isParted && !isBlock) &&
      (says === 'other' ||
        (says === 'customer' && isCustomerNumber(isNumber, isNamed || !isBlock, words, text, at)))
    ) {
      if (isNamed) return 'other';
      other = true;
    }
    if (isNear && says === undefined) {
      if (isOf && OWNER.test(word)) return 'phone';
      if (isOf || (isBlock && words === 1 && ACRONYM.test(word))) other = true;
      thing = word;
      isUnknown = words === 1 && OWNED.test(text.slice(last, start)) && !KEY.test(word);
    }
    if (other && isNumber) return 'other'; // "Cert. No. …": the number of something
    isOf = false;
    if (says !== 'customer') isNear = false;
  }
  if (other || (isNumbered && isBlock)) return 'other';
  if (isSpelt) return 'number';
  return isUnknown ? 'named' : undefined;
}

const SERIAL = /(?:^|[^\p{L}])[snp]\/[snp]$/iu; // "n/s", "S/N", "P/N"
const FREE_OF = /^(?:cost[eo]?s?|custos?|coûts?|frais|charge)$/iu;
const WITHOUT = /(?:^|[^\p{L}])(?:sin|sem|senza|sans|no|without) $/iu;
const ACRONYM = /^[A-Z]{2,5}$/; // before digits without a sign between them: the name of some number
const REGISTER = /^\p{Lu}{2,5}$/u; // "CVR 28 41 60 93": its numbers are named without a colon too
const SPELT = /^.{3,}$/u;
const OWNED = /^ ?: ?\(?$/;
const KEY = /\p{Ll}\p{Lu}|[_.]/u; // of a program: lastUpdated
const OWNER = /\u2019s$|s\u2019$/u; // "the plumber's number"

/** Whether a customer is named as the one whose number it is: "Kunden-Nr.", "n° client", "Client 0612…". */
function isCustomerNumber(
  isNumber: boolean,
  isPlain: boolean,
  words: number,
  text: string,
  at: number,
): boolean {
  return isNumber || NUMBER_WORD.test(text.slice(Math.max(0, at - 16), at)) || (words === 1 && !isPlain);
}

const NUMBER_WORD =
  /(?:^|[^\p{L}])(?:n[°ºo]|n[uú]m(?:ero|éro)?|nummer|nr|№|id|numer|номер|č[ií]slo|num[aă]r|nomor)\.?\s*(?:d[eiou]l?\s+|du\s+)?$/iu;

// Languages in which the thing follows its number: "номер обращения", "رقم الشحنة", "numéro de dossier".
const FOLLOWED =
  /^(?:номер\p{L}*|numer(?:u|em)?|č[ií]sl\p{L}+|broj|[šs]tevilka|αριθμ[όο]ς?|رقم|شماره|מספר|số|nomor|nombor|num[aă]r(?:ul)?)$/iu;
const WITH_OF = /^(?:n[uú]mero|numéro|n[°ºo]|núm|num|id)$/iu;
const NUMERO_SIGN = /^(?:n[°º]|nro\.?|№)/iu; // never a phone's, where words follow
const BETWEEN = /^[.°º]?\s(?:(?:d[eiou]|des|do|da|del|della|dell\u2019|d\u2019|van|of)\s?)?/u;

/** Whether a word for "number" is followed by a thing, not by somebody's name or "for", and that by the digits. */
function isNumberOf(word: string, after: string, thing: string): boolean {
  if (NUMERO_SIGN.test(word + after.charAt(0))) return /^[°º.]?\s?[\p{L}\u2019 ]{3,30}[ :]+\(?$/u.test(after);
  const between = BETWEEN.exec(after)?.[0];
  if (between === undefined || !after.startsWith(thing, between.length) || /^\p{Lu}\p{Ll}/u.test(thing))
    return false;
  if (/\p{L}/u.test(after.slice(between.length + thing.length))) return false;
  return /\p{L}/u.test(between) ? WITH_OF.test(word) || FOLLOWED.test(word) : FOLLOWED.test(word);
}

/** "ID de la réunion", "code d'accès à la réunion". */
function isIdentifierOf(after: string, thing: string): boolean {
  const between = OF_THE.exec(after)?.[0] ?? '';
  return isNumberOf('id', between === '' ? after : ` de ${after.slice(between.length)}`, thing);
}

const OF_THE = /^ (?:d\u2019accès à |de )(?:la |l\u2019|las |los |le )/u;

const TAB = 0x09;
const SPACE = 0x20;
const HASH = 0x23;
const DOT = 0x2e;
const COMMA = 0x2c;
const COLON = 0x3a;
const EQUALS = 0x3d;
const NUMERO = 0x2116;

/** Whether what is said before a place is said of something else: another sentence, cell or number. */
function ends(text: string, at: number, code: number): boolean {
  if (code === SPACE) return text.charCodeAt(at - 2) === SPACE && text.startsWith('    ', at - 4); // a cell
  if (isDigit(code)) return isDigit(text.charCodeAt(at - 2)) && isDigit(text.charCodeAt(at - 3));
  if (code === DOT) {
    if (isAbbreviated(text, at - 1)) return false;
    return text[at] === ' ' && /\p{Lu}/u.test(text[at + 1] ?? '') && /\p{Ll}/u.test(text[at + 2] ?? '');
  }
  return (
    code === 0x3b || code === 0x7c || code === 0x21 || code === 0x3f || code === 0x061f || code === 0x3002
  ); // ; | ! ? ؟ 。
}

const LONGEST_ABBREVIATION = 4; // letters

function isAbbreviated(text: string, dot: number): boolean {
  let at = dot;
  while (at > 0 && dot - at <= LONGEST_ABBREVIATION && isLetter(text.charCodeAt(at - 1))) at--;
  return dot - at <= LONGEST_ABBREVIATION;
}

/** "T: +44 …", "M. 0171 …", "P 415 …". */
function letterLabel(letter: string, text: string, at: number, start: number): ContextLabel {
  const between = text.slice(at + 1, start);
  const isMarked = /^\s?[:.)]\s?[("]?$/.test(between);
  const isCapital = letter < 'a' && /^\s{1,2}[("]?$/.test(between);
  if ((!isMarked && !isCapital) || !/[tpmcfdo]/i.test(letter) || isLetter(text.charCodeAt(at - 1)))
    return undefined;
  if (at > 0 && text[at - 1] === '(') return undefined; // "(C) 2024"
  return letter.toLowerCase() === 'f' ? 'fax' : 'phone';
}

const PHONES = '☎☏✆℡📞📱📲';
const FAXES = '📠🖷℻';

function symbol(code: number, text: string, at: number): ContextLabel {
  const whole = code >= 0xdc00 && code <= 0xdfff ? text.slice(at - 2, at) : String.fromCharCode(code);
  if (FAXES.includes(whole)) return 'fax';
  return PHONES.includes(whole) ? 'phone' : undefined;
}

function isOfWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (isLetter(code) || code === 0x5f || code === 0x2019) return true;
  if (code === 0x2d || code === 0x2e)
    return at > 0 && (isLetter(text.charCodeAt(at - 1)) || isDigit(text.charCodeAt(at - 1))); // "Fax-Nr", "C.F."
  return isDigit(code) && isWordDigit(text, at);
}

/** Digits belong to a word of which they are the least part: "06-nummer", "p2p". */
function isWordDigit(text: string, at: number): boolean {
  return !(isDigit(text.charCodeAt(at - 1)) && isDigit(text.charCodeAt(at - 2)));
}

// What is no company: marks of HTML, and other numbers of a list.
const BESIDE_BEFORE = /^.*<[^<>]*>|\+?\d[\d ()./-]{6,}\d/gu;
const BESIDE_AFTER = /<\/?[a-z].*$|\+?\d[\d ()./-]{6,}\d/giu;
const SOMETHING = /[^\s"'“”«»[\](){}<>*.,;/:•·–—-]/u;

/** Whether nothing else stands in the line, the cell or the pair of quotes, but for marks and other numbers. */
export function standsAlone(text: string, start: number, end: number): boolean {
  if (isBesideWord(text, start, end) && !text.includes('<')) return false;
  return isNothing(text.slice(0, start), BESIDE_BEFORE) && isNothing(text.slice(end), BESIDE_AFTER);
}

/** Whether it fills a cell of a table that is written with tabs. */
export function fillsTableCell(text: string, start: number, end: number): boolean {
  return text.charCodeAt(start - 1) === TAB && (end === text.length || text.charCodeAt(end) === TAB);
}

function isBesideWord(text: string, start: number, end: number): boolean {
  let before = start - 1;
  while (before > 0 && text.charCodeAt(before) === SPACE) before--;
  return (
    (before >= 0 && isLetter(text.charCodeAt(before))) ||
    (end < text.length && isLetter(text.charCodeAt(end)))
  );
}

function isNothing(text: string, beside: RegExp): boolean {
  if (text === '' || !SOMETHING.test(text)) return true;
  if (!/[<\d]/.test(text)) return false;
  return !SOMETHING.test(text.replace(beside, ''));
}
