// Changes the rows of a list, and keeps the keyboard focus in it, where no key that is under way calls anybody.

import type { PressGuard } from './press-guard.ts';

const SAFE = '.number'; // of a row: puts its number into the dial field

/**
 * Put these rows into a list. If the row with the focus is not among them, the focus goes to the same control of the row
 * that `successorOf` returns for it, or else to a row in its place. Returns false if the list has lost the focus, because
 * there is no row.
 */
export function showRows(
  list: HTMLElement,
  rows: readonly HTMLElement[],
  guard: PressGuard | undefined,
  successorOf: (row: Element) => HTMLElement | undefined,
): boolean {
  const before = [...list.children];
  const focused = document.activeElement;
  const focusedRow = before.find(row => row.contains(focused));
  const shown = new Set<Element>(rows);
  for (const row of before) if (!shown.has(row)) row.remove();
  for (const [place, row] of rows.entries()) {
    // A row that is where it belongs is not moved, because that would take its focus away.
    if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
    if (before[place] !== row) guard?.restart(row);
  }
  if (!focusedRow || !focused || document.activeElement === focused) return true;
  const successor = shown.has(focusedRow) ? focusedRow : successorOf(focusedRow);
  const same = successor?.querySelector<HTMLElement>(`.${focused.classList[0]}:not(:disabled)`);
  if (!same) return focusPlace(list, before.indexOf(successor ?? focusedRow), guard);
  same.focus();
  return true;
}

/**
 * Move the focus, which was elsewhere, to the row at a place, or the last one; return whether there is one. Enter may be
 * under way: it does not count there yet, and later calls nobody.
 */
export function focusPlace(list: HTMLElement, place: number, guard: PressGuard | undefined): boolean {
  const row = list.children[place] ?? list.lastElementChild;
  const control = row?.querySelector<HTMLElement>(SAFE);
  if (!row || !control) return false;
  guard?.restart(row);
  control.focus();
  return true;
}
