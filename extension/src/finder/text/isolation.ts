// Whether a number stands by itself: nothing else is in its line, its table cell or its pair of quotes.

import { isLetter, SPACE, TAB } from './char-class.ts';

// What may stand beside a number that is alone: HTML tags, and other numbers of a list ("+49 30 1234567").
const IGNORED_BEFORE = /^.*<[^<>]*>|\+?\d[\d ()./-]{6,}\d/gu;
const IGNORED_AFTER = /<\/?[a-z].*$|\+?\d[\d ()./-]{6,}\d/giu; // "</td>…"
// Anything but quotes, brackets, dots, dashes and other punctuation.
const CONTENT = /[^\s"'“”«»[\](){}<>*.,;/:•·–—-]/u;

/** Whether only punctuation, HTML tags and other numbers stand beside a stretch of a line. */
export function standsAlone(text: string, start: number, end: number): boolean {
  if (isNextToLetter(text, start, end) && !text.includes('<')) return false; // decides most cases cheaply
  return isIgnorable(text.slice(0, start), IGNORED_BEFORE) && isIgnorable(text.slice(end), IGNORED_AFTER);
}

/** Whether it fills a cell of a table that is written with tabs: "\t030 1234567\t". */
export function fillsTableCell(text: string, start: number, end: number): boolean {
  return text.charCodeAt(start - 1) === TAB && (end === text.length || text.charCodeAt(end) === TAB);
}

function isNextToLetter(text: string, start: number, end: number): boolean {
  let before = start - 1;
  while (before > 0 && text.charCodeAt(before) === SPACE) before--;
  return (
    (before >= 0 && isLetter(text.charCodeAt(before))) ||
    (end < text.length && isLetter(text.charCodeAt(end)))
  );
}

function isIgnorable(text: string, ignored: RegExp): boolean {
  if (text === '' || !CONTENT.test(text)) return true;
  if (!/[<\d]/.test(text)) return false;
  return !CONTENT.test(text.replace(ignored, ''));
}
