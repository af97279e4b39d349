// PressGuard: a press counts only on something that has been there, unchanged and unmoved, for 350 ms.

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { PressGuard } from '../../../extension/src/popup/press-guard.ts';

type Listener = (event: object) => void;
type Fake = ReturnType<typeof newTarget>;

let now: number;
let onResize: () => void;
let list: Fake;
let row: { parentElement: unknown };
let rowTop: number;
let guard: PressGuard;

function newTarget() {
  const listeners = new Map<string, Listener>();
  return {
    dataset: {} as Record<string, string>,
    listeners,
    addEventListener: (type: string, listener: Listener) => void listeners.set(type, listener),
    querySelectorAll: () => [row],
  };
}

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
  now = 1_000;
  rowTop = 80;
  const window = newTarget();
  const document = { ...newTarget(), body: {} };
  Object.assign(globalThis, {
    window,
    document,
    performance: { now: () => now },
    KeyboardEvent: class {},
    ResizeObserver: class {
      constructor(callback: () => void) {
        onResize = callback;
      }
      observe(): void {}
    },
  });
  list = newTarget();
  row = newRow();
  guard = new PressGuard(list as unknown as HTMLElement);
  pass(10_000);
});

afterEach(() => mock.timers.reset());

function newRow(): { parentElement: unknown } {
  const button = {
    parentElement: list,
    closest: () => button,
    getBoundingClientRect: () => ({ top: rowTop }),
  };
  return button;
}

function pass(durationMs: number): void {
  now += durationMs;
  mock.timers.tick(durationMs);
}

/** Press and release on the row; whether that counts. */
function presses({ holdMs = 0, during = () => {} } = {}): boolean {
  list.listeners.get('pointerdown')?.({ type: 'pointerdown', target: row, timeStamp: now });
  during();
  pass(holdMs);
  return clicks(1);
}

/** Click on the row; whether that counts. `detail` is 0 for keys and assistive technology. */
function clicks(detail = 0): boolean {
  let isAccepted = true;
  list.listeners.get('click')?.({
    target: row,
    detail,
    timeStamp: now,
    preventDefault: () => {},
    stopImmediatePropagation: () => (isAccepted = false),
  });
  return isAccepted;
}

function dispatch(target: unknown, type: string): void {
  (target as Fake).listeners.get(type)?.({});
}

test('PressGuard: a press on what has not changed lately counts, again and again', () => {
  assert.deepEqual([presses(), presses({ holdMs: 2_000 }), clicks()], [true, true, true]);
});

const CHANGES: [what: string, change: () => void][] = [
  ['the row came', () => guard.restart(row as unknown as Element)],
  ['all of it changed', () => guard.restart()],
  ['the popup got the focus', () => dispatch(globalThis.window, 'focus')],
  ['the popup became visible', () => dispatch(globalThis.document, 'visibilitychange')],
];
for (const [what, change] of CHANGES) {
  test(`PressGuard: a press within 350 ms after ${what} does not count`, () => {
    change();
    pass(349);
    assert.deepEqual([presses(), clicks()], [false, false]);
    pass(1);
    assert.equal(clicks(), true);
    pass(349);
    assert.equal(presses(), true);
  });

  test(`PressGuard: a press that began before ${what} does not count`, () => {
    assert.equal(presses({ during: change, holdMs: 2_000 }), false);
  });
}

const MOVES: [what: string, move: () => void][] = [
  ['something in the popup changed its height', () => onResize()],
  ['the popup was scrolled', () => dispatch(globalThis.window, 'scroll')],
];
for (const [what, move] of MOVES) {
  test(`PressGuard: a press of the pointer within 350 ms after ${what} does not count, a key does`, () => {
    move();
    pass(349);
    assert.deepEqual([presses(), clicks()], [false, true]);
    pass(350);
    assert.equal(presses(), true);
    assert.equal(presses({ during: move, holdMs: 2_000 }), false);
  });
}

test('PressGuard: who presses again and again has not seen a change: none counts until a pause of 350 ms', () => {
  guard.restart();
  for (let press = 0; press < 10; press++) {
    pass(150);
    assert.equal(presses(), false);
  }
  pass(350);
  assert.equal(presses(), true);
});

test('PressGuard: a press on a row that has moved without a sign does not count, a key does', () => {
  rowTop += 15;
  assert.equal(presses(), false);
  assert.equal(clicks(), true);
  pass(350);
  assert.equal(presses(), true);
  assert.equal(presses({ during: () => (rowTop -= 15) }), false);
});

test('PressGuard: a change of one row does not concern another', () => {
  guard.restart({ parentElement: list } as unknown as Element);
  assert.equal(presses(), true);
});

test('PressGuard: a key that is held down has been pressed when it went down', () => {
  const { KeyboardEvent } = globalThis;
  const key = (repeat: boolean) =>
    list.listeners.get('keydown')?.(
      Object.assign(new KeyboardEvent('keydown'), { target: row, timeStamp: now, repeat }),
    );
  key(false);
  guard.restart();
  pass(500);
  key(true);
  assert.equal(clicks(), false);
});
