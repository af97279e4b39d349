// Answers that were given before, by the words that were asked about: a page repeats its own.

const MOST = 5_000; // answers

export class BoundedCache<T> {
  readonly #answers = new Map<string, T>();

  get(word: string): T | undefined {
    return this.#answers.get(word);
  }

  /** Remember an answer, and give it. */
  set(word: string, answer: T): T {
    if (this.#answers.size >= MOST) this.#answers.clear();
    this.#answers.set(` ${word}`.slice(1), answer); // a copy: the word itself may keep the page's whole text alive
    return answer;
  }
}
