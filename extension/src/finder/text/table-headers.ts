// What the head of a table's column says of the numbers below it, where a table is written as text.

import type { ContextLabel } from '../context/context-label.ts';
import { classifyWord } from '../context/label-words.ts';

const LONGEST_LINE = 400; // characters
const MARKS = ['\t', ';', '|', ','];
const WORD = /\p{L}[\p{L}\p{M}.’-]*/gu;
const QUOTED = /"[^"]*"/g;
const DATA = /\d{4}/; // a line with such is no head

/** The tables of one text, asked for from its beginning to its end. */
export class TableHeaders {
  readonly #text: string;
  #from = -1; // the paragraph that was asked for last
  #to = -1;
  #mark = ''; // what parts its cells; none where it is no table
  #heads: readonly ContextLabel[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** What the head of the column says that a place is in. */
  labelAt(place: number): ContextLabel {
    if (place < this.#from || place >= this.#to) this.#enter(place);
    if (this.#mark === '') return undefined;
    const least = Math.max(this.#from, place - LONGEST_LINE);
    const start = least + this.#text.slice(least, place).lastIndexOf('\n') + 1;
    if (start === least) return undefined; // the head itself, or a long line
    const cells = this.#cells(start, this.#endOf(start)).length;
    if (cells !== this.#heads.length) return undefined;
    return this.#heads[this.#cells(start, place).length - 1];
  }

  /** Read the head of the paragraph around a place. */
  #enter(place: number): void {
    const text = this.#text;
    if (this.#to === -1 || place < this.#from) this.#from = 0;
    else this.#from = this.#to;
    for (;;) {
      const end = text.indexOf('\n\n', this.#from);
      this.#to = end === -1 ? text.length : end + 2;
      if (place < this.#to) break;
      this.#from = this.#to;
    }
    const head = text.slice(this.#from, this.#endOf(this.#from));
    this.#mark = '';
    if (head.length === this.#to - this.#from || DATA.test(head)) return;
    this.#mark = MARKS.find(mark => head.includes(mark)) ?? '';
    this.#heads = this.#mark === '' ? [] : head.split(this.#mark).map(said);
  }

  /** The cells of a stretch; what is quoted is in one. */
  #cells(start: number, end: number): string[] {
    const row = this.#text.slice(start, end);
    return (row.includes('"') ? row.replace(QUOTED, '') : row).split(this.#mark);
  }

  #endOf(start: number): number {
    const end = this.#text.indexOf('\n', start);
    return Math.min(end === -1 ? this.#text.length : end, start + LONGEST_LINE);
  }
}

/** What the words of a cell name. */
function said(cell: string): ContextLabel {
  const all = cell.match(WORD)?.map(classifyWord) ?? [];
  return (['fax', 'phone', 'other'] as const).find(each => all.includes(each));
}
