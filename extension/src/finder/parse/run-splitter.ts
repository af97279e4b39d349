// Splits a run of digits into its numbers: all of it if that is a number, else parts between separators.

import { isBlankBefore } from '../text/char-class.ts';
import { type DigitRun, MIN_DIGITS } from '../text/digit-run.ts';
import {
  BRANCH_DASH,
  CELL_BORDER,
  HAS_OPENING,
  HAS_PLUS,
  HAS_SPACE,
  IS_SPACE,
  JOINS,
  MIDDLE_DOT,
  WIDE,
} from '../text/separators.ts';

/** Decides about groups of the run, and takes those that are a number. */
interface CandidateSink<T> {
  /** What the groups from `first` to `last` are; undefined if they are not a number. */
  classify(first: number, last: number): T | undefined;
  /** Called for each number, in the order of the text. */
  accept(classification: T): void;
}

const MAX_DIGITS = 20; // of one number, with all prefixes
const MAX_GROUPS = 10; // of one number among others that are one space apart
const MAX_CANDIDATES = 300; // of one run: a longer list of digits is data, and takes too long
const MAX_BRANCH_DIGITS = 4; // "… - 0", "… - 6800"
const BRANCH_REGIONS: ReadonlySet<string | undefined> = new Set(['DE', 'AT']); // "030 12345 - 0"
const BRANCH_CODE = /\+ ?4[39]/; // their calling codes

/** A number that begins at some group, with numbers after it up to the end of the run. */
interface Partition<T> {
  readonly last: number; // group
  readonly classification: T;
}

export class RunSplitter<T> {
  readonly #run: DigitRun;
  readonly #sink: CandidateSink<T>;
  readonly #isBranchRegion: boolean;
  #acceptedCount = 0;
  #classifiedCount = 0;

  constructor(run: DigitRun, sink: CandidateSink<T>, region: string | undefined) {
    this.#run = run;
    this.#sink = sink;
    this.#isBranchRegion = BRANCH_REGIONS.has(region);
  }

  /** Find the numbers in the run as it is now; returns whether there are any. */
  split(): boolean {
    const run = this.#run;
    this.#acceptedCount = 0;
    this.#classifiedCount = 0;
    // A plus sign always begins a number, and so does a column of a table.
    let first = 0;
    for (let group = 1; group <= run.groupCount; group++) {
      if (group < run.groupCount && (run.separatorBefore(group) & HAS_PLUS) === 0 && !run.startsColumn(group))
        continue;
      this.#splitPart(first, group - 1);
      first = group;
    }
    return this.#acceptedCount > 0;
  }

  #splitPart(first: number, last: number): void {
    const run = this.#run;
    if (run.digitCount(first, last) < MIN_DIGITS) return;
    if (first === 0 && run.hasListMarker() && isBlankBefore(run.text, run.start) && this.#accept(1, last))
      return; // "2. 030 1234567"
    let hasBorder = false;
    for (let border = first + 1; border <= last; border++) {
      if (!this.#isBorder(first, border)) continue;
      hasBorder = true;
      if (this.#isBranch(border, last) && this.#classify(first, last) !== undefined) break;
      if (!this.#accept(first, border - 1)) continue;
      this.#splitPart(border, last);
      return;
    }
    if (this.#accept(first, last)) return;
    if (hasBorder) this.#splitAt(first, last, group => this.#isBorder(first, group));
    else if (run.hasSeparator(WIDE, first, last))
      this.#splitAt(first, last, group => (run.separatorBefore(group) & WIDE) !== 0);
    else if (run.hasSeparator(IS_SPACE, first, last)) this.#splitAtSpaces(first, last);
  }

  #classify(first: number, last: number): T | undefined {
    const digits = this.#run.digitCount(first, last);
    if (digits < MIN_DIGITS || digits > MAX_DIGITS || this.#classifiedCount++ > MAX_CANDIDATES)
      return undefined;
    return this.#sink.classify(first, last);
  }

  #accept(first: number, last: number): boolean {
    const classification = this.#classify(first, last);
    if (classification === undefined) return false;
    this.#acceptedCount++;
    this.#sink.accept(classification);
    return true;
  }

  /** Split before each group for which `isSplit` is true. */
  #splitAt(first: number, last: number, isSplit: (group: number) => boolean): void {
    let start = first;
    for (let group = first + 1; group <= last; group++) {
      if (!isSplit(group)) continue;
      this.#splitPart(start, group - 1);
      start = group;
    }
    this.#splitPart(start, last);
  }

  /**
   * Whether a number may end before a group: "030 1234567 / 030 7654321", or before the next one's bracket.
   */
  #isBorder(first: number, group: number): boolean {
    const separator = this.#run.separatorBefore(group);
    if ((separator & JOINS) !== 0) return false;
    if ((separator & CELL_BORDER) !== 0) return true;
    return (
      (separator & (HAS_OPENING | MIDDLE_DOT)) !== 0 && this.#run.digitCount(first, group - 1) >= MIN_DIGITS
    );
  }

  /** Whether the last group is the branch of a German or Austrian number: "030 12345 - 0". */
  #isBranch(border: number, last: number): boolean {
    const run = this.#run;
    if (
      border !== last ||
      (run.separatorBefore(border) & BRANCH_DASH) === 0 ||
      run.sizeOf(last) > MAX_BRANCH_DIGITS
    )
      return false;
    return this.#isBranchRegion || BRANCH_CODE.test(run.text.slice(run.start, run.end));
  }

  /**
   * Split numbers that are one space apart. Accepts them only where the whole part consists of numbers, each
   * as long as possible; else only units of joined digits.
   */
  #splitAtSpaces(first: number, last: number): void {
    const run = this.#run;
    // By group: the longest number that begins with it, if numbers follow it to the end.
    const partitions = new Array<Partition<T> | undefined>(last - first + 2);
    for (let start = last; start >= first; start--) {
      for (let end = Math.min(last, start + MAX_GROUPS - 1); end >= start; end--) {
        if (
          end < last &&
          (partitions[end + 1 - first] === undefined || (run.separatorBefore(end + 1) & IS_SPACE) === 0)
        )
          continue;
        if (start === first && end === last) continue; // known to be no number
        const classification = this.#classify(start, end);
        if (classification === undefined) continue;
        partitions[start - first] = { last: end, classification };
        break;
      }
    }
    let partition = partitions[0];
    if (!partition) this.#acceptUnits(first, last);
    while (partition) {
      this.#acceptedCount++;
      this.#sink.accept(partition.classification);
      partition = partitions[partition.last + 1 - first];
    }
  }

  /** Accept each three groups or more that dashes or dots join: "12 415-555-0100 7". */
  #acceptUnits(first: number, last: number): void {
    let start = first;
    for (let group = first + 1; group <= last + 1; group++) {
      if (group <= last && (this.#run.separatorBefore(group) & HAS_SPACE) === 0) continue;
      if (group - start >= 3) this.#accept(start, group - 1);
      start = group;
    }
  }
}
