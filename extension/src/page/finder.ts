// Finds the phone numbers in a text: where each one stands and how it is dialled. Pure, linear, never throws.

import type { LinkNumber } from '../link.ts';
import { extensionAt } from './finding/extension.ts';
import { fold, inLine, type Line, placeOf } from './finding/fold.ts';
import { runEnd, runStart, SCAN } from './finding/glance.ts';
import { judge, type Surroundings, type Verdict } from './finding/judge.ts';
import { isLetter, type Says, saidOf } from './finding/label.ts';
import { type Kind, planOf } from './finding/plan.ts';
import { e164, kindOf, type Reading, readDigits, readPossible } from './finding/reading.ts';
import { isAccount } from './finding/reject.ts';
import { type Group, groupsOf, isListNumber, isOne, type Piece, partsOf } from './finding/run.ts';
import { vanities } from './finding/vanity.ts';

export { glance } from './finding/glance.ts';

export interface Found {
  readonly start: number;
  readonly end: number;
  readonly e164: string;
  readonly extension?: string;
  readonly country?: string; // ISO 3166-1 alpha-2, where the number says it
  readonly kind?: Kind;
  readonly confidence: number; // 0.5 and more: a number; 1: beyond doubt
  readonly label?: 'fax'; // the words beside it say that a machine answers
}

const LONGEST_RUN = 600; // characters; longer runs of digits are data
const BEFORE = 64; // characters of context: a name and what it is called
const AFTER = 48;
const LINE = 0x0a; // what ends a line
const LONGEST_AND = 12; // characters between two numbers of a list
const STARTS_BRANCHES = /\+ ?4[39]/;

/** Find the numbers in a text; a line break ends a number. Without a region only those with a + are found. */
export function find(text: string, region?: string): Found[] {
  const search = new Search(text, region !== undefined && planOf(region) ? region : undefined);
  SCAN.lastIndex = 0;
  for (let hit = SCAN.exec(text); hit; hit = SCAN.exec(text)) {
    SCAN.lastIndex = search.read(hit.index, hit[0]);
  }
  return search.found;
}

class Search {
  readonly found: Found[] = [];
  readonly #text: string;
  readonly #region: string | undefined;
  #past = 0; // nothing before is read again
  #says: Says; // what was said of the number before

  constructor(text: string, region: string | undefined) {
    this.#text = text;
    this.#region = region;
  }

  /** Read the run that a hit stands at the beginning of; tell where to look on. */
  read(at: number, hit: string): number {
    const start = runStart(this.#text, at, this.#past);
    const end = runEnd(this.#text, at);
    if (end - start > LONGEST_RUN) return end;
    const line = this.#line(start, end);
    const isWord = isCapital(hit, hit.length - 1);
    if (isWord || mayGoOnInWords(this.#text, end)) {
      const next = this.#readWords(line);
      if (next !== undefined) return next;
      if (isWord) return at + 3;
    }
    this.#readRun(line, inLine(line, start), inLine(line, end));
    return end;
  }

  /** The run with some of its line on both sides, in one way of writing. */
  #line(start: number, end: number): Line {
    const text = this.#text;
    let from = start;
    for (
      const least = Math.max(0, start - BEFORE);
      from > least && text.charCodeAt(from - 1) !== LINE;
      from--
    );
    let to = end;
    for (const most = Math.min(text.length, end + AFTER); to < most && text.charCodeAt(to) !== LINE; to++);
    return fold(text.slice(from, to), from);
  }

  #readWords(line: Line): number | undefined {
    const isCalled = (at: number): boolean => saidOf(line.text, at, line.text.length, false) === 'phone';
    let next: number | undefined;
    for (const { start, end, reading } of vanities(line.text, this.#region, isCalled)) {
      const from = placeOf(line, start);
      if (from < this.#past) continue;
      next = this.#take(line, {
        start,
        end,
        reading,
        label: undefined,
        extension: extensionAt(line.text, end),
        confidence: 0.8,
      });
    }
    return next;
  }

  #readRun(line: Line, start: number, end: number): void {
    if (isAccount(line.text, start, end)) return;
    const groups = groupsOf(line.text, start, end);
    const inherited = this.#inherited(line, start);
    const around: Surroundings = { text: line.text, groups, region: this.#region, inherited };
    const whole = isOne(groups) ? judge(around, 0, groups.length - 1, true) : undefined;
    if (whole && !(isListNumber(groups) && isBlank(line.text, start))) {
      this.#take(line, whole);
      return;
    }
    const isCut = groups.length > 1 && isOfNextWord(line.text, groups.at(-1) as Group);
    if (isCut) groups.pop();
    const mayPart =
      isCut || groups.some(({ gap }, index) => index > 0 && gap !== '-' && gap !== '.' && gap !== ')');
    const pieces = mayPart ? this.#parts(line, around, start, end) : [];
    for (const { what } of pieces) {
      this.#take(line, what);
    }
    if (pieces.length === 0) {
      this.#says = saidOf(line.text, start, end, groups.length === 1) ?? inherited;
      this.#past = placeOf(line, end - 1) + 1;
    }
  }

  #parts(line: Line, around: Surroundings, start: number, end: number): Piece<Verdict>[] {
    const written = line.text.slice(start, end);
    const joinsBranch = this.#region === 'DE' || this.#region === 'AT' || STARTS_BRANCHES.test(written);
    return partsOf(around.groups, isBlank(line.text, start), joinsBranch, (first, last, isWhole) =>
      judge(around, first, last, isWhole),
    );
  }

  /** What was said of the number before, if only the signs of a list stand between. */
  #inherited(line: Line, start: number): Says {
    const from = placeOf(line, start);
    if (this.#says === undefined || from - this.#past > LONGEST_AND) return undefined;
    const isList =
      /^[^\S\n]*[,;/|&+·—-]?[^\S\n]*(?:and|or|und|oder|et|ou|y|o|e|i|и|или|en|of)?[^\S\n]*$/u.test(
        this.#text.slice(this.#past, from),
      );
    return isList ? this.#says : undefined;
  }

  #take(line: Line, verdict: Verdict): number {
    const { extension } = verdict;
    const last = verdict.end + (extension?.length ?? 0) - 1;
    const end = afterSign(this.#text, placeOf(line, last));
    this.found.push(new FoundNumber(placeOf(line, verdict.start), end, verdict, extension?.digits));
    this.#says = verdict.label;
    this.#past = end;
    return end;
  }
}

/** Whether the last digits of a run begin a word or a time instead: "… 8am", "… 8:30". */
function isOfNextWord(text: string, { end, gap }: Group): boolean {
  return (
    gap === ' ' &&
    !extensionAt(text, end) &&
    (isLetter(text.charCodeAt(end)) || /^:\d/.test(text.slice(end, end + 2)))
  );
}

function isBlank(text: string, end: number): boolean {
  for (let at = 0; at < end; at++) if (text.charCodeAt(at) > 0x20) return false;
  return true;
}

/** The place after a sign, which may be written with two code units. */
function afterSign(text: string, place: number): number {
  return place + ((text.codePointAt(place) ?? 0) > 0xffff ? 2 : 1);
}

function isCapital(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x41 && code <= 0x5a;
}

/** Whether capitals follow a run, with a sign or two between: "1-800-555-HELP". */
function mayGoOnInWords(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && at < end + 2 && '-. )'.includes(text.charAt(at))) at++;
  return isCapital(text, at);
}

/** A number on the page; its kind is found out when it is asked for. */
class FoundNumber implements Found {
  readonly start: number;
  readonly end: number;
  readonly e164: string;
  readonly extension?: string;
  readonly country?: string;
  readonly confidence: number;
  readonly label?: 'fax';
  readonly #reading: Reading;

  constructor(start: number, end: number, { reading, confidence, label }: Verdict, extension?: string) {
    this.start = start;
    this.end = end;
    this.e164 = e164(reading);
    this.confidence = confidence;
    if (extension !== undefined) this.extension = extension;
    if (reading.plan.region !== SHARED_CODE) this.country = reading.plan.region;
    if (label === 'fax') this.label = label;
    this.#reading = reading;
  }

  get kind(): Kind {
    return kindOf(this.#reading);
  }
}

const SHARED_CODE = '001'; // a code that belongs to no country

function said(reading: Reading): Pick<Found, 'e164' | 'country' | 'kind'> {
  const { region } = reading.plan;
  return { e164: e164(reading), ...(region !== SHARED_CODE && { country: region }), kind: kindOf(reading) };
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
  return possible && { e164: e164(possible), ...tailed };
}
