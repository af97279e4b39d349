// Whether a piece of a run is a number, and how sure that is: the number itself, its grouping, the words around.

import { type Extension, extensionAt } from './extension.ts';
import { ENDS_OPENING, HAS_BRACKET, HAS_OPENING, HAS_PLUS, LEAD } from './gap.ts';
import { lacksPrefix } from './grouping.ts';
import { type Says, saidOf } from './label.ts';
import type { Plan } from './plan.ts';
import { isHopeless, type Reading, readIn } from './reading.ts';
import { isAmount, isPartOfMore, isShapedOtherwise } from './reject.ts';
import type { Run } from './run.ts';
import { SURE, sureness } from './sureness.ts';

export interface Verdict {
  readonly start: number; // in the line
  readonly end: number;
  readonly reading: Reading;
  readonly label: Says;
  readonly extension: Extension | undefined;
  readonly confidence: number;
}

/** Judges the pieces of runs that would be dialled in one place. */
export class Judge {
  inherited: Says; // what was said of the number before, in a list
  readonly #run: Run;
  readonly #here: Plan | undefined;

  constructor(run: Run, here: Plan | undefined) {
    this.#run = run;
    this.#here = here;
  }

  /** Judge the groups from `first` to `last`; what is not sure enough is no number. */
  judge(first: number, last: number): Verdict | undefined {
    return judge(this.#run, first, last, this.#here, this.inherited);
  }
}

function judge(
  run: Run,
  first: number,
  last: number,
  here: Plan | undefined,
  inherited: Says,
): Verdict | undefined {
  const { text } = run;
  const hasPlus = (run.gap(first) & HAS_PLUS) !== 0;
  if (here === undefined && !hasPlus) return undefined;
  const reading = read(run, first, last, hasPlus, here);
  if (!reading) return undefined;
  const lacks = lacksPrefix(reading);
  if (lacks && (run.gap(first) & ENDS_OPENING) === 0) return undefined;

  const start = startOf(run, first, last);
  const end = endOf(run, first, last);
  const opens = text.charCodeAt(start) === OPENING;
  if (lacks && !opens) return undefined;
  if (run.says(HAS_BRACKET, first - 1, last) && !isBalanced(text, start, end)) return undefined;
  const isInternational = reading.source === 'plus';
  if (!isInternational && isShapedOtherwise(run, first, last, start, end)) return undefined;
  const extension = extensionAt(text, end);
  const past = end + (extension?.length ?? 0);
  const isFormatted = isInternational || last - first >= 2 || opens;
  if (isPartOfMore({ text, start, past, isInternational, isFormatted })) return undefined;

  const label = saidOf(text, start, end, first === last) ?? inherited;
  const isCalled = label === 'phone' || label === 'fax';
  if (!isInternational && !isCalled && isAmount(text, start, end)) return undefined;
  if (lacks && !isCalled) return undefined; // "Tel. (1) 234-5678"
  if (isArithmetic(text, start)) return undefined;

  const confidence = sureness({ run, first, last, start, end, past, reading, label });
  return confidence < SURE ? undefined : { start, end, reading, label, extension, confidence };
}

/** Whether a plus sign adds: "2 + 1415…". */
function isArithmetic(text: string, start: number): boolean {
  if (text.charCodeAt(start) !== PLUS || text.charCodeAt(start + 1) !== 0x20) return false;
  return /(?:[\d)\]=*]|(?:^|\P{L})\p{L}) ?$/u.test(text.slice(0, start));
}

function read(
  run: Run,
  first: number,
  last: number,
  hasPlus: boolean,
  here: Plan | undefined,
): Reading | undefined {
  const head = run.text.charCodeAt(run.startOf(first));
  if (hasPlus || (here && !isHopeless(head, run.sizeFrom(first, last), here))) {
    const reading = readIn(run.digits(first, last), hasPlus, here);
    if (reading) return reading;
  }
  const zero = bracketedZero(run, first, last);
  if (zero !== -1) return readIn(run.digits(first, zero - 1) + run.digits(zero + 1, last), hasPlus, here);
  return readWithdrawn(run, first, last, hasPlus, here);
}

/** The group that is the prefix in "+44 (0)20 …", or -1. */
function bracketedZero(run: Run, first: number, last: number): number {
  for (let group = first + 1; group <= last; group++) {
    if ((run.gap(group) & ENDS_OPENING) === 0 || run.sizeOf(group) !== 1) continue;
    if (run.text.charCodeAt(run.startOf(group)) === 0x30) return group;
  }
  return -1;
}

// Mexico withdrew these prefixes in 2019; they still stand on pages.
const MEXICAN = /^(?:01|04[45]|1)(?=\d{10}$)/;
const MEXICAN_ABROAD = /^521\d{10}$/;

function readWithdrawn(
  run: Run,
  first: number,
  last: number,
  hasPlus: boolean,
  here: Plan | undefined,
): Reading | undefined {
  const count = run.sizeFrom(first, last);
  if (count < 11 || count > 13 || !(hasPlus || here?.region === 'MX')) return undefined;
  const digits = run.digits(first, last);
  if (hasPlus)
    return MEXICAN_ABROAD.test(digits) ? readIn(`52${digits.slice(3)}`, true, undefined) : undefined;
  if (!MEXICAN.test(digits)) return undefined;
  const reading = readIn(digits.replace(MEXICAN, ''), false, here);
  return reading && Object.assign(reading, { hasPrefix: true });
}

const PLUS = 0x2b;
const OPENING = 0x28;

/** The number's own first sign: a bracket that encloses the whole is not its own. */
function startOf(run: Run, first: number, last: number): number {
  const head = run.startOf(first);
  const lead = run.gap(first) & LEAD;
  let start = head - lead;
  if (lead === 0 || run.text.charCodeAt(start) !== OPENING || closes(run, first, last)) return start;
  start++;
  return run.text.charCodeAt(start) === 0x20 ? start + 1 : start;
}

/** The end of its last group, or of the bracket that closes there. */
function endOf(run: Run, first: number, last: number): number {
  const end = run.endOf(last);
  if (!run.says(HAS_OPENING, first, last) || run.text.charCodeAt(end) !== 0x29) return end;
  const inside = run.text.slice(run.startOf(first), end);
  return inside.lastIndexOf('(') > inside.lastIndexOf(')') ? end + 1 : end;
}

/** Whether a bracket opened before is closed within. */
function closes(run: Run, first: number, last: number): boolean {
  const inside = run.text.slice(run.startOf(first), run.endOf(last));
  const closing = inside.indexOf(')');
  const opening = inside.indexOf('(');
  return closing !== -1 && (opening === -1 || closing < opening);
}

function isBalanced(text: string, start: number, end: number): boolean {
  let depth = 0;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === OPENING) depth++;
    else if (code === 0x29) depth--;
    if (depth < 0 || depth > 1) return false;
  }
  return depth === 0;
}
