// Finds digits beside a number that are something else: opening hours, times, prices, floors, post codes.

import { COLON, COMMA, DASH, DOT, isDigit, isLetter, SLASH, SPACE } from '../text/char-class.ts';
import type { DigitRun } from '../text/digit-run.ts';
import { BOUNDARY, DASHED, HAS_OPENING, HAS_SPACE, LEADING_LENGTH, SPACE_FLAGS } from '../text/separators.ts';
import { labelFor } from './context-label.ts';

/** Groups of a run that are something else. */
export interface DigitsBeside {
  readonly first: number;
  readonly last: number;
  /** Words or signs prove it. Else they may also be a part of a number: "9-13". */
  readonly isCertain: boolean;
}

const MAX_CHARS = 40; // that a pattern looks at
const MAX_DIGITS = 4; // of the first group: that of a price

const HOUR = '(?:[01]?\\d|2[0-4])';
const TIME = `${HOUR}(?:[:.h]\\d{2}(?!\\d)|h|(?![\\d.]))`;
const TO = '\\s?(?:[-—~]|to|till|until|bis|tot|til|a|à|al|as|às|hasta|até|do|до|по)\\s?';
// "24/7", "7/7", "24x7", "24h/24", "7j/7", "5/2".
const DAYS = '(?:24|[1-7])\\s?[hj]?\\s?[/x×]\\s?(?:24|[2-7])(?!\\d|[-.,]\\d)';

// Units of what is no phone number, after up to two digits: hours, days, minutes, months, ages, rooms.
const UNITS = anyCase(
  `h hr hrs hour hours hs hora horas heure heures ore uren uur uhr std stunden timer timmar godz godzin hodin óra
  tuntia saat ч час часа часов годин години ώρες שעות ساعة น 点 點 時 时 시 時間 小时 小時 시간
  day days tag tage tagen jour jours día días dia dias giorni dagar dage dager dagen dni dní nap päivää gün дня дней дні днів
  суток วัน 天 日 일 min mins minute minutes minuten minuti minutos minuter minutter minut minuty minuta мин минут хв
  month months monat monate monaten mois meses mesi week weeks woche wochen year years jahr jahre jahren ans años anni
  zimmer этаж поверх όροφος קומה طابق الطابق ชั้น 樓 楼 階 층`,
);
const CLOCK = 'AM|PM|[aApP]\\.[mM]|[ap]m(?!\\s\\p{L})'; // "11 am Markt" is German
const UNIT = `\\d{1,2}(?:[º°])?\\s?(?:${UNITS}|${CLOCK})(?![\\p{L}\\p{M}\\d])`;
// Floors, with the mark of an ordinal number: "2. Etage", "3rd floor", "4º piso".
const FLOORS = anyCase(
  `floor floors flr etage étage stock stockwerk og ug obergeschoss obergeschoß piso piano andar våning vån tr sal etasje kerros
  piętro pietro patro poschodie poschodí emelet kat etaj этаж поверх`,
);
const FLOOR = `\\d{1,2}(?:\\.|º|ª|°|st|nd|rd|th|er|ère|e|ème|o|-й|-)\\s?(?:${FLOORS})(?![\\p{L}\\p{M}\\d])`;
const CURRENCIES = anyCase(
  `€ £ $ ¥ ₹ ₽ eur euro euros usd gbp chf ct cts cent cents centimes snt kr sek nok dkk zł pln kč czk ft huf lei ron грн руб рублей 円 元 원`,
);
const PRICE = `\\d{1,4}(?:[.,]\\d{1,3})?\\s?(?:${CURRENCIES})(?![\\p{L}\\p{M}\\d])`;
// "12.05.2024", "2024-05-12", "5/12/2024"; with two digits of the year it may be a number: "28-08-71".
const DATE =
  '(?:(?:0?[1-9]|[12]\\d|3[01])(?<mark>[./-])(?:0?[1-9]|[12]\\d|3[01])\\k<mark>(?:19|20)\\d{2}|20\\d{2}-[01]\\d-[0-3]\\d)(?!\\d|[./-]\\d)';

const CERTAIN = new RegExp(
  [
    DAYS,
    `${TIME}${TO}${TIME}\\s?(?:${UNITS}|${CLOCK})(?![\\p{L}\\p{M}\\d])`,
    `${HOUR}[:.h]\\d{2}${TO}${HOUR}[:.h]\\d{2}(?!\\d)`,
    `${HOUR}h\\d{0,2}${TO}${HOUR}h\\d{0,2}(?!\\d)`,
    UNIT,
    FLOOR,
    PRICE,
    DATE,
  ].join('|'),
  'uy',
);
// Usual opening hours: "9-5", "9-13", "8.00-16". Else a branch is more likely: "030 12345 20-15".
const PERHAPS =
  /(?:[89]|1[01])\s?-\s?[3-8](?![\p{L}\d.:]|[-/]\d)|(?:0?[5-9]|1[0-4])(?:[:.h]\d{2})?h?\s?[-\u2014]\s?(?:1\d|2[0-4]|[1-9](?=h))(?:[:.h]\d{2})?h?(?![\p{L}\d]|[-./:]\d)/uy;

const APART = HAS_SPACE | HAS_OPENING | BOUNDARY; // stands between a number and other digits
const DOLLAR = 0x24;
const TILDE = 0x7e;
const HOUR_MARKS = 'hH:/x×X'; // right before digits: "18h30", "24h/24"
const PLACE_MARKS = ' .:#°№';
const HOUR_BEFORE = /(?:^|[^\d.:h])(?:[01]?\d|2[0-4])[h:]$/iu; // before "30" in "18h30"
const DAYS_BEFORE = /(?:^|[^\d.:])(?:24\s?h|[1-7]\s?j)\s?[/x×]$/iu; // before "24" in "24h/24"
const PLACE_BEFORE = /\p{L}[.,]?[\s,]*[-–—:]?\s?$/u; // "New Delhi - 110001", "Hauptstr. 17"
const MAX_PLACE_DIGITS = 7;
const PLACE_AFTER = /^ (?:[A-Z]{1,2}-)?\p{Lu}[\p{L}’-]+/u; // "10117 Berlin"
const MIN_POST_CODE = 4;
// What has a number of its own, which stands right before the phone number: "Zimmer 214 030 1234567".
const PLACE_WORDS = new Set(
  `page pages of level floor room suite unit shop gate apt seite zimmer raum etage stock haus büro bureau étage salle porte
  stanza piano ufficio piso puerta oficina andar sala pok pokój piętro lok lokal kab kat oda daire каб кабинет
  офис оф комн эт этаж кв стр kamer rum vån huone kerros ajtó emelet szoba etaj camera soba`.split(/\s+/),
);
const LAST_WORD = /(?<word>\p{L}+)\.?(?: ?(?:no|nr|n°|№|#)\.?)?:? ?$/iu; // "Zimmer Nr. "
const MAX_PLACE_CHARS = 20;

/** Return the groups of a run that are something else, in order. */
export function digitsBeside(run: DigitRun): readonly DigitsBeside[] {
  if (run.groupCount < 2) return NONE;
  let found: DigitsBeside[] | undefined;
  for (let group = 0; group < run.groupCount; group++) {
    const other = otherDigitsAt(run, group);
    if (!other) continue;
    found ??= [];
    found.push(other);
    group = other.last;
  }
  return found ?? NONE;
}

const NONE: readonly DigitsBeside[] = [];

function otherDigitsAt(run: DigitRun, group: number): DigitsBeside | undefined {
  const size = run.sizeOf(group);
  if (size > MAX_DIGITS) return undefined;
  if (group === 0) {
    const isCertain = belongsToTextBefore(run);
    if (isCertain !== undefined) return { first: 0, last: 0, isCertain };
  } else if ((run.separatorBefore(group) & APART) === 0) return undefined;
  const start = run.startOf(group);
  if (!mayBeginOther(run.text, start, size)) return undefined;
  for (const pattern of [CERTAIN, PERHAPS]) {
    const end = endOfMatch(pattern, run.text, start);
    if (end !== -1)
      return { first: group, last: lastGroupBefore(run, group, end), isCertain: pattern === CERTAIN };
  }
  return undefined;
}

/** Whether the first group of a run belongs to the text right before it, and whether that is certain. */
function belongsToTextBefore(run: DigitRun): boolean | undefined {
  const { text } = run;
  const start = run.startOf(0);
  if (start === 0 || (run.separatorBefore(0) & LEADING_LENGTH) !== 0) return undefined; // "(415", "+1"
  const before = text[start - 1] as string;
  if (run.sizeOf(0) <= 2 && HOUR_MARKS.includes(before)) {
    const mark = text.slice(Math.max(0, start - 6), start);
    if (HOUR_BEFORE.test(mark)) return before !== ':';
    if (DAYS_BEFORE.test(mark)) return true;
  }
  if (run.separatorBefore(1) !== SPACE_FLAGS || !PLACE_MARKS.includes(before)) return undefined;
  if (!isLetterBefore(text, start)) return undefined;
  const word = LAST_WORD.exec(text.slice(Math.max(0, start - MAX_PLACE_CHARS), start))?.groups?.word;
  return word !== undefined && PLACE_WORDS.has(word.toLowerCase()) ? false : undefined;
}

/** Whether a letter precedes an index, perhaps with marks between: a cheap test. */
function isLetterBefore(text: string, index: number): boolean {
  let before = index - 1;
  while (before >= 0 && PLACE_MARKS.includes(text[before] as string)) before--;
  return before >= 0 && (isLetter(text.charCodeAt(before)) || text.charCodeAt(before) >= 0x80);
}

/**
 * Whether digits of this size may begin a date, an hour or an amount by what follows them: a cheap test, which excludes
 * most groups, and the dates, amounts and IP addresses of tables that no number is beside.
 */
function mayBeginOther(text: string, start: number, size: number): boolean {
  const end = start + size;
  const code = text.charCodeAt(end);
  const next = code === SPACE ? text.charCodeAt(end + 1) : code;
  if (isDigit(next)) return false; // the next group, as in most numbers
  if (next === DASH) return size <= 2 || (size === 4 && text.startsWith('20', start)); // "8-16", "2024-05-12"
  if (isLetter(next) || next >= 0x80) return true;
  if (code === COMMA || code === DOT)
    return isDigit(text.charCodeAt(end + 1)) ? mayFollowMark(text, end) : code === DOT && size <= 2; // "2. Etage"
  return code === SLASH || code === COLON || code === DOLLAR || code === TILDE; // "24/7", "8:00", "50$", "8~16"
}

/** Whether what follows digits and a comma or a dot may be the rest of an amount, an hour or a date, but not of "1,299,709". */
function mayFollowMark(text: string, mark: number): boolean {
  let end = mark + 1;
  while (isDigit(text.charCodeAt(end))) end++;
  const code = text.charCodeAt(end);
  if (code === COMMA) return false;
  return code !== DOT || text.startsWith('19', end + 1) || text.startsWith('20', end + 1);
}

/**
 * Whether the first group of a run may belong to the word before: a post code, the number of a house. Ask only if the run
 * is no number.
 */
export function startsWithPlace(run: DigitRun): boolean {
  const { text } = run;
  const start = run.startOf(0);
  if (start === 0 || run.sizeOf(0) > MAX_PLACE_DIGITS || text.charCodeAt(run.endOf(0)) !== SPACE)
    return false;
  if (!PLACE_BEFORE.test(text.slice(Math.max(0, start - 6), start))) return false;
  if (!/^ (?:- )?[\d(+]/.test(text.slice(run.endOf(0), run.endOf(0) + 4))) return false;
  const label = labelFor(text, start, text.length, true);
  return label === undefined || label === 'name';
}

/** Whether the last group of a run may be a post code: the name of a place follows. Ask only if the run is no number. */
export function endsInPostCode(run: DigitRun): boolean {
  const last = run.groupCount - 1;
  const size = run.sizeOf(last);
  if (
    last < 1 ||
    size < MIN_POST_CODE ||
    size > MAX_PLACE_DIGITS ||
    run.separatorBefore(last) !== SPACE_FLAGS
  )
    return false;
  return PLACE_AFTER.test(run.text.slice(run.endOf(last), run.endOf(last) + MAX_PLACE_CHARS));
}

/**
 * Whether the last group is the end of a range of numbers: "02 141 6718-19", "210 2846533-4". After a word for a phone it
 * need not be greater than the last digits before it: "Tel. 0-2969-9318-2".
 */
export function endsInRange(run: DigitRun): boolean {
  const last = run.groupCount - 1;
  const size = last < 2 ? 0 : run.sizeOf(last);
  if (size < 1 || size > 2 || run.sizeOf(last - 1) <= size) return false;
  if ((run.separatorBefore(last) & DASHED) === 0) return false;
  if (Number(run.digits(last, last)) > Number(run.digits(last - 1, last - 1).slice(-size))) return true;
  return labelFor(run.text, run.leadingStartOf(0), run.text.length, false) === 'phone';
}

function endOfMatch(pattern: RegExp, text: string, start: number): number {
  const part = text.slice(start, start + MAX_CHARS);
  pattern.lastIndex = 0;
  return pattern.test(part) ? start + pattern.lastIndex : -1;
}

function lastGroupBefore(run: DigitRun, group: number, end: number): number {
  let last = group;
  while (last + 1 < run.groupCount && run.startOf(last + 1) < end) last++;
  return last;
}

/** A pattern of words in a list, each in small letters, with a capital, and in capitals; longer words first. */
function anyCase(list: string): string {
  const words = list.split(/\s+/).map(word => word.replace('$', '\\$'));
  const forms = words.flatMap(word => [
    word,
    word.charAt(0).toUpperCase() + word.slice(1),
    word.toUpperCase(),
  ]);
  return [...new Set(forms)].sort((one, other) => other.length - one.length).join('|');
}
