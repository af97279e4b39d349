// Searches one text for phone numbers, from its beginning to its end: run of digits by run of digits.

import { CandidateClassifier, type Classification, MAX_UNCERTAIN } from './classify/classifier.ts';
import { CONFIDENT, POSSIBLE, VANITY_CONFIDENCE } from './classify/confidence.ts';
import { EVIDENCE_BY_SOURCE, evidenceBits } from './classify/evidence.ts';
import { type FoundNumber, LazyFoundNumber } from './classify/found-number.ts';
import { isBankOrCardNumber } from './classify/other-formats.ts';
import { labelFor } from './context/context-label.ts';
import {
  type DigitsBeside,
  digitsBeside,
  endsInPostCode,
  endsInRange,
  startsWithPlace,
} from './context/digits-beside.ts';
import type { ContextLabel } from './context/label.ts';
import { isListSeparator, isListSeparatorWithLabel } from './context/number-list.ts';
import { TableHeaders } from './context/table-headers.ts';
import { planFor } from './metadata/calling-codes.ts';
import type { NumberPlan } from './metadata/number-plan.ts';
import { type FullNumber, mayAbbreviatedFollow, parseAbbreviatedAt } from './parse/abbreviated-number.ts';
import { e164 } from './parse/parser.ts';
import { parseExtensionAt } from './parse/phone-extension.ts';
import { RunSplitter } from './parse/run-splitter.ts';
import { findVanityNumbers, mayContinueInLetters } from './parse/vanity.ts';
import { nthDigitBefore, runEnd, runStart } from './text/candidate-scan.ts';
import {
  COLON,
  indexAfterChar,
  isBlankBefore,
  isCapital,
  isDigit,
  isLetter,
  SPACE,
} from './text/char-class.ts';
import { DigitRun, MAX_RUN_CHARS, MIN_DIGITS } from './text/digit-run.ts';
import { LineCursor, type NormalizedLine, normalize, toLineIndex, toSourceIndex } from './text/normalize.ts';
import { IS_SPACE } from './text/separators.ts';

const MAX_ABBREVIATED = 20; // numbers after one that is written in full
const SHARED_RUN = new DigitRun(); // allocating its tables costs more than searching most texts

/**
 * The search in one text. A run is read in its normalized line: `start` and `end` are indices of that line,
 * unless a comment or a name says that they are those of the source text.
 */
export class NumberSearch {
  readonly found: FoundNumber[] = [];
  readonly #text: string;
  readonly #localPlan: NumberPlan | undefined;
  readonly #includeUncertain: boolean;
  readonly #lines: LineCursor;
  readonly #run = SHARED_RUN;
  readonly #classifier: CandidateClassifier;
  readonly #splitter: RunSplitter<Classification>;
  #line: NormalizedLine; // that contains the current run
  #consumedTo = 0; // all before is decided
  #previousLabel: ContextLabel; // of the number or the other digits before
  #isPreviousConfident = false; // those were a number with CONFIDENT or more
  readonly #rejectedShapes = new Set<string>(); // of digits that the line calls something else
  #rejected: string[] = []; // others, whose shapes are not in the set yet: most are never asked for

  constructor(text: string, region: string | undefined, includeUncertain: boolean) {
    this.#text = text;
    this.#localPlan = region === undefined ? undefined : planFor(region);
    this.#includeUncertain = includeUncertain;
    this.#lines = new LineCursor(text);
    this.#line = normalize('', 0);
    const headers = text.includes('\n') ? new TableHeaders(text) : undefined;
    this.#classifier = new CandidateClassifier(this.#run, this.#localPlan, {
      columnLabel: start => headers?.labelAt(this.#toSource(start)),
      followsNumber: start =>
        this.#isPreviousConfident &&
        isListSeparatorWithLabel(this.#text, this.#consumedTo, this.#toSource(start)),
      matchesRejectedShape: (start, end) => this.#matchesRejectedShape(start, end),
    });
    const classify = (first: number, last: number) => this.#classifier.classify(first, last);
    const accept = (classification: Classification) => this.#accept(classification);
    this.#splitter = new RunSplitter(this.#run, { classify, accept }, region);
  }

  /** Search the run that a match of CANDIDATE, which ends at `matchEnd`, is in. Returns where to go on. */
  processRunAt(matchEnd: number): number {
    const text = this.#text;
    // The match is three digits and two capitals, or seven digits.
    const endsInLetters = isCapital(text.charCodeAt(matchEnd - 1));
    const firstDigit = endsInLetters
      ? nthDigitBefore(text, matchEnd - 2, 3)
      : nthDigitBefore(text, matchEnd, 7);
    const start = runStart(text, firstDigit, this.#consumedTo); // in the source text, as `end`
    const end = runEnd(text, endsInLetters ? firstDigit : matchEnd - 1);
    if (end - start > MAX_RUN_CHARS) return end;
    if (this.#hasRejected() && text.slice(this.#consumedTo, start).includes('\n')) this.#forgetRejected();
    this.#line = this.#lines.normalizedAround(start, end);
    if (endsInLetters || mayContinueInLetters(text, end)) {
      if (this.#findVanityNumbersBefore(end)) return this.#consumedTo;
      if (endsInLetters) return firstDigit + 3;
    }
    this.#processRun(toLineIndex(this.#line, start), toLineIndex(this.#line, end));
    return Math.max(end, this.#consumedTo);
  }

  /** Accept the vanity numbers of the line that begin before `endOfRun`, in the source text: others have a run of their own. */
  #findVanityNumbersBefore(endOfRun: number): boolean {
    const { text } = this.#line;
    const hasPhoneLabel = (start: number) => labelFor(text, start, text.length, false) === 'phone';
    let hasFound = false;
    for (const { start, end, parsed } of findVanityNumbers(text, this.#localPlan, hasPhoneLabel)) {
      const sourceStart = this.#toSource(start);
      if (sourceStart < this.#consumedTo) continue;
      if (sourceStart >= endOfRun) break;
      const extension = parseExtensionAt(text, end);
      const evidence = EVIDENCE_BY_SOURCE[parsed.source] | evidenceBits('vanity');
      const confidence = VANITY_CONFIDENCE;
      this.#accept({ start, end, parsed, label: undefined, extension, confidence, evidence });
      hasFound = true;
    }
    return hasFound;
  }

  #processRun(start: number, end: number): void {
    const run = this.#run;
    run.load(this.#line.text, start, end);
    if (isBankOrCardNumber(run)) return;
    this.#classifier.inheritedLabel = this.#inheritedLabel(this.#toSource(start));
    const others = digitsBeside(run);
    if (others.length > 0) {
      if (this.#processBetween(others)) return;
      run.load(this.#line.text, start, end);
      if (others.some(({ isCertain }) => isCertain)) {
        if (!this.#includeUncertain || !this.#processBetween(others, POSSIBLE)) this.#rejectRun(start, end);
        return;
      }
    }
    if (this.#findIn(start, end)) return;
    if (run.groupCount > 1 && this.#processWithoutEnds(start, end)) return;
    run.load(this.#line.text, start, end);
    if (this.#includeUncertain) this.#findUncertain(run.canSplit());
    this.#rejectRun(start, end);
  }

  /**
   * Find numbers between digits that are something else. If those are perhaps a part of the number, and it is valid with
   * them too, it is uncertain.
   */
  #processBetween(others: readonly DigitsBeside[], threshold = CONFIDENT): boolean {
    const run = this.#run;
    const parts: { start: number; end: number }[] = [];
    let first = 0;
    for (const other of [...others, { first: run.groupCount, last: run.groupCount }]) {
      if (other.first > first && run.digitCount(first, other.first - 1) >= MIN_DIGITS)
        parts.push({ start: run.leadingStartOf(first), end: run.endOf(other.first - 1) });
      first = other.last + 1;
    }
    if (parts.length === 0) return false;
    const isDoubtful =
      others.some(({ isCertain }) => !isCertain) && run.isContiguous() && this.#classifyRun() !== undefined;
    let hasFound = false;
    this.#classifier.threshold = isDoubtful ? POSSIBLE : threshold;
    this.#classifier.areDigitsBesideKnown = true;
    for (const { start, end } of parts) {
      run.load(this.#line.text, start, end);
      hasFound = this.#findIn(start, end) || hasFound;
    }
    this.#classifier.threshold = CONFIDENT;
    this.#classifier.areDigitsBesideKnown = false;
    return hasFound;
  }

  /** Find numbers in a run that is none as a whole: without a post code, a house number or the end of a range. */
  #processWithoutEnds(start: number, end: number): boolean {
    const run = this.#run;
    const last = run.groupCount - 1;
    if (startsWithPlace(run) && this.#processBetween([{ first: 0, last: 0, isCertain: true }])) return true;
    run.load(this.#line.text, start, end);
    const hasEnd = endsInRange(run) || endsInPostCode(run);
    return hasEnd && this.#processBetween([{ first: last, last, isCertain: true }]);
  }

  /** Find the numbers in the run, which is loaded; returns whether there are any. */
  #findIn(start: number, end: number): boolean {
    const { text } = this.#line;
    const run = this.#run;
    const whole = run.isContiguous() ? this.#classifyRun() : undefined;
    // "(11) 4002-8922": where all of it is a number, the brackets are those of an area code.
    const isListItem = run.hasListMarker() && text[whole?.start ?? 0] !== '(' && isBlankBefore(text, start);
    if (whole && !isListItem) {
      this.#accept(whole);
      return true;
    }
    const item = whole && this.#classifier.classify(1, run.groupCount - 1);
    if (item && e164(item.parsed) !== e164(whole.parsed)) {
      this.#accept({ ...item, confidence: Math.min(item.confidence, MAX_UNCERTAIN) });
      return true; // "11) 4002-8922": a list item, or an area code
    }

    const endsInNextWord = run.groupCount > 1 && lastGroupStartsNextWord(run);
    if (endsInNextWord) run.dropLastGroup();
    const canSplit = endsInNextWord || run.canSplit();
    if (canSplit && this.#splitter.split()) return true;
    if (endsInNextWord) {
      run.load(text, start, end); // "… 63 Oksana": the last group belongs to the number after all
      const complete = this.#classifyRun();
      if (complete) {
        this.#accept(complete);
        return true;
      }
    }
    return false;
  }

  /** In a run without a confident number, find those that are possible. */
  #findUncertain(canSplit: boolean): void {
    this.#classifier.threshold = POSSIBLE;
    const whole = this.#run.isContiguous() ? this.#classifyRun() : undefined;
    if (whole) this.#accept(whole);
    else if (canSplit) this.#splitter.split();
    this.#classifier.threshold = CONFIDENT;
  }

  /** Remember what a run is that contains no confident number: others after it may be the same. */
  #rejectRun(start: number, end: number): void {
    const { text } = this.#line;
    const label = labelFor(text, start, end, this.#run.groupCount === 1);
    if (label === 'other') this.#rejected.push(text.slice(start, end));
    this.#previousLabel = label ?? this.#classifier.inheritedLabel;
    this.#isPreviousConfident = false;
    this.#consumedTo = this.#toSource(end - 1) + 1;
  }

  #matchesRejectedShape(start: number, end: number): boolean {
    if (!this.#hasRejected()) return false;
    for (const text of this.#rejected.splice(0)) this.#rejectedShapes.add(digitShape(text));
    return this.#rejectedShapes.has(digitShape(this.#line.text.slice(start, end)));
  }

  #hasRejected(): boolean {
    return this.#rejected.length > 0 || this.#rejectedShapes.size > 0;
  }

  #forgetRejected(): void {
    this.#rejected = [];
    if (this.#rejectedShapes.size > 0) this.#rejectedShapes.clear();
  }

  #accept(classification: Classification): void {
    const { start, end, extension } = classification;
    const sourceStart = this.#toSource(start);
    if (sourceStart < this.#consumedTo) return; // it was read with the number before it
    this.#consumedTo = this.#sourceEnd(end + (extension?.length ?? 0));
    this.#previousLabel = classification.label;
    this.#isPreviousConfident = classification.confidence >= CONFIDENT;
    const originalText = extension && this.#text.slice(sourceStart, this.#sourceEnd(end));
    if (!this.#isPreviousConfident && !this.#includeUncertain) return;
    this.found.push(new LazyFoundNumber(sourceStart, this.#consumedTo, classification, originalText));
    if (!extension && this.#isPreviousConfident) this.#acceptAbbreviated(classification);
  }

  /** "030 1234567/68": accept the numbers after it of which only the last digits are written. */
  #acceptAbbreviated(classification: Classification): void {
    const { text } = this.#line;
    const { start, end, parsed } = classification;
    if (!mayAbbreviatedFollow(text, end)) return;
    let previous: FullNumber = { originalText: text.slice(start, end), parsed };
    let next = parseAbbreviatedAt(text, end, previous);
    for (let count = 1; next && count < MAX_ABBREVIATED; count++) {
      this.#consumedTo = this.#sourceEnd(next.end);
      this.found.push(
        new LazyFoundNumber(
          this.#toSource(next.start),
          this.#consumedTo,
          { ...classification, start: next.start, end: next.end, parsed: next.parsed },
          next.originalText,
        ),
      );
      previous = next;
      next = parseAbbreviatedAt(text, next.end, previous);
    }
  }

  #classifyRun(): Classification | undefined {
    return this.#classifier.classify(0, this.#run.groupCount - 1);
  }

  /** The label of the number before, if only the separators of a list stand between. */
  #inheritedLabel(sourceStart: number): ContextLabel {
    if (this.#previousLabel === undefined) return undefined;
    return isListSeparator(this.#text, this.#consumedTo, sourceStart) ? this.#previousLabel : undefined;
  }

  #toSource(index: number): number {
    return toSourceIndex(this.#line, index);
  }

  /** The source index of an end in the line; the last character may take two code units there. */
  #sourceEnd(end: number): number {
    return indexAfterChar(this.#text, this.#toSource(end - 1));
  }
}

/** Digits with the same first two and the same grouping have the same shape: "10-2345" and "10-9876". */
function digitShape(text: string): string {
  return text.slice(0, 2) + text.slice(2).replace(/\d/g, '0');
}

/** Whether the last group begins a word or a time instead: "… 8am", "… 8:30", "… 14 times". */
function lastGroupStartsNextWord(run: DigitRun): boolean {
  const last = run.groupCount - 1;
  if ((run.separatorBefore(last) & IS_SPACE) === 0) return false;
  const end = run.endOf(last);
  const code = run.text.charCodeAt(end);
  const nextCode = run.text.charCodeAt(end + 1);
  const startsWord =
    isLetter(code) ||
    (code === COLON && isDigit(nextCode)) ||
    (code === SPACE && run.sizeOf(last) <= 2 && isLetter(nextCode));
  return startsWord && !parseExtensionAt(run.text, end);
}
