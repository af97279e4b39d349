// A run of digits, such as "+1 (415) 555-0100", as groups of digits and the separators before them.

import { isDigit, ZERO } from './char-class.ts';
import { standsAlone } from './isolation.ts';
import {
  BOUNDARY,
  HAS_PLUS,
  JOINS,
  LEADING_LENGTH,
  LIST_MARKER,
  separatorFlags,
  TIGHT,
} from './separators.ts';

export const MAX_RUN_CHARS = 600; // longer runs are data, not phone numbers
export const MIN_DIGITS = 7; // of a number
const MAX_CODE_DIGITS = 3; // of a calling code

/** One run; `load` replaces its content, so that its tables are allocated once. Groups are counted from 0. */
export class DigitRun {
  text = ''; // the normalized line that contains it
  start = 0; // in the line: its first plus sign, bracket or digit
  end = 0; // in the line: after its last digit
  groupCount = 0;
  readonly #starts = new Uint16Array(MAX_RUN_CHARS);
  readonly #ends = new Uint16Array(MAX_RUN_CHARS);
  readonly #separators = new Uint32Array(MAX_RUN_CHARS);
  readonly #digitsBefore = new Uint16Array(MAX_RUN_CHARS + 1);
  #hasFewerGroups = false; // than `load` found
  #isOnlyTextInLine: boolean | undefined;

  /** Split a part of a line into groups of digits, unless that is what the run holds. */
  load(text: string, start: number, end: number): void {
    if (!this.#hasFewerGroups && start === this.start && end === this.end && text === this.text) return;
    this.#hasFewerGroups = false;
    this.text = text;
    this.start = start;
    this.end = end;
    let count = 0;
    let digits = 0;
    let previousEnd = start;
    for (let index = start; index < end; ) {
      if (!isDigit(text.charCodeAt(index))) {
        index++;
        continue;
      }
      const groupStart = index++;
      while (index < end && isDigit(text.charCodeAt(index))) index++;
      this.#starts[count] = groupStart;
      this.#ends[count] = index;
      this.#separators[count] = separatorFlags(text, previousEnd, groupStart);
      digits += index - groupStart;
      this.#digitsBefore[++count] = digits;
      previousEnd = index;
    }
    this.groupCount = count;
    this.#isOnlyTextInLine = undefined;
  }

  /** Remove the last group, which belongs to the text after the run. */
  dropLastGroup(): void {
    this.groupCount--;
    this.#hasFewerGroups = true;
    this.#isOnlyTextInLine = undefined;
  }

  startOf(group: number): number {
    return this.#starts[group] as number;
  }

  /** Where a group begins with the plus sign and brackets before it. */
  leadingStartOf(group: number): number {
    return this.startOf(group) - (this.separatorBefore(group) & LEADING_LENGTH);
  }

  endOf(group: number): number {
    return this.#ends[group] as number;
  }

  /** The flags of the separator before a group; see separators.ts. */
  separatorBefore(group: number): number {
    return this.#separators[group] as number;
  }

  sizeOf(group: number): number {
    return (this.#ends[group] as number) - (this.#starts[group] as number);
  }

  /** How many digits the groups from `first` to `last` have. */
  digitCount(first: number, last: number): number {
    return (this.#digitsBefore[last + 1] as number) - (this.#digitsBefore[first] as number);
  }

  /** The digits of the groups from `first` to `last`. */
  digits(first: number, last: number): string {
    let digits = '';
    for (let group = first; group <= last; group++) {
      digits += this.text.slice(this.#starts[group], this.#ends[group]);
    }
    return digits;
  }

  /** Whether any separator between the groups from `first` to `last` has one of these flags. */
  hasSeparator(flags: number, first: number, last: number): boolean {
    for (let group = first + 1; group <= last; group++) {
      if (((this.#separators[group] as number) & flags) !== 0) return true;
    }
    return false;
  }

  /** Whether a group begins a new column of a table. After a calling code a tab is only wide space: "+1\t415 …". */
  startsColumn(group: number): boolean {
    if (((this.#separators[group] as number) & BOUNDARY) === 0) return false;
    return this.sizeOf(group - 1) > MAX_CODE_DIGITS || (this.separatorBefore(group - 1) & HAS_PLUS) === 0;
  }

  /** Whether all separators are usual within one number, and it has enough digits or groups to be one. */
  isContiguous(): boolean {
    for (let group = 1; group < this.groupCount; group++) {
      if (((this.#separators[group] as number) & JOINS) === 0) return false;
    }
    return this.groupCount > 1 || this.sizeOf(0) >= MIN_DIGITS;
  }

  /** Whether a number may end before the last group. */
  canSplit(): boolean {
    for (let group = 1; group < this.groupCount; group++) {
      if (((this.#separators[group] as number) & TIGHT) === 0) return true;
    }
    return false;
  }

  /** Whether nothing but punctuation and other numbers is in its line. */
  isOnlyTextInLine(): boolean {
    this.#isOnlyTextInLine ??= standsAlone(this.text, this.startOf(0), this.endOf(this.groupCount - 1));
    return this.#isOnlyTextInLine;
  }

  /** Whether its first group is the number of a list item: "2. 030 1234567", "(3) 030 1234567". */
  hasListMarker(): boolean {
    return (
      this.groupCount > 1 &&
      this.sizeOf(0) <= 2 &&
      (this.separatorBefore(0) & HAS_PLUS) === 0 &&
      this.text.charCodeAt(this.startOf(0)) !== ZERO &&
      (this.separatorBefore(1) & LIST_MARKER) !== 0
    );
  }
}
