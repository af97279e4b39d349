// Matches digits against several patterns in one pass, with a finite automaton that is built as it is used.

import { CLASS_BASE, REPEAT_BASE } from './pattern-notation.ts';

const OPENING = 0x28; // (
const CLOSING = 0x29; // )
const BAR = 0x7c; // |
const END = 0x3b; // ; ends a pattern
const OPTIONAL = 0x3f; // ?
const BRACE = 0x7b; // {
const ZERO = 0x30;
const ANY_DIGIT = 0x64; // d
const COUNT_BASE = 32; // greater than any count in a pattern

/**
 * A state of the automaton: everywhere in the patterns where matching may stand after some digits. A position
 * is the index of a character that takes a digit, and how many it already took: index * COUNT_BASE + taken.
 */
interface State {
  readonly positions: readonly number[];
  readonly matched: number; // patterns that end here, one bit each
  readonly next: (State | undefined)[]; // by digit; computed when first needed
}

const DEAD: State = { positions: [], matched: 0, next: [] };

/** Several patterns, at most 31. */
export class PatternAutomaton {
  readonly #text: string; // all patterns, each in brackets and ended by ";"
  readonly #links: Uint16Array; // from each bracket and bar: index of the next bar or closing bracket
  readonly #ends: number[] = []; // index of each pattern's ";"
  readonly #states = new Map([['', DEAD]]); // by their positions
  readonly #start: State;

  constructor(patterns: readonly string[]) {
    const text = patterns.map(pattern => `(${pattern});`).join('');
    this.#text = text;
    this.#links = new Uint16Array(text.length);
    const open: number[] = [];
    const positions = new Set<number>();
    for (let index = 0; index < text.length; index++) {
      const char = text.charCodeAt(index);
      if (char === BAR || char === CLOSING) this.#links[open.pop() as number] = index;
      if (char === BAR || char === OPENING) open.push(index);
      if (char === END) this.#ends.push(index);
    }
    for (let index = 0; index < text.length; index = text.indexOf(';', index) + 1)
      this.#enter(index, positions);
    this.#start = this.#stateOf(positions);
  }

  /** The patterns that match the digits as a whole, one bit each. */
  matchBits(digits: string): number {
    let state = this.#start;
    for (let index = 0; index < digits.length && state !== DEAD; index++)
      state = this.#nextState(state, digits.charCodeAt(index));
    return state.matched;
  }

  /** Whether any pattern matches the beginning of the digits. */
  matchesPrefix(digits: string): boolean {
    let state = this.#start;
    for (let index = 0; index < digits.length && state !== DEAD && state.matched === 0; index++)
      state = this.#nextState(state, digits.charCodeAt(index));
    return state.matched !== 0;
  }

  #nextState(state: State, digit: number): State {
    const known = state.next[digit - ZERO];
    if (known) return known;
    const positions = new Set<number>();
    for (const position of state.positions) this.#advance(position, digit, positions);
    const next = this.#stateOf(positions);
    state.next[digit - ZERO] = next;
    return next;
  }

  #stateOf(positions: ReadonlySet<number>): State {
    const sorted = [...positions].sort((one, other) => one - other);
    const key = sorted.join();
    let state = this.#states.get(key);
    if (!state) {
      let matched = 0;
      for (const position of sorted) {
        const pattern = this.#ends.indexOf(position / COUNT_BASE);
        if (pattern !== -1) matched |= 1 << pattern;
      }
      state = { positions: sorted, matched, next: new Array(10) };
      this.#states.set(key, state);
    }
    return state;
  }

  /**
   * Add the positions that a position leads to with a digit (a character code); none where it does not match.
   */
  #advance(position: number, digit: number, positions: Set<number>): void {
    const index = Math.floor(position / COUNT_BASE);
    const char = this.#text.charCodeAt(index);
    const isMatch =
      char === digit ||
      (char >= CLASS_BASE ? ((char - CLASS_BASE) >> (digit - ZERO)) & 1 : char > REPEAT_BASE);
    if (!isMatch) return;
    const taken = (position % COUNT_BASE) + 1;
    const { min, max, end } = this.#repetitionAt(index);
    if (taken < max) positions.add(position + 1);
    if (taken >= min) this.#enter(end, positions);
  }

  /** How many digits the character at an index takes, and the index where the pattern continues after it. */
  #repetitionAt(index: number): { min: number; max: number; end: number } {
    const char = this.#text.charCodeAt(index);
    if (char > REPEAT_BASE && char < ANY_DIGIT)
      return { min: char - REPEAT_BASE, max: char - REPEAT_BASE, end: index + 1 };
    const quantifier = this.#text.charCodeAt(index + 1);
    if (quantifier === OPTIONAL) return { min: 0, max: 1, end: index + 2 };
    if (quantifier !== BRACE) return { min: 1, max: 1, end: index + 1 };
    const close = this.#text.indexOf('}', index);
    const [min, max = min] = this.#text
      .slice(index + 2, close)
      .split(',')
      .map(Number);
    return { min: min as number, max: max as number, end: close + 1 };
  }

  /** Add the positions of all characters that may take the next digit when matching continues at an index. */
  #enter(from: number, positions: Set<number>): void {
    const text = this.#text;
    for (let index = from; ; ) {
      const char = text.charCodeAt(index);
      if (char === BAR)
        index = this.#links[index] as number; // the end of an alternative: skip the others
      else if (char === OPENING) {
        let bar = index;
        do {
          this.#enter(bar + 1, positions);
          bar = this.#links[bar] as number;
        } while (text.charCodeAt(bar) === BAR);
        index = bar + 1;
        if (text.charCodeAt(index++) !== OPTIONAL) return;
      } else if (char === CLOSING) index += text.charCodeAt(index + 1) === OPTIONAL ? 2 : 1;
      else {
        positions.add(index * COUNT_BASE);
        if (char === END) return;
        const { min, end } = this.#repetitionAt(index);
        if (min > 0) return;
        index = end;
      }
    }
  }
}
