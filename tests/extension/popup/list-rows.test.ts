// The rows of a list change: where the keyboard focus goes, and that keys do not count there at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showRows } from '../../../extension/src/popup/list-rows.ts';
import type { PressGuard } from '../../../extension/src/popup/press-guard.ts';
import { FakeElement, fakePage } from '../support/fake-page.ts';

/** Make a row with controls of these classes. */
function newRow(...names: string[]): FakeElement {
  const row = new FakeElement('li');
  for (const name of names) {
    const control = new FakeElement('button');
    control.setAttribute('class', name);
    row.append(control);
  }
  return row;
}

/** Replace rows, of which the focus is in one, by others; which guard was restarted, and whether the focus is kept. */
function replace(
  before: FakeElement[],
  focused: FakeElement | null | undefined,
  after: FakeElement[],
  successor?: FakeElement,
) {
  const list = fakePage()('list');
  list.append(...before);
  focused?.focus();
  const restarted: unknown[] = [];
  const guard = { restart: (row: unknown) => void restarted.push(row) };
  const [element, rows] = [list, after] as unknown as [HTMLElement, HTMLElement[]];
  const successorOf = () => successor as unknown as HTMLElement | undefined;
  const keepsFocus = showRows(element, rows, guard as unknown as PressGuard, successorOf);
  return { keepsFocus, restarted, focus: document.activeElement as unknown };
}

test('showRows: the last row goes: the one before, which has not moved, gets the focus but takes no key yet', () => {
  const [first, last] = [newRow('number', 'dial'), newRow('number', 'dial')];
  const { focus, restarted } = replace([first, last], last.querySelector('.dial'), [first]);
  assert.equal(focus, first.querySelector('.number'), 'calls nobody');
  assert.deepEqual(restarted, [first]);
});

test('showRows: a row is replaced: the same button, or what calls nobody if that can no longer be pressed', () => {
  for (const [isDisabled, name] of [
    [false, '.dial'],
    [true, '.number'],
  ] as const) {
    const [row, other, successor] = [newRow('dial'), newRow('number'), newRow('number', 'dial')];
    const dial = successor.querySelector('.dial');
    if (dial) dial.disabled = isDisabled;
    const { focus, restarted } = replace(
      [other, row],
      row.querySelector('.dial'),
      [other, successor],
      successor,
    );
    assert.equal(focus, successor.querySelector(name));
    assert.ok(restarted.includes(successor));
  }
});

test('showRows: without any row the list has lost the focus; a focus elsewhere stays', () => {
  const row = newRow('number');
  assert.equal(replace([row], row.querySelector('.number'), []).keepsFocus, false);
  const field = new FakeElement('input');
  const { keepsFocus, focus } = replace([newRow('number')], field, []);
  assert.deepEqual([keepsFocus, focus], [true, field]);
});
