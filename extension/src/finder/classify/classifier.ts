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
  readonly parsed: ParsedNumber;
  readonly label: ContextLabel;
  readonly extension: PhoneExtension | undefined;
  readonly confidence: number;
  readonly evidence: number; // see reasons.ts
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
  readonly #candidate: Candidate;
  readonly #localPlan: NumberPlan | undefined;

  readonly #around: TextContext;

  constructor(run: DigitRun, localPlan: NumberPlan | undefined, around: TextContext) {
    this.#candidate = new Candidate(run);
    this.#localPlan = localPlan;
    this.#around = around;
  }

  /** Judge the groups from `first` to `last`. */
  classify(first: number, last: number): Classification | undefined {
    const candidate = this.#candidate;
    candidate.first = first;
    candidate.last = last;
    if (!candidate.hasPlus && candidate.hasSeparator(BOUNDARY)) return undefined;
    const parsed = read(candidate, this.#localPlan);
    if (!parsed) return undefined;
    candidate.parsed = parsed;
    const lacks = missesNationalPrefix(parsed);
    if (lacks && !candidate.isBracketed) return undefined;
    if (!candidate.locate() || (lacks && !candidate.startsWithBracket)) return undefined;
    const { start, end, isInternational } = candidate;
    if (!isInternational && matchesOtherFormat(candidate) && !this.#isCalledInDots()) return undefined;
    if (isSignedDecimal(candidate)) return undefined;
    const { text } = candidate.run;
    const extension = parseExtensionAt(text, end);
    candidate.extensionEnd = end + (extension?.length ?? 0);
    candidate.isExtended = extension?.hasKeyword ?? false;
    if (isPartOfLongerToken(candidate)) return undefined;

    const label =
      labelFor(text, start, end, first === last) ?? this.#around.columnLabel(start) ?? this.inheritedLabel;
    candidate.label = label;
    if (!isInternational && !candidate.hasPhoneLabel && this.#around.matchesRejectedShape(start, end))
      return undefined;
    if (!isInternational && !candidate.hasPhoneLabel && isAmount(text, start, end)) return undefined;
    if (
      !isInternational &&
      !candidate.hasPhoneLabel &&
      !this.#isNextCalled(first) &&
      isInNumberSeries(candidate)
    )
      return undefined;
    if (lacks && !candidate.hasPhoneLabel) return undefined; // "Tel. (1) 234-5678"
    if (
      isArithmetic(text, start) ||
      (!candidate.hasPhoneLabel && isTrackingNumber(text, start, candidate.extensionEnd))
    )
      return undefined;

    let confidence = confidenceOf(candidate, this.threshold, this.#around.followsNumber(start));
    if (confidence < this.threshold) return undefined;
    if (this.threshold === POSSIBLE) confidence = Math.min(confidence, NEARLY_SURE);
    return { start, end, parsed, label, extension, confidence, evidence: candidate.evidence };
  }

  /** "Tel. 681.537.356": what would be an amount but for the word before. */
  #isCalledInDots(): boolean {
    const { run, text, start, end } = this.#candidate;
    return DOTTED.test(text) && labelFor(run.text, start, end, false) === 'phone';
  }

  /** Whether it stands behind another number of its run that is called: one word speaks for both. */
  #isNextCalled(first: number): boolean {
    const { run } = this.#candidate;
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

function read(candidate: Candidate, localPlan: NumberPlan | undefined): ParsedNumber | undefined {
  const { run, first, last, hasPlus } = candidate;
  if (!hasPlus && localPlan === undefined) return undefined;
  const head = run.text.charCodeAt(run.startOf(first));
  if (hasPlus || (localPlan && !hasImpossibleLength(head, run.sizeFrom(first, last), localPlan))) {
    const parsed = parseWithPlan(run.digits(first, last), hasPlus, localPlan);
    if (parsed) return parsed;
  }
  const zero = bracketedZero(candidate);
  if (zero !== -1)
    return parseWithPlan(run.digits(first, zero - 1) + run.digits(zero + 1, last), hasPlus, localPlan);
  return parseObsoleteMexican(candidate, localPlan);
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

function parseObsoleteMexican(
  candidate: Candidate,
  localPlan: NumberPlan | undefined,
): ParsedNumber | undefined {
  const { run, first, last, hasPlus } = candidate;
  const count = run.sizeFrom(first, last);
  if (count < 11 || count > 13 || !(hasPlus || localPlan?.region === 'MX')) return undefined;
  const digits = run.digits(first, last);
  if (hasPlus)
    return MEXICAN_ABROAD.test(digits) ? parseWithPlan(`52${digits.slice(3)}`, true, undefined) : undefined;
  if (!MEXICAN.test(digits)) return undefined;
  const parsed = parseWithPlan(digits.replace(MEXICAN, ''), false, localPlan);
  return parsed && Object.assign(parsed, { hasPrefix: true });
}
