// Draws every number found as one CSS highlight: nothing of the page changes, no live Range is kept.

import type { Match } from './match.ts';

const NAME = 'voiso-call'; // content.css says how ::highlight(voiso-call) looks

export class Marks {
  readonly #ranges = new Map<Match, StaticRange>();
  // Older browsers have no highlights: then nothing is drawn, and a click works all the same.
  readonly #highlight = typeof Highlight === 'function' && 'highlights' in CSS ? new Highlight() : undefined;

  constructor(signal: AbortSignal) {
    signal.addEventListener('abort', () => this.#erase(), { once: true });
  }

  /** Draw what was found, erase what is gone. */
  change(added: readonly Match[], removed: readonly Match[]): void {
    for (const match of removed) {
      const range = this.#ranges.get(match);
      if (range) this.#highlight?.delete(range);
      this.#ranges.delete(match);
    }
    for (const match of added) {
      const range = new StaticRange({
        startContainer: match.start.node,
        startOffset: match.start.offset,
        endContainer: match.end.node,
        endOffset: match.end.offset,
      });
      this.#ranges.set(match, range);
      this.#highlight?.add(range);
    }
    this.restore();
  }

  /** The registry is shared with the page: put the highlight back where a page cleared it. */
  restore(): void {
    if (!this.#highlight || this.#ranges.size === 0) return;
    if (CSS.highlights.get(NAME) !== this.#highlight) CSS.highlights.set(NAME, this.#highlight);
  }

  #erase(): void {
    this.#ranges.clear();
    if (this.#highlight && CSS.highlights.get(NAME) === this.#highlight) CSS.highlights.delete(NAME);
  }
}
