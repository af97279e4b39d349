// The state of walking back over the words before a number, to find the word that names what the number is.

import { COLON, COMMA, DOT, EQUALS, HASH, isDigit, isLetter, SEMICOLON, SPACE } from '../text/char-class.ts';
import type { ContextLabel } from './label.ts';

const NUMERO_SIGN = 0x2116; // №

/**
 * All that was read between an index and the number; one object is reused for all walks. In the examples "…"
 * is the number.
 */
export class LabelWalk {
  line!: string;
  numberStart!: number;
  isBlock!: boolean; // the number is one group of digits, as an identifier is
  index!: number; // all after it was read; begins at the number and ends at 0
  wordEnd!: number; // of the word that begins at `index`
  wordCount!: number;

  /** Only punctuation and filler words were read: "order is: …". Most words count only while this is true. */
  isNear!: boolean;
  /** Something marks the word before as a name of the number: "order: …", "order = …", "order no. …". */
  hasNameMark!: boolean;
  /** A word or a sign for "number" was read near: "no. …", "number …", "№ …". */
  hasNumberWord!: boolean;
  /** It is written in full: "number …", not "no. …". */
  hasFullNumberWord!: boolean;
  /** Nothing stands between it and the next word: "plumber's number …". */
  isNextToNumberWord!: boolean;
  /** A sign for "number" touches the number: "# …", "№ …". */
  startsWithNumberSign!: boolean;
  /** A possessive or a similar word was read near: "my …", "this …", "new …". */
  hasPossessive!: boolean;
  /** A comma or "at" says that the word before does not name the number: "free quote, …", "order at …". */
  isSetApart!: boolean;
  /** Digits were read: "№ 3: …". */
  hasDigits!: boolean;
  /** A word was read that probably names something else: "to order …". */
  namesOther!: boolean;
  /** The first word without a known class: "Smith" in "call Smith …". */
  unknownWord!: string;
  /** That word has a colon after it: "Owner: …". */
  hasUnknownName!: boolean;

  /** Begin at a number that stands at an index of a line. */
  begin(line: string, numberStart: number, isBlock: boolean): void {
    this.line = line;
    this.numberStart = numberStart;
    this.isBlock = isBlock;
    this.index = numberStart;
    this.wordEnd = numberStart;
    this.wordCount = 0;
    this.isNear = true;
    this.hasNameMark = false;
    this.hasNumberWord = false;
    this.hasFullNumberWord = false;
    this.isNextToNumberWord = false;
    this.startsWithNumberSign = false;
    this.hasPossessive = false;
    this.isSetApart = false;
    this.hasDigits = false;
    this.namesOther = false;
    this.unknownWord = '';
    this.hasUnknownName = false;
  }

  /** An ellipsis touches the number: "Test...555-0100". */
  get isAfterEllipsis(): boolean {
    return this.line.startsWith('...', this.numberStart - 3);
  }

  /** The text between the current word and the number. */
  get afterWord(): string {
    return this.line.slice(this.wordEnd, this.numberStart);
  }

  /** Read one character that is no letter; returns false where the walk ends before it. */
  readChar(code: number): boolean {
    if (endsPhrase(this.line, this.index, code)) return false;
    const isNumberSign = code === HASH || code === NUMERO_SIGN;
    if (isDigit(code)) this.hasDigits = true;
    else if (this.hasDigits && isNumberSign) return false; // "№ 3: …": it belongs to the 3
    if (this.wordCount === 0) {
      if (code === COMMA) this.isSetApart = true;
      if (code === COLON || code === EQUALS) this.hasNameMark = true;
    }
    if (isNumberSign) {
      this.hasNameMark = true;
      this.hasNumberWord ||= this.isNear;
      this.isNextToNumberWord = this.isNear;
      this.startsWithNumberSign ||= this.wordCount === 0;
    }
    this.index--;
    return true;
  }

  /** The label where no word decided it. */
  get label(): ContextLabel {
    if (this.namesOther || (this.startsWithNumberSign && this.isBlock)) return 'other';
    if (this.hasFullNumberWord) return 'number';
    return this.hasUnknownName ? 'name' : undefined;
  }
}

const MAX_ABBREVIATION_LETTERS = 4;

/** Whether the character before an index ends a phrase: words before it are about something else. */
function endsPhrase(line: string, index: number, code: number): boolean {
  // Four spaces divide columns, three digits are a number, a dot before a capital ends a sentence.
  if (code === SPACE) return line.charCodeAt(index - 2) === SPACE && line.startsWith('    ', index - 4);
  if (isDigit(code)) return isDigit(line.charCodeAt(index - 2)) && isDigit(line.charCodeAt(index - 3));
  if (code === DOT) {
    if (isAbbreviation(line, index - 1)) return false; // "Rech.Nr. …"
    return (
      line[index] === ' ' && /\p{Lu}/u.test(line[index + 1] ?? '') && /\p{Ll}/u.test(line[index + 2] ?? '')
    ); // "… paid. Call …"
  }
  return (
    code === SEMICOLON ||
    code === 0x7c || // |
    code === 0x21 || // !
    code === 0x3f || // ?
    code === 0x061f || // ؟
    code === 0x3002 // 。
  );
}

function isAbbreviation(line: string, dot: number): boolean {
  let index = dot;
  while (index > 0 && dot - index <= MAX_ABBREVIATION_LETTERS && isLetter(line.charCodeAt(index - 1)))
    index--;
  return dot - index <= MAX_ABBREVIATION_LETTERS;
}
