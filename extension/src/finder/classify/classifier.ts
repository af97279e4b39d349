// Whether a piece of a run is a number, and how sure that is: the number itself, its grouping, the words around.

import { type Says, saidOf } from '../context/context-label.ts';
import type { Plan } from '../metadata/number-plan.ts';
import { isHopeless, type Reading, readIn } from '../parse/parser.ts';
import { type Extension, extensionAt } from '../parse/phone-extension.ts';
import { Piece } from '../text/candidate.ts';
import type { Run } from '../text/digit-run.ts';
import { ENDS_OPENING, PARTS } from '../text/separators.ts';
import { FAINT, SURE, sureness } from './confidence.ts';
import { isAmount, isOfRow, isParcel, isPartOfMore, isShapedOtherwise, isSigned } from './exclusions.ts';
import { lacksPrefix } from './grouping.ts';

const NEARLY_SURE = SURE - 0.01; // at most, where the run as a whole is not surer than faint

export interface Verdict {
  readonly start: number; // in the line
  readonly end: number;
  readonly reading: Reading;
  readonly label: Says;
  readonly extension: Extension | undefined;
  readonly confidence: number;
  readonly because: number; // see reasons.ts
}

/** What is known of the text beyond the run, by the place in the line where a number begins. */
export interface Around {
  /** What the head of a table says of it. */
  column(start: number): Says;
  /** Whether it follows a number that is sure, in a list. */
  follows(start: number): boolean;
  /** Whether something of the same shape is named as something else. */
  resembles(start: number, end: number): boolean;
}

/** Judges the pieces of runs that would be dialled in one place. */
export class Judge {
  inherited: Says; // what was said of the number before, in a list
  least = SURE; // what is less sure is no number
  readonly #piece: Piece;
  readonly #here: Plan | undefined;

  readonly #around: Around;

  constructor(run: Run, here: Plan | undefined, around: Around) {
    this.#piece = new Piece(run);
    this.#here = here;
    this.#around = around;
  }

  /** Judge the groups from `first` to `last`. */
  judge(first: number, last: number): Verdict | undefined {
    const piece = this.#piece;
    piece.first = first;
    piece.last = last;
    if (!piece.hasPlus && piece.says(PARTS)) return undefined;
    const reading = read(piece, this.#here);
    if (!reading) return undefined;
    piece.reading = reading;
    const lacks = lacksPrefix(reading);
    if (lacks && !piece.isBracketed) return undefined;
    if (!piece.span() || (lacks && !piece.opens)) return undefined;
    const { start, end, isInternational } = piece;
    if (!isInternational && isShapedOtherwise(piece) && !this.#isCalledInDots()) return undefined;
    if (isSigned(piece)) return undefined;
    const { text } = piece.run;
    const extension = extensionAt(text, end);
    piece.past = end + (extension?.length ?? 0);
    piece.isExtended = extension?.isNamed ?? false;
    if (isPartOfMore(piece)) return undefined;

    const label = saidOf(text, start, end, first === last) ?? this.#around.column(start) ?? this.inherited;
    piece.label = label;
    if (!isInternational && !piece.isCalled && this.#around.resembles(start, end)) return undefined;
    if (!isInternational && !piece.isCalled && isAmount(text, start, end)) return undefined;
    if (!isInternational && !piece.isCalled && !this.#isNextCalled(first) && isOfRow(piece)) return undefined;
    if (lacks && !piece.isCalled) return undefined; // "Tel. (1) 234-5678"
    if (isArithmetic(text, start) || (!piece.isCalled && isParcel(text, start, piece.past))) return undefined;

    let confidence = sureness(piece, this.least, this.#around.follows(start));
    if (confidence < this.least) return undefined;
    if (this.least === FAINT) confidence = Math.min(confidence, NEARLY_SURE);
    return { start, end, reading, label, extension, confidence, because: piece.because };
  }

  /** "Tel. 681.537.356": what would be an amount but for the word before. */
  #isCalledInDots(): boolean {
    const { run, written, start, end } = this.#piece;
    return DOTTED.test(written) && saidOf(run.text, start, end, false) === 'phone';
  }

  /** Whether it stands behind another number of its run that is called: one word speaks for both. */
  #isNextCalled(first: number): boolean {
    const { run } = this.#piece;
    return first > 0 && saidOf(run.text, run.startOf(0), run.text.length, false) === 'phone';
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

function read(piece: Piece, here: Plan | undefined): Reading | undefined {
  const { run, first, last, hasPlus } = piece;
  if (!hasPlus && here === undefined) return undefined;
  const head = run.text.charCodeAt(run.startOf(first));
  if (hasPlus || (here && !isHopeless(head, run.sizeFrom(first, last), here))) {
    const reading = readIn(run.digits(first, last), hasPlus, here);
    if (reading) return reading;
  }
  const zero = bracketedZero(piece);
  if (zero !== -1) return readIn(run.digits(first, zero - 1) + run.digits(zero + 1, last), hasPlus, here);
  return readWithdrawn(piece, here);
}

/** The group that is the prefix in "+44 (0)20 …", or -1. */
function bracketedZero({ run, first, last }: Piece): number {
  for (let group = first + 1; group <= last; group++) {
    if ((run.gap(group) & ENDS_OPENING) === 0 || run.sizeOf(group) !== 1) continue;
    if (run.text.charCodeAt(run.startOf(group)) === ZERO) return group;
  }
  return -1;
}

// Mexico withdrew these prefixes in 2019; they still stand on pages.
const MEXICAN = /^(?:01|04[45]|1)(?=\d{10}$)/;
const MEXICAN_ABROAD = /^521\d{10}$/;

function readWithdrawn(piece: Piece, here: Plan | undefined): Reading | undefined {
  const { run, first, last, hasPlus } = piece;
  const count = run.sizeFrom(first, last);
  if (count < 11 || count > 13 || !(hasPlus || here?.region === 'MX')) return undefined;
  const digits = run.digits(first, last);
  if (hasPlus)
    return MEXICAN_ABROAD.test(digits) ? readIn(`52${digits.slice(3)}`, true, undefined) : undefined;
  if (!MEXICAN.test(digits)) return undefined;
  const reading = readIn(digits.replace(MEXICAN, ''), false, here);
  return reading && Object.assign(reading, { hasPrefix: true });
}
