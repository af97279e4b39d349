// Which of some patterns digits match: told in one walk, by an automaton that is made as far as it is asked about.

const OPENING = 0x28;
const CLOSING = 0x29;
const OR = 0x7c;
const END = 0x3b; // of a pattern
const OPTIONAL = 0x3f;
const BRACE = 0x7b;
const ZERO = 0x30;
const ANY = 0x64; // d
const BEFORE_A = 0x40; // A is one digit
const CLASSES = 0x100; // each digit of a class adds a bit
const COUNTS = 32; // more than a sign may be repeated

/** What some digits have led to: where in the patterns one may be then, and what leads on as far as it was asked. */
interface State {
  readonly places: readonly number[]; // of signs that take a digit, and of how many they took: place * COUNTS + taken
  readonly matched: number; // a bit for each pattern
  readonly next: (State | undefined)[]; // by digit
}

const DEAD: State = { places: [], matched: 0, next: [] };

/** Some patterns, as generate_plans.py writes them. */
export class PatternAutomaton {
  readonly #text: string;
  readonly #links: Uint16Array; // from each bracket that opens to its next bar, from bar to bar, and to where it closes
  readonly #ends: number[] = [];
  readonly #states = new Map([['', DEAD]]);
  readonly #start: State;

  constructor(patterns: readonly string[]) {
    const text = patterns.map(pattern => `(${pattern});`).join('');
    this.#text = text;
    this.#links = new Uint16Array(text.length);
    const open: number[] = [];
    const places = new Set<number>();
    for (let at = 0; at < text.length; at++) {
      const sign = text.charCodeAt(at);
      if (sign === OR || sign === CLOSING) this.#links[open.pop() as number] = at;
      if (sign === OR || sign === OPENING) open.push(at);
      if (sign === END) this.#ends.push(at);
    }
    for (let at = 0; at < text.length; at = text.indexOf(';', at) + 1) this.#enter(at, places);
    this.#start = this.#state(places);
  }

  /** The patterns that the digits match as a whole, a bit for each. */
  matchBits(digits: string): number {
    let state = this.#start;
    for (let at = 0; at < digits.length && state !== DEAD; at++)
      state = this.#after(state, digits.charCodeAt(at));
    return state.matched;
  }

  /** Whether digits begin with some that match. */
  matchesPrefix(digits: string): boolean {
    let state = this.#start;
    for (let at = 0; at < digits.length && state !== DEAD && state.matched === 0; at++)
      state = this.#after(state, digits.charCodeAt(at));
    return state.matched !== 0;
  }

  #after(state: State, code: number): State {
    const known = state.next[code - ZERO];
    if (known) return known;
    const places = new Set<number>();
    for (const place of state.places) this.#take(place, code, places);
    const next = this.#state(places);
    state.next[code - ZERO] = next;
    return next;
  }

  #state(places: ReadonlySet<number>): State {
    const sorted = [...places].sort((one, other) => one - other);
    const key = sorted.join();
    let state = this.#states.get(key);
    if (!state) {
      let matched = 0;
      for (const place of sorted) {
        const pattern = this.#ends.indexOf(place / COUNTS);
        if (pattern !== -1) matched |= 1 << pattern;
      }
      state = { places: sorted, matched, next: new Array(10) };
      this.#states.set(key, state);
    }
    return state;
  }

  /** Add where one may be after a sign took a digit. */
  #take(place: number, code: number, places: Set<number>): void {
    const at = Math.floor(place / COUNTS);
    const sign = this.#text.charCodeAt(at);
    const isTaken =
      sign === code || (sign >= CLASSES ? ((sign - CLASSES) >> (code - ZERO)) & 1 : sign > BEFORE_A);
    if (!isTaken) return;
    const taken = (place % COUNTS) + 1;
    const { least, most, past } = this.#count(at);
    if (taken < most) places.add(place + 1);
    if (taken >= least) this.#enter(past, places);
  }

  /** How often a sign may take a digit, and where what follows it begins. */
  #count(at: number): { least: number; most: number; past: number } {
    const sign = this.#text.charCodeAt(at);
    if (sign > BEFORE_A && sign < ANY) return { least: sign - BEFORE_A, most: sign - BEFORE_A, past: at + 1 };
    const behind = this.#text.charCodeAt(at + 1);
    if (behind === OPTIONAL) return { least: 0, most: 1, past: at + 2 };
    if (behind !== BRACE) return { least: 1, most: 1, past: at + 1 };
    const close = this.#text.indexOf('}', at);
    const [least, most = least] = this.#text
      .slice(at + 2, close)
      .split(',')
      .map(Number);
    return { least: least as number, most: most as number, past: close + 1 };
  }

  /** Add the signs that may take the next digit, from a place on. */
  #enter(from: number, places: Set<number>): void {
    const text = this.#text;
    for (let at = from; ; ) {
      const sign = text.charCodeAt(at);
      if (sign === OR) at = this.#links[at] as number;
      else if (sign === OPENING) {
        let bar = at;
        do {
          this.#enter(bar + 1, places);
          bar = this.#links[bar] as number;
        } while (text.charCodeAt(bar) === OR);
        at = bar + 1;
        if (text.charCodeAt(at++) !== OPTIONAL) return;
      } else if (sign === CLOSING) at += text.charCodeAt(at + 1) === OPTIONAL ? 2 : 1;
      else {
        places.add(at * COUNTS);
        if (sign === END) return;
        const { least, past } = this.#count(at);
        if (least > 0) return;
        at = past;
      }
    }
  }
}
