// Where in a run one number may end and the next begin: as a whole if it is one, else at the strongest borders in it.

import type { DigitRun } from '../text/digit-run.ts';
import {
  BRANCH_DASH,
  CELL_BORDER,
  HAS_OPENING,
  HAS_PLUS,
  HAS_SPACE,
  JOINS,
  SPACE,
  WIDE,
} from '../text/separators.ts';

interface CandidateSink<T> {
  judge(first: number, last: number): T | undefined;
  accept(what: T): void;
}

const FEWEST_DIGITS = 7;
const MOST_DIGITS = 20; // with every prefix
const MOST_GROUPS = 10; // of one number among others, one space apart
const MAX_CANDIDATES = 300; // pieces of one run: longer ones are data
const BRANCH_DIGITS = 4; // "… - 0", "… - 68"
const WRITES_BRANCHES = /\+ ?4[39]/; // Austria and Germany

/** A number among others, and its last group. */
interface Partition<T> {
  readonly last: number;
  readonly what: T;
}

/** Parts runs into numbers. */
export class RunSplitter<T> {
  readonly #run: DigitRun;
  readonly #judge: CandidateSink<T>;
  readonly #joinsBranch: boolean; // numbers here are written with a branch: "… - 0"
  #taken = 0;
  #judged = 0;

  constructor(run: DigitRun, judge: CandidateSink<T>, region: string | undefined) {
    this.#run = run;
    this.#judge = judge;
    this.#joinsBranch = region === 'DE' || region === 'AT';
  }

  /** Take the numbers in the run as it is now; tell whether there are any. */
  split(): boolean {
    const run = this.#run;
    this.#taken = 0;
    this.#judged = 0;
    // Each stretch has no plus sign within.
    let first = 0;
    for (let group = 1; group <= run.count; group++) {
      if (group < run.count && (run.separatorBefore(group) & HAS_PLUS) === 0) continue;
      this.#part(first, group - 1);
      first = group;
    }
    return this.#taken > 0;
  }

  #part(from: number, to: number): void {
    const run = this.#run;
    if (run.sizeFrom(from, to) < FEWEST_DIGITS) return;
    if (from === 0 && run.hasListMarker() && isBlank(run.text, run.start) && this.#take(1, to)) return;
    let hasBorder = false;
    for (let border = from + 1; border <= to; border++) {
      if (!this.#isBorder(from, border)) continue;
      hasBorder = true;
      if (this.#isBranch(border, to) && this.#ask(from, to) !== undefined) break;
      if (!this.#take(from, border - 1)) continue;
      this.#part(border, to);
      return;
    }
    if (this.#take(from, to)) return;
    if (hasBorder) this.#partAt(from, to, true);
    else if (run.hasSeparator(WIDE, from, to)) this.#partAt(from, to, false);
    else if (run.hasSeparator(SPACE, from, to)) this.#partAtSpaces(from, to);
  }

  #ask(first: number, last: number): T | undefined {
    const digits = this.#run.sizeFrom(first, last);
    if (digits < FEWEST_DIGITS || digits > MOST_DIGITS || this.#judged++ > MAX_CANDIDATES) return undefined;
    return this.#judge.judge(first, last);
  }

  #take(first: number, last: number): boolean {
    const what = this.#ask(first, last);
    if (what === undefined) return false;
    this.#taken++;
    this.#judge.accept(what);
    return true;
  }

  /** Part at every border, or where there is none, at every wide gap. */
  #partAt(from: number, to: number, atBorders: boolean): void {
    let start = from;
    for (let group = from + 1; group <= to; group++) {
      if (!(atBorders ? this.#isBorder(from, group) : (this.#run.separatorBefore(group) & WIDE) !== 0))
        continue;
      this.#part(start, group - 1);
      start = group;
    }
    this.#part(start, to);
  }

  /** Whether a number may end before a group: at a sign that parts, or at the bracket of the next one's area code. */
  #isBorder(from: number, group: number): boolean {
    const gap = this.#run.separatorBefore(group);
    if ((gap & JOINS) !== 0) return false;
    if ((gap & CELL_BORDER) !== 0) return true;
    return (gap & HAS_OPENING) !== 0 && this.#run.sizeFrom(from, group - 1) >= FEWEST_DIGITS;
  }

  /** Whether the last few digits are a branch of the number before them, in countries that write so. */
  #isBranch(border: number, to: number): boolean {
    const run = this.#run;
    if (border !== to || (run.separatorBefore(border) & BRANCH_DASH) === 0 || run.sizeOf(to) > BRANCH_DIGITS)
      return false;
    return this.#joinsBranch || WRITES_BRANCHES.test(run.text.slice(run.start, run.end));
  }

  /** Numbers one space apart: all of the run is numbers, or its beginning is one beyond doubt. */
  #partAtSpaces(from: number, to: number): void {
    const run = this.#run;
    const covers = new Array<Partition<T> | undefined>(to - from + 2); // by first group: the number that begins there, if numbers follow it to the end
    for (let start = to; start >= from; start--) {
      for (let end = Math.min(to, start + MOST_GROUPS - 1); end >= start; end--) {
        if (
          end < to &&
          (covers[end + 1 - from] === undefined || (run.separatorBefore(end + 1) & SPACE) === 0)
        )
          continue;
        if (start === from && end === to) continue;
        const what = this.#ask(start, end);
        if (what === undefined) continue;
        covers[start - from] = { last: end, what };
        break;
      }
    }
    let cover = covers[0];
    if (!cover) this.#partAtUnits(from, to);
    while (cover) {
      this.#taken++;
      this.#judge.accept(cover.what);
      cover = covers[cover.last + 1 - from];
    }
  }

  /** Digits joined by dashes or dots hold together more than those a space apart: each such unit for itself. */
  #partAtUnits(from: number, to: number): void {
    let start = from;
    for (let group = from + 1; group <= to + 1; group++) {
      if (group <= to && (this.#run.separatorBefore(group) & HAS_SPACE) === 0) continue;
      if (group - start >= 3) this.#take(start, group - 1);
      start = group;
    }
  }
}

/** Whether nothing stands in a line before a place. */
export function isBlank(text: string, end: number): boolean {
  for (let at = 0; at < end; at++) if (text.charCodeAt(at) > 0x20) return false;
  return true;
}
