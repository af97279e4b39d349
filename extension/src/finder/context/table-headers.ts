// Reads labels from the headers of tables that are written as text: columns divided by tabs, ";", "|" or ",".

import type { ContextLabel } from './label.ts';
import { classifyWord } from './label-words.ts';

const MAX_LINE_CHARS = 400;
const COLUMN_MARKS = ['\t', ';', '|', ',']; // the first one in a header divides its columns
const WORD = /\p{L}[\p{L}\p{M}.’-]*/gu;
const QUOTED = /"[^"]*"/g; // may contain a column mark
const HAS_DATA = /\d{4}/; // a line with so many digits is no header

/** The tables of one text. Each paragraph may be one; paragraphs are read in order. */
export class TableHeaders {
  readonly #text: string;
  #start = -1; // of the paragraph that was read last
  #end = -1;
  #mark = ''; // that divides its columns; empty where it is no table
  #labels: readonly ContextLabel[] = []; // by column

  constructor(text: string) {
    this.#text = text;
  }

  /** The label of the column that an index is in. */
  labelAt(index: number): ContextLabel {
    if (index < this.#start || index >= this.#end) this.#readParagraphAt(index);
    if (this.#mark === '') return undefined;
    const min = Math.max(this.#start, index - MAX_LINE_CHARS);
    const lineStart = min + this.#text.slice(min, index).lastIndexOf('\n') + 1;
    if (lineStart === min) return undefined; // the header itself, or a line that is too long
    const columnCount = this.#cellsIn(lineStart, this.#lineEnd(lineStart)).length;
    if (columnCount !== this.#labels.length) return undefined;
    return this.#labels[this.#cellsIn(lineStart, index).length - 1];
  }

  #readParagraphAt(index: number): void {
    const text = this.#text;
    if (this.#end === -1 || index < this.#start) this.#start = 0;
    else this.#start = this.#end;
    for (;;) {
      const end = text.indexOf('\n\n', this.#start);
      this.#end = end === -1 ? text.length : end + 2;
      if (index < this.#end) break;
      this.#start = this.#end;
    }
    const header = text.slice(this.#start, this.#lineEnd(this.#start));
    this.#mark = '';
    if (header.length === this.#end - this.#start || HAS_DATA.test(header)) return;
    this.#mark = COLUMN_MARKS.find(mark => header.includes(mark)) ?? '';
    this.#labels = this.#mark === '' ? [] : header.split(this.#mark).map(labelOfHeader);
  }

  /** The cells of a part of a line, without quoted text. */
  #cellsIn(start: number, end: number): string[] {
    const row = this.#text.slice(start, end);
    return (row.includes('"') ? row.replace(QUOTED, '') : row).split(this.#mark);
  }

  #lineEnd(start: number): number {
    const end = this.#text.indexOf('\n', start);
    return Math.min(end === -1 ? this.#text.length : end, start + MAX_LINE_CHARS);
  }
}

function labelOfHeader(cell: string): ContextLabel {
  const classes = cell.match(WORD)?.map(classifyWord) ?? [];
  return (['fax', 'phone', 'other'] as const).find(label => classes.includes(label));
}
