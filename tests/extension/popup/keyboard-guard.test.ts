// KeyboardGuard: keys that were not meant for the popup press nothing in it.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { KeyboardGuard } from '../../../extension/src/popup/keyboard-guard.ts';

class FakeElement {
  readonly #part: string;

  constructor(part: string) {
    this.#part = part;
  }

  matches(selector: string): boolean {
    return selector.includes(this.#part);
  }

  closest(selector: string): this | null {
    return selector.includes('"question"') && this.#part.startsWith('question') ? this : null;
  }
}

const BUTTON = new FakeElement('list');
const FIELD = new FakeElement('input');
const CANCEL = new FakeElement('question-cancel');
const CALL = new FakeElement('question-call');

let now: number;
let listeners: Record<string, (event: object) => void>;
let guard: KeyboardGuard;
let releases: number;

beforeEach(() => {
  now = 10_000;
  listeners = {};
  const addEventListener = (type: string, listener: (event: object) => void) => {
    listeners[type] = listener;
  };
  Object.assign(globalThis, {
    window: { addEventListener },
    document: { addEventListener },
    Element: FakeElement,
    performance: { now: () => now },
  });
  releases = 0;
  guard = new KeyboardGuard();
  guard.release();
});

/** Press a key; whether the browser may act on it. */
function press(key: string, { target = BUTTON, repeat = false } = {}): boolean {
  let isAccepted = true;
  const preventDefault = () => (isAccepted = false);
  listeners.keydown?.({ key, repeat, target, timeStamp: now, preventDefault });
  return isAccepted;
}

/** Click with a key, or with a pointer if `detail` is 1; whether that counts. */
function clicks(detail = 0, target = BUTTON): boolean {
  let isAccepted = true;
  const stopImmediatePropagation = () => (isAccepted = false);
  listeners.click?.({ detail, target, timeStamp: now, preventDefault: () => {}, stopImmediatePropagation });
  return isAccepted;
}

for (const key of ['Enter', ' ']) {
  test(`KeyboardGuard: ${JSON.stringify(key)} presses once, however long it is held down`, () => {
    assert.deepEqual([press(key), press(key, { repeat: true }), clicks()], [true, false, true]);
  });
}

test('KeyboardGuard: other keys repeat', () => {
  assert.equal(press('ArrowDown', { repeat: true }), true);
});

for (const key of ['a', '7', 'é', 'Dead', 'Process', 'Backspace']) {
  test(`KeyboardGuard: for two seconds after ${key}, which nothing takes, keys press nothing`, () => {
    press(key);
    press('Tab');
    now += 1_999;
    assert.deepEqual([clicks(), clicks(1)], [false, true]);
    now += 1;
    assert.equal(clicks(), true);
  });
}

test('KeyboardGuard: what is typed into a field does not delay Enter', () => {
  press('7', { target: FIELD });
  assert.equal(clicks(), true);
});

test('KeyboardGuard: keys that only move the focus or scroll do not delay Enter', () => {
  for (const key of ['Tab', 'Shift', 'ArrowUp', 'PageDown', 'Home', 'Escape', 'F6']) press(key);
  assert.equal(clicks(), true);
});

/** Show a question over an agent who may type. */
function ask(): void {
  guard = new KeyboardGuard();
  guard.restrictToQuestion(() => {
    releases += 1;
  });
}

test('KeyboardGuard: before it is known that there is no question, keys press nothing', () => {
  guard = new KeyboardGuard();
  now += 60_000;
  assert.deepEqual([clicks(), clicks(1)], [false, true]);
  guard.release();
  assert.equal(clicks(), true);
});

for (const event of ['', 'focus', 'visibilitychange']) {
  test(`KeyboardGuard: keys answer a question two seconds after it came, and nothing else: ${event}`, () => {
    ask();
    if (event) {
      now += 5_000;
      listeners[event]?.({});
    }
    now += 1_999;
    assert.deepEqual([clicks(0, CALL), clicks(0, CANCEL), clicks(1, CALL)], [false, false, true]);
    now += 1;
    assert.deepEqual([clicks(0, CALL), clicks(0, CANCEL), clicks()], [true, true, false]);
  });
}

test('KeyboardGuard: who has typed where nothing takes text can only cancel by keyboard', () => {
  ask();
  press('A');
  now += 10_000;
  assert.deepEqual([clicks(0, CALL), clicks(0, CANCEL)], [false, true]);
  listeners.pointerdown?.({ timeStamp: now });
  assert.deepEqual([clicks(0, CALL), clicks(), releases], [true, true, 1]);
});

test('KeyboardGuard: a press of the pointer right after the question came changes nothing', () => {
  ask();
  now += 349;
  listeners.pointerdown?.({ timeStamp: now });
  now += 10_000;
  assert.deepEqual([clicks(), releases], [false, 0]);
});
