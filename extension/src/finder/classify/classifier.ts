// Decides whether groups of a run are a phone number: parses them, excludes other things, weighs evidence.

import { labelFor } from '../context/context-label.ts';
import type { ContextLabel } from '../context/label.ts';
import type { NumberPlan } from '../metadata/number-plan.ts';
import { hasImpossibleLength, type ParsedNumber, parseUnassigned, parseWithPlan } from '../parse/parser.ts';
import { type PhoneExtension, parseExtensionAt } from '../parse/phone-extension.ts';
import { PLUS, SPACE, ZERO } from '../text/char-class.ts';
import type { DigitRun } from '../text/digit-run.ts';
import { ENDS_OPENING } from '../text/separators.ts';
import { isPartOfLongerToken } from './adjacent-text.ts';
import { DOTTED_THOUSANDS, isAmount, isSignedDecimal } from './amounts.ts';
import { Candidate } from './candidate.ts';
import { CONFIDENT, confidenceOf, POSSIBLE } from './confidence.ts';
import { missesNationalPrefix } from './grouping.ts';
import { isInNumberSeries, isTrackingNumber, matchesOtherFormat } from './other-formats.ts';

/** A candidate that is a number; `start` and `end` are indices of the line. */
export interface Classification {
  readonly start: number;
  readonly end: number; // without the extension
  readonly parsed: ParsedNumber;
  readonly label: ContextLabel;
  readonly extension: PhoneExtension | undefined;
  readonly confidence: number; // 1 or more is certain
  readonly evidence: number; // bits; see evidence.ts
}

/** What is known of the text beyond the run; `start` and `end` are indices of the line. */
interface TextContext {
  /** The label in the header of the table column that a number is in. */
  columnLabel(start: number): ContextLabel;
  /** Whether a number follows a confident one in a list. */
  followsNumber(start: number): boolean;
  /** Whether the line calls something of the same format something else. */
  matchesRejectedShape(start: number, end: number): boolean;
}

// A candidate that is found only as uncertain keeps below CONFIDENT, though it alone might reach it.
export const MAX_UNCERTAIN = CONFIDENT - 0.01;

export class CandidateClassifier {
  inheritedLabel: ContextLabel; // of the number before it in a list
  areDigitsBesideKnown = false; // those beside a candidate are something else: "24/7"
  threshold = CONFIDENT; // a candidate with less confidence is not a number
  readonly #candidate: Candidate;
  readonly #localPlan: NumberPlan | undefined;
  readonly #context: TextContext;

  /** `localPlan` is the plan of the region where numbers would be dialled. */
  constructor(run: DigitRun, localPlan: NumberPlan | undefined, context: TextContext) {
    this.#candidate = new Candidate(run);
    this.#localPlan = localPlan;
    this.#context = context;
  }

  /**
   * Classify the groups from `first` to `last`; undefined if they are not a number. Cheap tests come first.
   */
  classify(first: number, last: number): Classification | undefined {
    const candidate = this.#candidate;
    candidate.first = first;
    candidate.last = last;
    const assigned = parseCandidate(candidate, this.#localPlan);
    const parsed = assigned ?? this.#parseUnassigned();
    if (!parsed || candidate.spansColumns) return undefined;
    candidate.parsed = parsed;
    // Without its national prefix a number needs brackets and a label: "Tel. (1) 234-5678".
    const missesPrefix = missesNationalPrefix(parsed);
    if (missesPrefix && !candidate.isBracketed) return undefined;
    if (!candidate.locate() || (missesPrefix && !candidate.startsWithBracket)) return undefined;
    const { start, end } = candidate;
    const { text } = candidate.run;
    if (this.#hasOtherFormat()) return undefined;

    const extension = parseExtensionAt(text, end);
    candidate.extensionEnd = end + (extension?.length ?? 0);
    candidate.hasExtensionKeyword = extension?.hasKeyword ?? false;
    if (isPartOfLongerToken(candidate)) return undefined;

    const label =
      labelFor(text, start, end, first === last) ?? this.#context.columnLabel(start) ?? this.inheritedLabel;
    candidate.label = label;
    candidate.areDigitsBesideKnown = this.areDigitsBesideKnown;
    if (!candidate.hasPhoneLabel && (missesPrefix || !assigned || this.#isSomethingElse())) return undefined;
    if (isAddition(text, start)) return undefined;

    let confidence = confidenceOf(candidate, this.threshold, this.#context.followsNumber(start));
    if (confidence < this.threshold) return undefined;
    if (this.threshold === POSSIBLE) confidence = Math.min(confidence, MAX_UNCERTAIN);
    return { start, end, parsed, label, extension, confidence, evidence: candidate.evidence };
  }

  /** A range that is newer than the metadata: only as uncertain, and only where a word calls it a phone number. */
  #parseUnassigned(): ParsedNumber | undefined {
    const { run, first, last, hasPlus } = this.#candidate;
    return hasPlus && this.threshold === POSSIBLE ? parseUnassigned(run.digits(first, last)) : undefined;
  }

  #hasOtherFormat(): boolean {
    const candidate = this.#candidate;
    if (!candidate.isInternational && matchesOtherFormat(candidate) && !this.#isLabelledThousands())
      return true;
    return isSignedDecimal(candidate);
  }

  /** "Tel. 681.537.356": without the label it would be an amount. */
  #isLabelledThousands(): boolean {
    const { run, text, start, end } = this.#candidate;
    return DOTTED_THOUSANDS.test(text) && labelFor(run.text, start, end, false) === 'phone';
  }

  /** Whether a candidate without a phone label is an amount, in a series of numbers, or a parcel's. */
  #isSomethingElse(): boolean {
    const candidate = this.#candidate;
    const { run, start, end, extensionEnd } = candidate;
    if (
      !candidate.isInternational &&
      (this.#context.matchesRejectedShape(start, end) ||
        isAmount(run.text, start, end) ||
        (!this.#isRunLabelled() && isInNumberSeries(candidate)))
    )
      return true;
    return isTrackingNumber(run.text, start, extensionEnd);
  }

  /** Whether it is not the first number of its run, and a label before the run calls them phone numbers. */
  #isRunLabelled(): boolean {
    const { run, first } = this.#candidate;
    return first > 0 && labelFor(run.text, run.startOf(0), run.text.length, false) === 'phone';
  }
}

/** Whether a plus sign adds what precedes it: "2 + 14155550100", "x + 1415…". */
function isAddition(text: string, start: number): boolean {
  if (text.charCodeAt(start) !== PLUS || text.charCodeAt(start + 1) !== SPACE) return false;
  return /(?:[\d)\]=*]|(?:^|\P{L})\p{L}) ?$/u.test(text.slice(0, start));
}

function parseCandidate(candidate: Candidate, localPlan: NumberPlan | undefined): ParsedNumber | undefined {
  const { run, first, last, hasPlus } = candidate;
  if (!hasPlus && localPlan === undefined) return undefined;
  const firstDigit = run.text.charCodeAt(run.startOf(first));
  if (hasPlus || (localPlan && !hasImpossibleLength(firstDigit, run.digitCount(first, last), localPlan))) {
    const parsed = parseWithPlan(run.digits(first, last), hasPlus, localPlan);
    if (parsed) return parsed;
  }
  const zero = bracketedZeroGroup(candidate);
  if (zero !== -1)
    return parseWithPlan(run.digits(first, zero - 1) + run.digits(zero + 1, last), hasPlus, localPlan);
  return parseObsoleteMexican(candidate, localPlan);
}

/** The group that is the national prefix in "+44 (0)20 7946 0958", or -1. */
function bracketedZeroGroup({ run, first, last }: Candidate): number {
  for (let group = first + 1; group <= last; group++) {
    if ((run.separatorBefore(group) & ENDS_OPENING) === 0 || run.sizeOf(group) !== 1) continue;
    if (run.text.charCodeAt(run.startOf(group)) === ZERO) return group;
  }
  return -1;
}

// Mexico abolished these prefixes in 2019, but they are still written: "01 55 …", "+52 1 55 …".
const OBSOLETE_MEXICAN_PREFIX = /^(?:01|04[45]|1)(?=\d{10}$)/;
const OBSOLETE_MEXICAN_MOBILE = /^521\d{10}$/;

function parseObsoleteMexican(
  candidate: Candidate,
  localPlan: NumberPlan | undefined,
): ParsedNumber | undefined {
  const { run, first, last, hasPlus } = candidate;
  const count = run.digitCount(first, last);
  if (count < 11 || count > 13 || !(hasPlus || localPlan?.region === 'MX')) return undefined;
  const digits = run.digits(first, last);
  if (hasPlus)
    return OBSOLETE_MEXICAN_MOBILE.test(digits)
      ? parseWithPlan(`52${digits.slice(3)}`, true, undefined)
      : undefined;
  if (!OBSOLETE_MEXICAN_PREFIX.test(digits)) return undefined;
  const parsed = parseWithPlan(digits.replace(OBSOLETE_MEXICAN_PREFIX, ''), false, localPlan);
  return parsed && { ...parsed, hasPrefix: true };
}
