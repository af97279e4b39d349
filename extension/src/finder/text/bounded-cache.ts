// Caches what is computed for a key, such as the class of a word: a page repeats its words.

const MAX_ENTRIES = 5_000;

/** Computes the value of each key once; is emptied when it is full, so that it cannot grow without limit. */
export class BoundedCache<K extends string | number, T extends string | number | boolean | null> {
  readonly #compute: (key: K) => T;
  readonly #values = new Map<K, T>();

  constructor(compute: (key: K) => T) {
    this.#compute = compute;
  }

  get(key: K): T {
    const known = this.#values.get(key);
    if (known !== undefined) return known;
    const value = this.#compute(key);
    if (this.#values.size >= MAX_ENTRIES) this.#values.clear();
    this.#values.set(copyOf(key), value);
    return value;
  }
}

/** A copy of a string; a part of another string keeps that one, perhaps the text of a page, in memory. */
function copyOf<K extends string | number>(key: K): K {
  return (typeof key === 'string' ? ` ${key}`.slice(1) : key) as K;
}
