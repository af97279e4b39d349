// Looks up which of several word lists a word is in; lists contain patterns such as `tel*` and `*phone`.

interface WordPattern {
  readonly stem: string;
  readonly list: number; // index of its list
  readonly minBefore: number; // characters that stand before the stem at least
  readonly tail: string; // what may follow the stem: "*", "~" or a regular expression
}

const PATTERN = /^(?<mark>[*+]?)(?<stem>[^*~(]*)(?<tail>.*)$/u;
const ANYTHING = '*';

/**
 * Word lists, each a text of patterns with white space between. `stem*` is every word that begins so, `*end`
 * every one that ends so (`+end`: with something before it), `*part*` every one that contains it, and `stem~`
 * every one with an ending of up to three letters. After a stem a pattern may also have a regular expression
 * in brackets.
 */
export class Lexicon {
  readonly #words = new Map<string, number>(); // index of the list, by word
  readonly #beginnings = new Map<number, WordPattern[]>(); // by the first character's code
  readonly #parts = new Map<number, WordPattern[]>(); // the same for patterns within a word
  readonly #endings: WordPattern[] = [];
  readonly #listCount: number;

  constructor(lists: readonly string[]) {
    this.#listCount = lists.length;
    for (const [list, words] of lists.entries()) {
      for (const word of words.split(/\s+/)) if (word !== '') this.#add(word, list);
    }
  }

  #add(word: string, list: number): void {
    const { mark = '', stem = '', tail = '' } = PATTERN.exec(word)?.groups ?? {};
    const pattern = { stem, list, minBefore: mark === '+' ? 1 : 0, tail };
    if (tail !== '') addByFirstChar(mark === '' ? this.#beginnings : this.#parts, pattern);
    else if (mark !== '') this.#endings.push(pattern);
    else if (!this.#words.has(stem)) this.#words.set(stem, list);
  }

  /** The index of the first list that a word is in; the number of lists where it is in none. */
  listOf(word: string): number {
    let list = this.#words.get(word) ?? this.#listCount;
    for (const { stem, list: own, minBefore } of this.#endings) {
      if (own < list && word.length - stem.length >= minBefore && word.endsWith(stem)) list = own;
    }
    list = firstList(this.#beginnings, word, 0, list);
    for (let index = 0; index < word.length; index++) list = firstList(this.#parts, word, index, list);
    return list;
  }
}

function addByFirstChar(patterns: Map<number, WordPattern[]>, pattern: WordPattern): void {
  const code = pattern.stem.charCodeAt(0);
  const others = patterns.get(code);
  if (others) others.push(pattern);
  else patterns.set(code, [pattern]);
}

const NO_PATTERNS: readonly WordPattern[] = [];

/** The first list with a pattern that matches at an index of the word, if it is before the `known` one. */
function firstList(
  patterns: ReadonlyMap<number, readonly WordPattern[]>,
  word: string,
  index: number,
  known: number,
): number {
  let list = known;
  for (const { stem, list: own, minBefore, tail } of patterns.get(word.charCodeAt(index)) ?? NO_PATTERNS) {
    if (own >= list || index < minBefore || !word.startsWith(stem, index)) continue;
    if (tail === ANYTHING || matchesTail(tail, word.slice(index + stem.length))) list = own;
  }
  return list;
}

const tailPatterns = new Map<string, RegExp>();

function matchesTail(tail: string, rest: string): boolean {
  let pattern = tailPatterns.get(tail);
  if (!pattern) {
    pattern = new RegExp(`^(?:${tail.replaceAll('*', '.*').replace('~', '\\p{L}{0,3}')})$`, 'u');
    tailPatterns.set(tail, pattern);
  }
  return pattern.test(rest);
}
