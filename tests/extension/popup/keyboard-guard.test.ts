// guardKeyboard: keys that were not meant for the popup press nothing in it.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { guardKeyboard } from '../../../extension/src/popup/keyboard-guard.ts';

class FakeElement {
  readonly #takesText: boolean;

  constructor(takesText = false) {
    this.#takesText = takesText;
  }

  matches(): boolean {
    return this.#takesText;
  }
}

const BUTTON = new FakeElement();
const FIELD = new FakeElement(true);

let now: number;
let listeners: Record<string, (event: object) => void>;

beforeEach(() => {
  now = 10_000;
  listeners = {};
  const addEventListener = (type: string, listener: (event: object) => void) => {
    listeners[type] = listener;
  };
  Object.assign(globalThis, { window: { addEventListener }, Element: FakeElement });
  guardKeyboard();
});

/** Press a key; whether the browser may act on it. */
function press(key: string, { target = BUTTON, repeat = false } = {}): boolean {
  let isAccepted = true;
  const preventDefault = () => (isAccepted = false);
  listeners.keydown?.({ key, repeat, target, timeStamp: now, preventDefault });
  return isAccepted;
}

/** Click with a key, or with a pointer if `detail` is 1; whether that counts. */
function clicks(detail = 0): boolean {
  let isAccepted = true;
  const stopImmediatePropagation = () => (isAccepted = false);
  listeners.click?.({ detail, timeStamp: now, preventDefault: () => {}, stopImmediatePropagation });
  return isAccepted;
}

for (const key of ['Enter', ' ']) {
  test(`guardKeyboard: ${JSON.stringify(key)} presses once, however long it is held down`, () => {
    assert.deepEqual([press(key), press(key, { repeat: true }), clicks()], [true, false, true]);
  });
}

test('guardKeyboard: other keys repeat', () => {
  assert.equal(press('ArrowDown', { repeat: true }), true);
});

for (const key of ['a', '7', 'é', 'Dead', 'Process', 'Backspace']) {
  test(`guardKeyboard: for two seconds after ${key}, which nothing takes, keys press nothing`, () => {
    press(key);
    press('Tab');
    now += 1_999;
    assert.deepEqual([clicks(), clicks(1)], [false, true]);
    now += 1;
    assert.equal(clicks(), true);
  });
}

test('guardKeyboard: what is typed into a field does not delay Enter', () => {
  press('7', { target: FIELD });
  assert.equal(clicks(), true);
});

test('guardKeyboard: keys that only move the focus or scroll do not delay Enter', () => {
  for (const key of ['Tab', 'Shift', 'ArrowUp', 'PageDown', 'Home', 'Escape', 'F6']) press(key);
  assert.equal(clicks(), true);
});
