// A run of digits as groups and the gaps between them. One run is read after another, into the same tables.

import { standsAlone } from '../context/context-label.ts';
import { isDigit } from './char-class.ts';
import { HAS_PLUS, JOINS, LIST_MARKER, separatorFlags, TIGHT } from './separators.ts';

export const MAX_RUN_CHARS = 600; // characters; longer runs of digits are data

const FEWEST_DIGITS = 7;

export class DigitRun {
  text = ''; // the line that it stands in
  start = 0; // its first sign in the line
  end = 0;
  count = 0; // groups
  readonly #starts = new Uint16Array(MAX_RUN_CHARS);
  readonly #ends = new Uint16Array(MAX_RUN_CHARS);
  readonly #gaps = new Uint32Array(MAX_RUN_CHARS);
  #isAlone: boolean | undefined;
  readonly #before = new Uint16Array(MAX_RUN_CHARS + 1); // digits before each group

  /** Cut a stretch of a line into groups of digits. */
  load(text: string, start: number, end: number): void {
    this.text = text;
    this.start = start;
    this.end = end;
    let count = 0;
    let digits = 0;
    let ended = start;
    for (let at = start; at < end; ) {
      if (!isDigit(text.charCodeAt(at))) {
        at++;
        continue;
      }
      const from = at++;
      while (at < end && isDigit(text.charCodeAt(at))) at++;
      this.#starts[count] = from;
      this.#ends[count] = at;
      this.#gaps[count] = separatorFlags(text, ended, from);
      digits += at - from;
      this.#before[++count] = digits;
      ended = at;
    }
    this.count = count;
    this.#isAlone = undefined;
  }

  /** Forget the last group: it belongs to what comes after. */
  dropLastGroup(): void {
    this.count--;
    this.#isAlone = undefined;
  }

  startOf(group: number): number {
    return this.#starts[group] as number;
  }

  endOf(group: number): number {
    return this.#ends[group] as number;
  }

  /** What the signs before a group say: see gap.ts. */
  separatorBefore(group: number): number {
    return this.#gaps[group] as number;
  }

  sizeOf(group: number): number {
    return (this.#ends[group] as number) - (this.#starts[group] as number);
  }

  /** How many digits some groups have. */
  sizeFrom(first: number, last: number): number {
    return (this.#before[last + 1] as number) - (this.#before[first] as number);
  }

  /** The digits of some groups. */
  digits(first: number, last: number): string {
    let digits = '';
    for (let group = first; group <= last; group++) {
      digits += this.text.slice(this.#starts[group], this.#ends[group]);
    }
    return digits;
  }

  /** Whether any gap within some groups says one of these things. */
  hasSeparator(bits: number, first: number, last: number): boolean {
    for (let group = first + 1; group <= last; group++) {
      if (((this.#gaps[group] as number) & bits) !== 0) return true;
    }
    return false;
  }

  /** Whether it has no place where one number may end and the next begin, but for single spaces. */
  isContiguous(): boolean {
    for (let group = 1; group < this.count; group++) {
      if (((this.#gaps[group] as number) & JOINS) === 0) return false;
    }
    return this.count > 1 || this.sizeOf(0) >= FEWEST_DIGITS;
  }

  /** Whether a number may end in it before its last group. */
  canSplit(): boolean {
    for (let group = 1; group < this.count; group++) {
      if (((this.#gaps[group] as number) & TIGHT) === 0) return true;
    }
    return false;
  }

  /** Whether nothing else stands in its line. */
  isOnlyTextInLine(): boolean {
    this.#isAlone ??= standsAlone(this.text, this.startOf(0), this.endOf(this.count - 1));
    return this.#isAlone;
  }

  /** Whether it begins with the number of a list: "2. 030 …", "(3) 030 …". */
  hasListMarker(): boolean {
    return (
      this.count > 1 &&
      this.sizeOf(0) <= 2 &&
      (this.separatorBefore(0) & HAS_PLUS) === 0 &&
      this.text.charCodeAt(this.startOf(0)) !== 0x30 &&
      (this.separatorBefore(1) & LIST_MARKER) !== 0
    );
  }
}
