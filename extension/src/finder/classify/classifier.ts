// Whether a piece of a run is a number, and how sure that is: the number itself, its grouping, the words around.

import { type ContextLabel, labelFor } from '../context/context-label.ts';
import type { NumberPlan } from '../metadata/number-plan.ts';
import { hasImpossibleLength, type ParsedNumber, parseWithPlan } from '../parse/parser.ts';
import { type PhoneExtension, parseExtensionAt } from '../parse/phone-extension.ts';
import { Candidate } from '../text/candidate.ts';
import type { DigitRun } from '../text/digit-run.ts';
import { BOUNDARY, ENDS_OPENING } from '../text/separators.ts';
import { CONFIDENT, confidenceOf, POSSIBLE } from './confidence.ts';
import {
  isAmount,
  isInNumberSeries,
  isPartOfLongerToken,
  isSignedDecimal,
  isTrackingNumber,
  matchesOtherFormat,
} from './exclusions.ts';
import { missesNationalPrefix } from './grouping.ts';

const NEARLY_SURE = CONFIDENT - 0.01; // at most, where the run as a whole is not surer than faint

export interface Classification {
  readonly start: number; // in the line
  readonly end: number;
  readonly reading: ParsedNumber;
  readonly label: ContextLabel;
  readonly extension: PhoneExtension | undefined;
  readonly confidence: number;
  readonly because: number; // see reasons.ts
}

/** What is known of the text beyond the run, by the place in the line where a number begins. */
export interface TextContext {
  /** What the head of a table says of it. */
  columnLabel(start: number): ContextLabel;
  /** Whether it follows a number that is sure, in a list. */
  followsNumber(start: number): boolean;
  /** Whether something of the same shape is named as something else. */
  matchesRejectedShape(start: number, end: number): boolean;
}

/** Judges the pieces of runs that would be dialled in one place. */
export class CandidateClassifier {
  inheritedLabel: ContextLabel; // what was said of the number before, in a list
  threshold = CONFIDENT; // what is less sure is no number
  readonly #piece: Candidate;
  readonly #here: NumberPlan | undefined;

  readonly #around: TextContext;

  constructor(run: DigitRun, here: NumberPlan | undefined, around: TextContext) {
    this.#piece = new Candidate(run);
    this.#here = here;
    this.#around = around;
  }

  /** Judge the groups from `first` to `last`. */
  classify(first: number, last: number): Classification | undefined {
    const piece = this.#piece;
    piece.first = first;
    piece.last = last;
    if (!piece.hasPlus && piece.hasSeparator(BOUNDARY)) return undefined;
    const reading = read(piece, this.#here);
    if (!reading) return undefined;
    piece.reading = reading;
    const lacks = missesNationalPrefix(reading);
    if (lacks && !piece.isBracketed) return undefined;
    if (!piece.locate() || (lacks && !piece.startsWithBracket)) return undefined;
    const { start, end, isInternational } = piece;
    if (!isInternational && matchesOtherFormat(piece) && !this.#isCalledInDots()) return undefined;
    if (isSignedDecimal(piece)) return undefined;
    const { text } = piece.run;
    const extension = parseExtensionAt(text, end);
    piece.extensionEnd = end + (extension?.length ?? 0);
    piece.isExtended = extension?.hasKeyword ?? false;
    if (isPartOfLongerToken(piece)) return undefined;

    const label =
      labelFor(text, start, end, first === last) ?? this.#around.columnLabel(start) ?? this.inheritedLabel;
    piece.label = label;
    if (!isInternational && !piece.hasPhoneLabel && this.#around.matchesRejectedShape(start, end))
      return undefined;
    if (!isInternational && !piece.hasPhoneLabel && isAmount(text, start, end)) return undefined;
    if (!isInternational && !piece.hasPhoneLabel && !this.#isNextCalled(first) && isInNumberSeries(piece))
      return undefined;
    if (lacks && !piece.hasPhoneLabel) return undefined; // "Tel. (1) 234-5678"
    if (
      isArithmetic(text, start) ||
      (!piece.hasPhoneLabel && isTrackingNumber(text, start, piece.extensionEnd))
    )
      return undefined;

    let confidence = confidenceOf(piece, this.threshold, this.#around.followsNumber(start));
    if (confidence < this.threshold) return undefined;
    if (this.threshold === POSSIBLE) confidence = Math.min(confidence, NEARLY_SURE);
    return { start, end, reading, label, extension, confidence, because: piece.evidence };
  }

  /** "Tel. 681.537.356": what would be an amount but for the word before. */
  #isCalledInDots(): boolean {
    const { run, text, start, end } = this.#piece;
    return DOTTED.test(text) && labelFor(run.text, start, end, false) === 'phone';
  }

  /** Whether it stands behind another number of its run that is called: one word speaks for both. */
  #isNextCalled(first: number): boolean {
    const { run } = this.#piece;
    return first > 0 && labelFor(run.text, run.startOf(0), run.text.length, false) === 'phone';
  }
}

/** Whether a plus sign adds: "2 + 1415…". */
function isArithmetic(text: string, start: number): boolean {
  if (text.charCodeAt(start) !== PLUS || text.charCodeAt(start + 1) !== 0x20) return false;
  return /(?:[\d)\]=*]|(?:^|\P{L})\p{L}) ?$/u.test(text.slice(0, start));
}

const DOTTED = /^\d{3}\.\d{3}\.\d{3}$/;
const PLUS = 0x2b;
const ZERO = 0x30;

function read(piece: Candidate, here: NumberPlan | undefined): ParsedNumber | undefined {
  const { run, first, last, hasPlus } = piece;
  if (!hasPlus && here === undefined) return undefined;
  const head = run.text.charCodeAt(run.startOf(first));
  if (hasPlus || (here && !hasImpossibleLength(head, run.sizeFrom(first, last), here))) {
    const reading = parseWithPlan(run.digits(first, last), hasPlus, here);
    if (reading) return reading;
  }
  const zero = bracketedZero(piece);
  if (zero !== -1)
    return parseWithPlan(run.digits(first, zero - 1) + run.digits(zero + 1, last), hasPlus, here);
  return parseObsoleteMexican(piece, here);
}

/** The group that is the prefix in "+44 (0)20 …", or -1. */
function bracketedZero({ run, first, last }: Candidate): number {
  for (let group = first + 1; group <= last; group++) {
    if ((run.separatorBefore(group) & ENDS_OPENING) === 0 || run.sizeOf(group) !== 1) continue;
    if (run.text.charCodeAt(run.startOf(group)) === ZERO) return group;
  }
  return -1;
}

// Mexico withdrew these prefixes in 2019; they still stand on pages.
const MEXICAN = /^(?:01|04[45]|1)(?=\d{10}$)/;
const MEXICAN_ABROAD = /^521\d{10}$/;

function parseObsoleteMexican(piece: Candidate, here: NumberPlan | undefined): ParsedNumber | undefined {
  const { run, first, last, hasPlus } = piece;
  const count = run.sizeFrom(first, last);
  if (count < 11 || count > 13 || !(hasPlus || here?.region === 'MX')) return undefined;
  const digits = run.digits(first, last);
  if (hasPlus)
    return MEXICAN_ABROAD.test(digits) ? parseWithPlan(`52${digits.slice(3)}`, true, undefined) : undefined;
  if (!MEXICAN.test(digits)) return undefined;
  const reading = parseWithPlan(digits.replace(MEXICAN, ''), false, here);
  return reading && Object.assign(reading, { hasPrefix: true });
}
