// Finds the phone numbers in a text: where each one stands and how it is dialled. Pure, linear, never throws.

import { CandidateClassifier, type Classification } from './classify/classifier.ts';
import { CONFIDENT, POSSIBLE } from './classify/confidence.ts';
import { EVIDENCE_BY_SOURCE, evidenceBits, evidenceList } from './classify/evidence.ts';
import { isBankOrCardNumber } from './classify/exclusions.ts';
import { countryOf, type FoundNumber, LazyFoundNumber } from './classify/found-number.ts';
import { type ContextLabel, labelFor } from './context/context-label.ts';
import { planFor } from './metadata/calling-codes.ts';
import type { NumberPlan } from './metadata/number-plan.ts';
import { e164, numberTypeOf, type ParsedNumber, parseDigits, parsePossible } from './parse/parser.ts';
import { parseExtensionAt } from './parse/phone-extension.ts';
import { isBlank, RunSplitter } from './parse/run-splitter.ts';
import type { TelLink } from './parse/tel-link.ts';
import { findVanityNumbers } from './parse/vanity.ts';
import { CANDIDATE, nthDigitBefore, runEnd, runStart } from './text/candidate-scan.ts';
import { isCapital, isDigit, isLetter } from './text/char-class.ts';
import { DigitRun, MAX_RUN_CHARS } from './text/digit-run.ts';
import { LineCursor, type NormalizedLine, normalize, toLineIndex, toSourceIndex } from './text/normalize.ts';
import { SPACE } from './text/separators.ts';
import { TableHeaders } from './text/table-headers.ts';

export type { Evidence } from './classify/evidence.ts';
export type { FoundNumber } from './classify/found-number.ts';
export { mayContainNumber } from './text/candidate-scan.ts';

const LONGEST_AND = 12; // characters between two numbers of a list

export interface FindOptions {
  readonly includeUncertain?: boolean; // those too that are hardly sure: 0.3 and more
}

/** Find the numbers in a text; a line break ends a number. Without a region only those with a + are found. */
export function find(text: string, region?: string, wanted: FindOptions = {}): FoundNumber[] {
  CANDIDATE.lastIndex = 0;
  if (!CANDIDATE.test(text)) return [];
  const search = new NumberSearch(text, region, wanted.includeUncertain ?? false);
  do CANDIDATE.lastIndex = search.processRunAt(CANDIDATE.lastIndex);
  while (CANDIDATE.test(text));
  return search.found;
}

const RUN = new DigitRun(); // of the text that is read now: its tables cost more than most texts do

class NumberSearch {
  readonly found: FoundNumber[] = [];
  readonly #text: string;
  readonly #localPlan: NumberPlan | undefined;
  readonly #lines: LineCursor;
  readonly #run = RUN;
  readonly #judge: CandidateClassifier;
  readonly #splitter: RunSplitter<Classification>;
  readonly #isFaintWanted: boolean;
  #line: NormalizedLine; // that is read now
  #consumedTo = 0; // nothing before is read again
  #says: ContextLabel; // what was said of the number before
  #isSure = false; // that one was a number
  readonly #named = new Set<string>(); // shapes of what the line names as something else

  constructor(text: string, region: string | undefined, isFaintWanted: boolean) {
    this.#text = text;
    this.#localPlan = region === undefined ? undefined : planFor(region);
    this.#lines = new LineCursor(text);
    this.#line = NO_LINE;
    this.#isFaintWanted = isFaintWanted;
    const columns = text.includes('\n') ? new TableHeaders(text) : undefined;
    this.#judge = new CandidateClassifier(this.#run, this.#localPlan, {
      columnLabel: at => columns?.labelAt(toSourceIndex(this.#line, at)),
      followsNumber: at => this.#isSure && this.#follows(toSourceIndex(this.#line, at)),
      matchesRejectedShape: (from, to) =>
        this.#named.size > 0 && this.#named.has(digitShape(this.#line.text.slice(from, to))),
    });
    this.#splitter = new RunSplitter(this.#run, this, region);
  }

  /** Read the run that a hit stands at the beginning of, by where the hit ends; tell where to look on. */
  processRunAt(past: number): number {
    const text = this.#text;
    const isWord = isCapital(text.charCodeAt(past - 1));
    const at = isWord ? nthDigitBefore(text, past - 2, 3) : nthDigitBefore(text, past, 7);
    const start = runStart(text, at, this.#consumedTo);
    const end = runEnd(text, isWord ? at : past - 1);
    if (end - start > MAX_RUN_CHARS) return end;
    if (text.slice(this.#consumedTo, start).includes('\n')) this.#named.clear();
    this.#line = this.#lines.around(start, end);
    if (isWord || mayGoOnInWords(text, end)) {
      if (this.#readWords()) return this.#consumedTo;
      if (isWord) return at + 3;
    }
    this.#readRun(toLineIndex(this.#line, start), toLineIndex(this.#line, end));
    return end;
  }

  #readWords(): boolean {
    const { text } = this.#line;
    const isCalled = (at: number): boolean => labelFor(text, at, text.length, false) === 'phone';
    let hasFound = false;
    for (const { start, end, parsed } of findVanityNumbers(text, this.#localPlan, isCalled)) {
      if (toSourceIndex(this.#line, start) < this.#consumedTo) continue;
      const extension = parseExtensionAt(text, end);
      const why = EVIDENCE_BY_SOURCE[parsed.source] | evidenceBits('vanity');
      this.accept({ start, end, parsed, label: undefined, extension, confidence: 0.8, evidence: why });
      hasFound = true;
    }
    return hasFound;
  }

  #readRun(start: number, end: number): void {
    const { text } = this.#line;
    const run = this.#run;
    run.load(text, start, end);
    if (isBankOrCardNumber(run)) return;
    const inherited = this.#inherited(toSourceIndex(this.#line, start));
    this.#judge.inheritedLabel = inherited;
    const whole = run.isContiguous() ? this.judge(0, run.count - 1) : undefined;
    if (whole && !(run.hasListMarker() && isBlank(text, start))) {
      this.accept(whole);
      return;
    }
    const isCut = run.count > 1 && startsNextWord(run);
    if (isCut) run.dropLastGroup();
    const mayPart = isCut || run.canSplit();
    if (mayPart && this.#splitter.split()) return;
    if (isCut) run.load(text, start, end); // "… 63 Oksana": it was the number's after all
    const all = isCut ? this.judge(0, run.count - 1) : undefined;
    if (all) {
      this.accept(all);
      return;
    }
    if (this.#isFaintWanted) this.#findUncertain(mayPart);
    this.#isSure = false;
    const label = labelFor(text, start, end, run.count === 1);
    if (label === 'other') this.#named.add(digitShape(text.slice(start, end)));
    this.#says = label ?? inherited;
    this.#consumedTo = toSourceIndex(this.#line, end - 1) + 1;
  }

  /** Where a run holds no number that is sure, take what may be one. */
  #findUncertain(mayPart: boolean): void {
    const run = this.#run;
    this.#judge.threshold = POSSIBLE;
    const whole = run.isContiguous() ? this.judge(0, run.count - 1) : undefined;
    if (whole) this.accept(whole);
    else if (mayPart) this.#splitter.split();
    this.#judge.threshold = CONFIDENT;
  }

  /** What was said of the number before, if only the signs of a list stand between. */
  #inherited(from: number): ContextLabel {
    if (this.#says === undefined || from - this.#consumedTo > LONGEST_AND) return undefined;
    return LISTS.test(this.#text.slice(this.#consumedTo, from)) ? this.#says : undefined;
  }

  /** Whether the signs of a list and a short label at most stand between it and the number before. */
  #follows(from: number): boolean {
    return (
      from - this.#consumedTo <= LONGEST_BETWEEN && BETWEEN.test(this.#text.slice(this.#consumedTo, from))
    );
  }

  /** Judge some groups of the run. */
  judge(first: number, last: number): Classification | undefined {
    return this.#judge.classify(first, last);
  }

  accept(classification: Classification): void {
    const { start, end, extension } = classification;
    const last = toSourceIndex(this.#line, end + (extension?.length ?? 0) - 1);
    this.#consumedTo = afterSign(this.#text, last);
    this.#says = classification.label;
    this.#isSure = classification.confidence >= CONFIDENT;
    const first = toSourceIndex(this.#line, start);
    const written =
      extension && this.#text.slice(first, afterSign(this.#text, toSourceIndex(this.#line, end - 1)));
    this.found.push(new LazyFoundNumber(first, this.#consumedTo, classification, extension?.digits, written));
    if (!extension && this.#isSure) this.#takeNext(classification);
  }

  /** "030 1234567/68": the number next to it, of which only the last digits are written. */
  #takeNext({ start, end, parsed, ...classification }: Classification): void {
    const { text } = this.#line;
    if (text.charCodeAt(end) !== SLASH) return;
    const next = consecutiveNumber(text, start, end, parsed);
    if (!next) return;
    const [first, last] = [
      toSourceIndex(this.#line, end + 1),
      toSourceIndex(this.#line, end + next.digits.length),
    ];
    this.#consumedTo = afterSign(this.#text, last);
    const said = {
      ...classification,
      start: end + 1,
      end: end + 1 + next.digits.length,
      parsed: next.parsed,
    };
    this.found.push(new LazyFoundNumber(first, this.#consumedTo, said, undefined, next.written));
  }
}

const NO_LINE: NormalizedLine = { text: '', from: 0, places: undefined };

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
function consecutiveNumber(text: string, start: number, end: number, { code, national }: ParsedNumber) {
  const digits = LAST_DIGITS.exec(text.slice(end, end + 12))?.[1];
  if (digits === undefined) return undefined;
  const away = Number(digits) - Number(national.slice(-digits.length));
  if (away <= 0 || away >= NEAREST || !text.slice(start, end).endsWith(national.slice(-digits.length)))
    return undefined;
  const parsed = parseDigits(code + national.slice(0, -digits.length) + digits, true, undefined);
  return parsed && { digits, parsed, written: text.slice(start, end - digits.length) + digits };
}

/** Something that has the same shape and begins with the same digits is of the same kind. */
function digitShape(written: string): string {
  return written.slice(0, 2) + written.slice(2).replace(/\d/g, '0');
}

/** Whether the last digits of a run begin a word or a time instead: "… 8am", "… 8:30". */
function startsNextWord(run: DigitRun): boolean {
  const last = run.count - 1;
  if ((run.separatorBefore(last) & SPACE) === 0) return false;
  const end = run.endOf(last);
  const code = run.text.charCodeAt(end);
  if (code === 0x20 && run.sizeOf(last) <= 2 && isLetter(run.text.charCodeAt(end + 1)))
    return !parseExtensionAt(run.text, end); // "… 14 times"
  const isNext = isLetter(code) || (code === 0x3a && isDigit(run.text.charCodeAt(end + 1)));
  return isNext && !parseExtensionAt(run.text, end);
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

function resultFields(
  parsed: ParsedNumber,
): Pick<FoundNumber, 'e164' | 'country' | 'numberType' | 'evidence'> {
  const country = countryOf(parsed);
  const evidence = evidenceList(EVIDENCE_BY_SOURCE[parsed.source] | evidenceBits('link'));
  return {
    e164: e164(parsed),
    ...(country && { country }),
    numberType: numberTypeOf(parsed),
    evidence,
  };
}

export type LinkNumber = Omit<FoundNumber, 'start' | 'end' | 'confidence'>;

/** Read what a telephone link calls, in the region where it needs one. */
export function parseLink(link: TelLink, region?: string): LinkNumber | undefined {
  const { extension, local } = link;
  const { text } = normalize(link.text, 0);
  const tail = /\D*$/.exec(text.split(/\s*(?:[a-z]|,)/i)[0] ?? '')?.index ?? 0;
  const digits = text.slice(0, tail).replace(/\D/g, '');
  const hasPlus = /^\D*\+/.test(text);
  const where = region !== undefined && planFor(region) ? region : undefined;
  const dialled = extension ?? parseExtensionAt(text, tail)?.digits;
  const tailed = dialled !== undefined && { extension: dialled };
  const parsed = parseDigits(digits, hasPlus, where);
  if (parsed) return { ...resultFields(parsed), ...tailed };
  const [spelled] = /\p{L}{3}/u.test(text) ? find(text, where) : []; // 1-800-FLOWERS
  if (spelled) return spelled;
  const possible = local ? undefined : parsePossible(digits, hasPlus, where);
  return possible && { e164: e164(possible), evidence: ['link'], ...tailed };
}
