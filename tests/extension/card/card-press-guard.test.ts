// CardPressGuard: a key counts only if it was pressed on a card that the agent has seen.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { CardPressGuard } from '../../../extension/src/card/card-press-guard.ts';

type Listener = (event: object) => void;

let now: number;
let listeners: Map<string, Listener>;
let guard: CardPressGuard;

beforeEach(() => {
  now = 1_000;
  listeners = new Map();
  const target = {
    addEventListener: (type: string, listener: Listener) => void listeners.set(type, listener),
  };
  Object.assign(globalThis, {
    window: target,
    document: target,
    performance: { now: () => now },
    IntersectionObserverEntry: class {}, // of a browser that cannot track visibility
  });
  guard = new CardPressGuard(
    () => Promise.resolve(true),
    () => {},
  );
  now += 10_000;
});

function dispatch(type: string, event: object = {}): void {
  listeners.get(type)?.({ isTrusted: true, repeat: false, ...event });
}

/** Press keys one after the other, slowly; whether the click that the last one makes counts. */
function accepts(...keys: string[]): Promise<boolean> {
  for (const key of keys) {
    dispatch('keydown', { key });
    now += 500;
  }
  return guard.accepts();
}

test('CardPressGuard: keys that are pressed to use the card count, again and again', async () => {
  assert.equal(await accepts('Tab', 'Shift', 'Tab', 'Enter'), true);
  assert.equal(await accepts(' '), true);
});

for (const typed of ['a', '7', 'é', 'Backspace', 'Process']) {
  test(`CardPressGuard: after ${typed}, keys count when the focus was moved or the pointer has pressed`, async () => {
    assert.equal(await accepts(typed, ' '), false);
    assert.equal(await accepts('Enter'), false);
    assert.equal(await accepts(typed, 'Tab', 'Tab', 'Enter'), false);
    now += 2_000;
    assert.equal(await accepts('Tab', 'Enter'), true);
    assert.equal(await accepts(typed, 'Enter'), false);
    dispatch('pointerdown');
    assert.equal(await guard.accepts(), true);
  });
}

test('CardPressGuard: a key that is held down counts once, and never if it was pressed elsewhere', async () => {
  dispatch('keydown', { key: 'Enter', repeat: true });
  assert.equal(await guard.accepts(), false);
  assert.equal(await accepts('Enter'), true);
  dispatch('keydown', { key: 'Enter', repeat: true });
  assert.equal(await guard.accepts(), false);
});

for (const type of ['visibilitychange', 'focus']) {
  test(`CardPressGuard: a press within 350 ms after ${type} does not count`, async () => {
    dispatch(type);
    now += 349;
    dispatch('pointerdown');
    assert.equal(await guard.accepts(), false);
  });
}

test('CardPressGuard: keys count two seconds after the focus came, or the pointer pressed', async () => {
  dispatch('focus');
  now += 500;
  assert.equal(await accepts('Tab', 'Enter'), false);
  now += 1_000;
  assert.equal(await accepts('Enter'), true);
  dispatch('focus');
  dispatch('pointerdown');
  now += 350;
  assert.equal(await accepts('Enter'), true);
});

for (const isFirst of [true, false]) {
  test(`CardPressGuard: keys count soon after the focus that the card was given, ${isFirst}`, async () => {
    if (isFirst) guard.onFocusGiven();
    dispatch('focus');
    if (!isFirst) guard.onFocusGiven();
    now += 350;
    assert.equal(await accepts('Enter'), true);
    dispatch('focus');
    now += 350;
    assert.equal(await accepts('Enter'), false, 'the focus left and came back');
  });
}

test('CardPressGuard: a press that gives the card the focus counts', async () => {
  dispatch('pointerdown');
  dispatch('focus');
  dispatch('pointerup');
  assert.equal(await guard.accepts(), true);
});
