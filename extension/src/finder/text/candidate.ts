// A piece of a run while it is judged: its groups, where it begins and ends, what was learnt of it so far.

import type { ContextLabel } from '../context/context-label.ts';
import type { ParsedNumber } from '../parse/parser.ts';
import type { DigitRun } from './digit-run.ts';
import {
  DASHED,
  ENDS_OPENING,
  HAS_BRACKET,
  HAS_CLOSING,
  HAS_OPENING,
  HAS_PLUS,
  JOINS,
  LEADING_LENGTH,
} from './separators.ts';

const SPACE = 0x20;
const OPENING = 0x28;
const CLOSING = 0x29;
const ZERO = 0x30;
const CLOSES = HAS_CLOSING | JOINS;

/** One piece is judged after another, in the same object. */
export class Candidate {
  readonly run: DigitRun;
  first = 0; // of its groups
  last = 0;
  start = 0; // in the line: from its own first sign to its last
  end = 0;
  extensionEnd = 0; // the end of its extension
  isExtended = false; // a word says that digits behind it are dialled afterwards
  parsed!: ParsedNumber;
  label: ContextLabel; // what the words around say
  evidence = 0; // what speaks for it: see reasons.ts

  constructor(run: DigitRun) {
    this.run = run;
  }

  get hasPlus(): boolean {
    return (this.run.separatorBefore(this.first) & HAS_PLUS) !== 0;
  }

  /** Whether a bracket opens right before its first digit. */
  get isBracketed(): boolean {
    return (this.run.separatorBefore(this.first) & ENDS_OPENING) !== 0;
  }

  /** Whether it begins with a bracket of its own. */
  get startsWithBracket(): boolean {
    return this.run.text.charCodeAt(this.start) === OPENING;
  }

  get isInternational(): boolean {
    return this.parsed.source === 'plus';
  }

  /** Whether it has three groups, a bracket or a plus sign: hardly anything but a number. */
  get isFormatted(): boolean {
    return this.last - this.first >= 2 || this.startsWithBracket || this.isInternational;
  }

  get hasPhoneLabel(): boolean {
    return this.label === 'phone' || this.label === 'fax';
  }

  /** Whether it is all of its run. */
  get isWhole(): boolean {
    return this.first === 0 && this.last === this.run.count - 1;
  }

  /** Whether its last group is a branch where numbers have some: "… - 0". */
  get lastGroupIsDashed(): boolean {
    return (this.run.separatorBefore(this.last) & DASHED) !== 0;
  }

  get text(): string {
    return this.run.text.slice(this.start, this.end);
  }

  /** Whether any gap within it says one of these things: see gap.ts. */
  hasSeparator(bits: number): boolean {
    return this.run.hasSeparator(bits, this.first, this.last);
  }

  /** Find where it begins and ends; false where its brackets do not match. */
  locate(): boolean {
    this.start = this.#ownStart();
    this.end = this.#ownEnd();
    return this.#isPlain() || this.#isBalanced();
  }

  /** Whether it has no brackets but those of an area code at its beginning: "(415) 555-0100". */
  #isPlain(): boolean {
    const { run, first, last } = this;
    const after = first + 1;
    if (
      this.startsWithBracket &&
      after <= last &&
      (run.separatorBefore(after) & CLOSES) === CLOSES &&
      run.startOf(first) === this.start + 1
    )
      return !run.hasSeparator(HAS_BRACKET, after, last) && this.end === run.endOf(last);
    return !run.hasSeparator(HAS_BRACKET, first - 1, last);
  }

  /** A bracket that encloses the whole is not its own. */
  #ownStart(): number {
    const { run, first } = this;
    const lead = run.separatorBefore(first) & LEADING_LENGTH;
    const start = run.startOf(first) - lead;
    if (lead === 0 || run.text.charCodeAt(start) !== OPENING || this.#closes()) return start;
    return run.text.charCodeAt(start + 1) === SPACE ? start + 2 : start + 1;
  }

  /** The end of its last group, or of the bracket that closes there. */
  #ownEnd(): number {
    const { run, first, last } = this;
    const end = run.endOf(last);
    if (!this.hasSeparator(HAS_OPENING) || run.text.charCodeAt(end) !== CLOSING) return end;
    const inside = run.text.slice(run.startOf(first), end);
    return inside.lastIndexOf('(') > inside.lastIndexOf(')') ? end + 1 : end;
  }

  /** Whether a bracket that opened before it closes within. */
  #closes(): boolean {
    const { run } = this;
    const end = run.endOf(this.last);
    for (let at = run.startOf(this.first); at < end; at++) {
      const code = run.text.charCodeAt(at);
      if (code === CLOSING) return true;
      if (code === OPENING) return false;
    }
    return false;
  }

  /** Whether a bracket closes after its area code that none opened, as Koreans write: "02)312-3456". */
  #closesArea(): boolean {
    const { run, first } = this;
    const end = run.endOf(first);
    return (
      run.text.charCodeAt(this.start) === ZERO &&
      run.text.charCodeAt(end) === CLOSING &&
      end - this.start <= 4
    );
  }

  #isBalanced(): boolean {
    let depth = this.#closesArea() ? 1 : 0;
    for (let at = this.start; at < this.end; at++) {
      const code = this.run.text.charCodeAt(at);
      if (code === OPENING) depth++;
      else if (code === CLOSING) depth--;
      if (depth < 0 || depth > 1) return false;
    }
    return depth === 0;
  }
}
