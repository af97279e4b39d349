// Finds the phone numbers in a text: where each one stands and how it is dialled. Pure, linear, never throws.

import { Judge, type Verdict } from './classify/classifier.ts';
import { FAINT, SURE } from './classify/confidence.ts';
import { BY_SOURCE, because, reasonsOf } from './classify/evidence.ts';
import { isAccount } from './classify/exclusions.ts';
import { countryOf, type Found, FoundNumber } from './classify/found-number.ts';
import { type Says, saidOf } from './context/context-label.ts';
import { planOf } from './metadata/calling-codes.ts';
import type { Plan } from './metadata/number-plan.ts';
import { e164, kindOf, type Reading, readDigits, readPossible } from './parse/parser.ts';
import { extensionAt } from './parse/phone-extension.ts';
import { isBlank, Parting } from './parse/run-splitter.ts';
import type { LinkNumber } from './parse/tel-link.ts';
import { vanities } from './parse/vanity.ts';
import { digitBefore, runEnd, runStart, SCAN } from './text/candidate-scan.ts';
import { isCapital, isDigit, isLetter } from './text/char-class.ts';
import { LONGEST_RUN, Run } from './text/digit-run.ts';
import { fold, inLine, type Line, Lines, placeOf } from './text/normalize.ts';
import { SPACE } from './text/separators.ts';
import { Columns } from './text/table-headers.ts';

export type { Reason } from './classify/evidence.ts';
export type { Found } from './classify/found-number.ts';
export { glance } from './text/candidate-scan.ts';

const LONGEST_AND = 12; // characters between two numbers of a list

export interface Wanted {
  readonly faint?: boolean; // those too that are hardly sure: 0.3 and more
}

/** Find the numbers in a text; a line break ends a number. Without a region only those with a + are found. */
export function find(text: string, region?: string, wanted: Wanted = {}): Found[] {
  SCAN.lastIndex = 0;
  if (!SCAN.test(text)) return [];
  const search = new Search(text, region, wanted.faint ?? false);
  do SCAN.lastIndex = search.read(SCAN.lastIndex);
  while (SCAN.test(text));
  return search.found;
}

const RUN = new Run(); // of the text that is read now: its tables cost more than most texts do

class Search {
  readonly found: Found[] = [];
  readonly #text: string;
  readonly #here: Plan | undefined;
  readonly #lines: Lines;
  readonly #run = RUN;
  readonly #judge: Judge;
  readonly #parting: Parting<Verdict>;
  readonly #isFaintWanted: boolean;
  #line: Line; // that is read now
  #past = 0; // nothing before is read again
  #says: Says; // what was said of the number before
  #isSure = false; // that one was a number
  readonly #named = new Set<string>(); // shapes of what the line names as something else

  constructor(text: string, region: string | undefined, isFaintWanted: boolean) {
    this.#text = text;
    this.#here = region === undefined ? undefined : planOf(region);
    this.#lines = new Lines(text);
    this.#line = NO_LINE;
    this.#isFaintWanted = isFaintWanted;
    const columns = text.includes('\n') ? new Columns(text) : undefined;
    this.#judge = new Judge(this.#run, this.#here, {
      column: at => columns?.saysOf(placeOf(this.#line, at)),
      follows: at => this.#isSure && this.#follows(placeOf(this.#line, at)),
      resembles: (from, to) =>
        this.#named.size > 0 && this.#named.has(shapeOf(this.#line.text.slice(from, to))),
    });
    this.#parting = new Parting(this.#run, this, region);
  }

  /** Read the run that a hit stands at the beginning of, by where the hit ends; tell where to look on. */
  read(past: number): number {
    const text = this.#text;
    const isWord = isCapital(text.charCodeAt(past - 1));
    const at = isWord ? digitBefore(text, past - 2, 3) : digitBefore(text, past, 7);
    const start = runStart(text, at, this.#past);
    const end = runEnd(text, isWord ? at : past - 1);
    if (end - start > LONGEST_RUN) return end;
    if (text.slice(this.#past, start).includes('\n')) this.#named.clear();
    this.#line = this.#lines.around(start, end);
    if (isWord || mayGoOnInWords(text, end)) {
      if (this.#readWords()) return this.#past;
      if (isWord) return at + 3;
    }
    this.#readRun(inLine(this.#line, start), inLine(this.#line, end));
    return end;
  }

  #readWords(): boolean {
    const { text } = this.#line;
    const isCalled = (at: number): boolean => saidOf(text, at, text.length, false) === 'phone';
    let hasFound = false;
    for (const { start, end, reading } of vanities(text, this.#here, isCalled)) {
      if (placeOf(this.#line, start) < this.#past) continue;
      const extension = extensionAt(text, end);
      const why = BY_SOURCE[reading.source] | because('vanity');
      this.take({ start, end, reading, label: undefined, extension, confidence: 0.8, because: why });
      hasFound = true;
    }
    return hasFound;
  }

  #readRun(start: number, end: number): void {
    const { text } = this.#line;
    const run = this.#run;
    run.read(text, start, end);
    if (isAccount(run)) return;
    const inherited = this.#inherited(placeOf(this.#line, start));
    this.#judge.inherited = inherited;
    const whole = run.isOne() ? this.judge(0, run.count - 1) : undefined;
    if (whole && !(run.isListed() && isBlank(text, start))) {
      this.take(whole);
      return;
    }
    const isCut = run.count > 1 && isOfNextWord(run);
    if (isCut) run.drop();
    const mayPart = isCut || run.mayPart();
    if (mayPart && this.#parting.part()) return;
    if (isCut) run.read(text, start, end); // "… 63 Oksana": it was the number's after all
    const all = isCut ? this.judge(0, run.count - 1) : undefined;
    if (all) {
      this.take(all);
      return;
    }
    if (this.#isFaintWanted) this.#readFaintly(mayPart);
    this.#isSure = false;
    const said = saidOf(text, start, end, run.count === 1);
    if (said === 'other') this.#named.add(shapeOf(text.slice(start, end)));
    this.#says = said ?? inherited;
    this.#past = placeOf(this.#line, end - 1) + 1;
  }

  /** Where a run holds no number that is sure, take what may be one. */
  #readFaintly(mayPart: boolean): void {
    const run = this.#run;
    this.#judge.least = FAINT;
    const whole = run.isOne() ? this.judge(0, run.count - 1) : undefined;
    if (whole) this.take(whole);
    else if (mayPart) this.#parting.part();
    this.#judge.least = SURE;
  }

  /** What was said of the number before, if only the signs of a list stand between. */
  #inherited(from: number): Says {
    if (this.#says === undefined || from - this.#past > LONGEST_AND) return undefined;
    return LISTS.test(this.#text.slice(this.#past, from)) ? this.#says : undefined;
  }

  /** Whether the signs of a list and a short label at most stand between it and the number before. */
  #follows(from: number): boolean {
    return from - this.#past <= LONGEST_BETWEEN && BETWEEN.test(this.#text.slice(this.#past, from));
  }

  /** Judge some groups of the run. */
  judge(first: number, last: number): Verdict | undefined {
    return this.#judge.judge(first, last);
  }

  take(verdict: Verdict): void {
    const { start, end, extension } = verdict;
    const last = placeOf(this.#line, end + (extension?.length ?? 0) - 1);
    this.#past = afterSign(this.#text, last);
    this.#says = verdict.label;
    this.#isSure = verdict.confidence >= SURE;
    const first = placeOf(this.#line, start);
    const written = extension && this.#text.slice(first, afterSign(this.#text, placeOf(this.#line, end - 1)));
    this.found.push(new FoundNumber(first, this.#past, verdict, extension?.digits, written));
    if (!extension && this.#isSure) this.#takeNext(verdict);
  }

  /** "030 1234567/68": the number next to it, of which only the last digits are written. */
  #takeNext({ start, end, reading, ...verdict }: Verdict): void {
    const { text } = this.#line;
    if (text.charCodeAt(end) !== SLASH) return;
    const next = nextOf(text, start, end, reading);
    if (!next) return;
    const [first, last] = [placeOf(this.#line, end + 1), placeOf(this.#line, end + next.digits.length)];
    this.#past = afterSign(this.#text, last);
    const said = { ...verdict, start: end + 1, end: end + 1 + next.digits.length, reading: next.reading };
    this.found.push(new FoundNumber(first, this.#past, said, undefined, next.written));
  }
}

const NO_LINE: Line = { text: '', from: 0, places: undefined };

const LISTS =
  /^[^\S\n]*[,;/|&+·—-]?[^\S\n]*(?:and|or|und|oder|et|ou|y|ed?|od?|u|i|ir|of|en|og|och|eller|ja|tai|või|un|vai|ar(?:ba)?|lub|albo|alebo|nebo|ali|ili|in|vagy|és|sau|și|ve(?:ya)?|dan|atau|và|hoặc|и|или|та|або|чи|й|ή|και|أو|או|या|或者?|または|또는)?[^\S\n]*\(?$/u;

// A label is a name ("Rīgā") or has a colon: other words go on with a sentence.
const BETWEEN =
  /^[^\S\n]*(?:\(\p{L}[^()\n]*\)[^\S\n]*)?[|·•,;/–—،、][^\S\n]*(?:(?!\p{Ll}[^:：]*$)\p{L}[\p{L}\p{M}.’'-]*(?: \p{L}[\p{L}\p{M}.’'-]*){0,2} ?[:：]?[^\S\n]*)?\(?$/u;
const LONGEST_BETWEEN = 40; // characters

const SLASH = 0x2f;
const LAST_DIGITS = /^\/(\d{1,3})(?![\p{L}\d%€$]| ?[-./:] ?[\p{L}\d]|,\d| [\p{Ll}\d])/u;
const NEAREST = 10; // numbers that an office has in a row

/** The number that shares all but its last digits with one that is written whole, and comes soon after it. */
function nextOf(text: string, start: number, end: number, { code, national }: Reading) {
  const digits = LAST_DIGITS.exec(text.slice(end, end + 12))?.[1];
  if (digits === undefined) return undefined;
  const away = Number(digits) - Number(national.slice(-digits.length));
  if (away <= 0 || away >= NEAREST || !text.slice(start, end).endsWith(national.slice(-digits.length)))
    return undefined;
  const reading = readDigits(code + national.slice(0, -digits.length) + digits, true, undefined);
  return reading && { digits, reading, written: text.slice(start, end - digits.length) + digits };
}

/** Something that has the same shape and begins with the same digits is of the same kind. */
function shapeOf(written: string): string {
  return written.slice(0, 2) + written.slice(2).replace(/\d/g, '0');
}

/** Whether the last digits of a run begin a word or a time instead: "… 8am", "… 8:30". */
function isOfNextWord(run: Run): boolean {
  const last = run.count - 1;
  if ((run.gap(last) & SPACE) === 0) return false;
  const end = run.endOf(last);
  const code = run.text.charCodeAt(end);
  if (code === 0x20 && run.sizeOf(last) <= 2 && isLetter(run.text.charCodeAt(end + 1)))
    return !extensionAt(run.text, end); // "… 14 times"
  const isNext = isLetter(code) || (code === 0x3a && isDigit(run.text.charCodeAt(end + 1)));
  return isNext && !extensionAt(run.text, end);
}

/** The place after a sign, which may be written with two code units. */
function afterSign(text: string, place: number): number {
  return place + ((text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1);
}

/** Whether capitals follow a run, with a sign or two between: "1-800-555-HELP". */
function mayGoOnInWords(text: string, end: number): boolean {
  let at = end;
  while (at < end + 2 && isBetweenWords(text.charCodeAt(at))) at++;
  return isCapital(text.charCodeAt(at));
}

function isBetweenWords(code: number): boolean {
  return code === 0x20 || code === 0x2d || code === 0x2e || code === 0x29; // - . )
}

function said(reading: Reading): Pick<Found, 'e164' | 'country' | 'kind' | 'reasons'> {
  const country = countryOf(reading);
  const reasons = reasonsOf(BY_SOURCE[reading.source] | because('link'));
  return { e164: e164(reading), ...(country && { country }), kind: kindOf(reading), reasons };
}

export type Link = Omit<Found, 'start' | 'end' | 'confidence'>;

/** Read what a telephone link calls, in the region where it needs one. */
export function readLink({ written, extension, local }: LinkNumber, region?: string): Link | undefined {
  const { text } = fold(written, 0);
  const tail = /\D*$/.exec(text.split(/\s*(?:[a-z]|,)/i)[0] ?? '')?.index ?? 0;
  const digits = text.slice(0, tail).replace(/\D/g, '');
  const hasPlus = /^\D*\+/.test(text);
  const where = region !== undefined && planOf(region) ? region : undefined;
  const dialled = extension ?? extensionAt(text, tail)?.digits;
  const tailed = dialled !== undefined && { extension: dialled };
  const reading = readDigits(digits, hasPlus, where);
  if (reading) return { ...said(reading), ...tailed };
  const [spelled] = /\p{L}{3}/u.test(text) ? find(text, where) : []; // 1-800-FLOWERS
  if (spelled) return spelled;
  const possible = local ? undefined : readPossible(digits, hasPlus, where);
  return possible && { e164: e164(possible), reasons: ['link'], ...tailed };
}
