// Tells which of some lists a word is in: as a whole, or by how it begins, how it ends or what it has within.

/** Words that have a stem in common. */
interface Form {
  readonly stem: string;
  readonly list: number; // its place among the lists
  readonly before: number; // signs that stand before the stem at least
  readonly tail: string; // what may follow it
}

const FORM = /^([*+]?)([^*~(]*)(.*)$/u;
const ANYTHING = '*';

/**
 * `stem*` is every word that begins so, `*end` every one that ends so (`+end`: and is not that alone), `*part*` every
 * one that has it within, `stem~` every one with an ending of three letters at most. Behind its stem a form may
 * also be an expression.
 */
export class Lexicon {
  readonly #wholes = new Map<string, number>();
  readonly #beginnings = new Map<number, Form[]>(); // by their first sign: few are compared with a word
  readonly #parts = new Map<number, Form[]>(); // in the same way
  readonly #endings: Form[] = [];
  readonly #none: number;

  constructor(lists: readonly string[]) {
    this.#none = lists.length;
    for (const [list, words] of lists.entries()) {
      for (const word of words.split(/\s+/)) if (word !== '') this.#add(word, list);
    }
  }

  #add(word: string, list: number): void {
    const [, sign, stem = '', tail = ''] = FORM.exec(word) ?? [];
    const form = { stem, list, before: sign === '+' ? 1 : 0, tail };
    if (tail !== '') put(sign === '' ? this.#beginnings : this.#parts, form);
    else if (sign !== '') this.#endings.push(form);
    else if (!this.#wholes.has(stem)) this.#wholes.set(stem, list);
  }

  /** The place of the first list that a word is in; beyond the last where it is in none. */
  categoryOf(word: string): number {
    let list = this.#wholes.get(word) ?? this.#none;
    for (const form of this.#endings) {
      if (form.list < list && word.length - form.stem.length >= form.before && word.endsWith(form.stem))
        list = form.list;
    }
    list = first(this.#beginnings, word, 0, list);
    for (let at = 0; at < word.length; at++) list = first(this.#parts, word, at, list);
    return list;
  }
}

function put(forms: Map<number, Form[]>, form: Form): void {
  const sign = form.stem.charCodeAt(0);
  const alike = forms.get(sign);
  if (alike) alike.push(form);
  else forms.set(sign, [form]);
}

/** The first list, before one that is known, with a form that stands at a place of the word. */
function first(forms: Map<number, Form[]>, word: string, at: number, known: number): number {
  let list = known;
  for (const form of forms.get(word.charCodeAt(at)) ?? NO_FORMS) {
    if (form.list >= list || at < form.before || !word.startsWith(form.stem, at)) continue;
    if (form.tail === ANYTHING || follows(form.tail, word.slice(at + form.stem.length))) list = form.list;
  }
  return list;
}

const NO_FORMS: readonly Form[] = [];
const tails = new Map<string, RegExp>();

/** Whether the rest of a word is what may follow a stem. */
function follows(tail: string, rest: string): boolean {
  let form = tails.get(tail);
  if (!form) {
    form = new RegExp(`^(?:${tail.replaceAll('*', '.*').replace('~', '\\p{L}{0,3}')})$`, 'u');
    tails.set(tail, form);
  }
  return form.test(rest);
}
