// A candidate: groups of a run that may be one phone number, with what is known while it is classified.

import type { ContextLabel } from '../context/label.ts';
import type { ParsedNumber } from '../parse/parser.ts';
import { CLOSING_BRACKET, OPENING_BRACKET, SPACE, ZERO } from '../text/char-class.ts';
import type { DigitRun } from '../text/digit-run.ts';
import {
  BOUNDARY,
  DASHED,
  ENDS_OPENING,
  HAS_BRACKET,
  HAS_CLOSING,
  HAS_OPENING,
  HAS_PLUS,
  JOINS,
  LEADING_LENGTH,
} from '../text/separators.ts';

const CLOSES_AND_JOINS = HAS_CLOSING | JOINS;
const SMALL_X = 0x78;
const MAX_AREA_CHARS = 4; // "031)"

/** One object is reused for all candidates of a text. Indices are those of the normalized line. */
export class Candidate {
  readonly run: DigitRun;
  first = 0; // its first group
  last = 0; // its last group
  start = 0; // of its own text, with plus sign and brackets; set by `locate`
  end = 0;
  extensionEnd = 0; // after its extension; `end` where it has none
  hasExtensionKeyword = false; // a word such as "ext." introduces the extension
  parsed!: ParsedNumber;
  label: ContextLabel; // what the words around call it
  areDigitsBesideKnown = false; // to be something else: "24/7"
  evidence = 0; // bits; see evidence.ts

  constructor(run: DigitRun) {
    this.run = run;
  }

  get groupCount(): number {
    return this.last - this.first + 1;
  }

  get hasPlus(): boolean {
    return (this.run.separatorBefore(this.first) & HAS_PLUS) !== 0;
  }

  /** Whether an opening bracket touches its first digit: "(415", "(+44)" too. */
  get isBracketed(): boolean {
    return (this.run.separatorBefore(this.first) & ENDS_OPENING) !== 0;
  }

  /** Whether its own text begins with a bracket: "(415) 555-0100", but not "(415 555 0100)". */
  get startsWithBracket(): boolean {
    return this.run.text.charCodeAt(this.start) === OPENING_BRACKET;
  }

  get isInternational(): boolean {
    return this.parsed.source === 'plus';
  }

  /** Whether it has three groups, a bracket or a plus sign: it is hardly anything but a phone number. */
  get isFormatted(): boolean {
    return this.groupCount >= 3 || this.startsWithBracket || this.isInternational;
  }

  get hasPhoneLabel(): boolean {
    return this.label === 'phone' || this.label === 'fax';
  }

  /** Whether it has all groups of its run. */
  get isWholeRun(): boolean {
    return this.first === 0 && this.last === this.run.groupCount - 1;
  }

  /** Whether a dash precedes its last group, as it does a German branch: "030 12345-0", "030 12345 - 0". */
  get lastGroupIsDashed(): boolean {
    return (this.run.separatorBefore(this.last) & DASHED) !== 0;
  }

  get text(): string {
    return this.run.text.slice(this.start, this.end);
  }

  /** Whether any separator within it has one of these flags; see separators.ts. */
  hasSeparator(flags: number): boolean {
    return this.run.hasSeparator(flags, this.first, this.last);
  }

  /** Whether columns of a table divide it: no number contains their border. */
  get spansColumns(): boolean {
    if (!this.hasSeparator(BOUNDARY)) return false;
    for (let group = this.first + 1; group <= this.last; group++)
      if (this.run.startsColumn(group)) return true;
    return false;
  }

  /** Set `start` and `end` from its groups; returns false where its brackets do not match. */
  locate(): boolean {
    this.start = this.#findStart();
    this.end = this.#findEnd();
    return this.#hasSimpleBrackets() || this.#hasBalancedBrackets();
  }

  /**
   * Whether it has no brackets, or only those of an area code, "(415) 555-0100": decides most cases cheaply.
   */
  #hasSimpleBrackets(): boolean {
    const { run, first, last } = this;
    const second = first + 1;
    if (
      this.startsWithBracket &&
      second <= last &&
      (run.separatorBefore(second) & CLOSES_AND_JOINS) === CLOSES_AND_JOINS &&
      run.startOf(first) === this.start + 1
    )
      return !run.hasSeparator(HAS_BRACKET, second, last) && this.end === run.endOf(last);
    return !run.hasSeparator(HAS_BRACKET, first - 1, last);
  }

  /** The index of its plus sign or bracket. A bracket around all of it is not its own: "(415 555 0100)". */
  #findStart(): number {
    const { run, first } = this;
    const leadingLength = run.separatorBefore(first) & LEADING_LENGTH;
    const start = run.startOf(first) - leadingLength;
    if (leadingLength === 0 || run.text.charCodeAt(start) !== OPENING_BRACKET || this.#closesBracket())
      return start;
    return run.text.charCodeAt(start + 1) === SPACE ? start + 2 : start + 1;
  }

  /** The end of its last group, or of the bracket that closes there: "415 (555 0100)". */
  #findEnd(): number {
    const { run, first, last } = this;
    const end = run.endOf(last);
    if (!this.hasSeparator(HAS_OPENING) || run.text.charCodeAt(end) !== CLOSING_BRACKET) return end;
    const inside = run.text.slice(run.startOf(first), end);
    return inside.lastIndexOf('(') > inside.lastIndexOf(')') ? end + 1 : end;
  }

  /** Whether the first bracket among its groups is a closing one. */
  #closesBracket(): boolean {
    const { run } = this;
    const end = run.endOf(this.last);
    for (let index = run.startOf(this.first); index < end; index++) {
      const code = run.text.charCodeAt(index);
      if (code === CLOSING_BRACKET) return true;
      if (code === OPENING_BRACKET) return false;
    }
    return false;
  }

  /** Whether a bracket that was not opened follows its area code: "02)312-3456" in Korea, "(0xx11) 4002-…" in Brazil. */
  #hasUnopenedAreaBracket(): boolean {
    const { run, first } = this;
    const areaEnd = run.endOf(first);
    return (
      (run.text.charCodeAt(this.start) === ZERO ||
        (run.text.charCodeAt(this.start - 1) | 0x20) === SMALL_X) &&
      run.text.charCodeAt(areaEnd) === CLOSING_BRACKET &&
      areaEnd - this.start <= MAX_AREA_CHARS
    );
  }

  /** Whether each opening bracket is closed before the next one opens. */
  #hasBalancedBrackets(): boolean {
    let depth = this.#hasUnopenedAreaBracket() ? 1 : 0;
    for (let index = this.start; index < this.end; index++) {
      const code = this.run.text.charCodeAt(index);
      if (code === OPENING_BRACKET) depth++;
      else if (code === CLOSING_BRACKET) depth--;
      if (depth < 0 || depth > 1) return false;
    }
    return depth === 0;
  }
}
