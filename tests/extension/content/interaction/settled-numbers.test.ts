// SettledNumbers samples while something happens, and tells which numbers had been at their place before a press.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import {
  type ObservedNumber,
  SettledNumbers,
} from '../../../../extension/src/content/interaction/settled-numbers.ts';

Object.assign(globalThis, { innerWidth: 1000, innerHeight: 800 });

function rect(left: number, top: number): DOMRect {
  return {
    left,
    top,
    right: left + 100,
    bottom: top + 20,
    width: 100,
    height: 20,
    x: left,
    y: top,
  } as DOMRect;
}

interface FakeNumber extends ObservedNumber {
  at: DOMRect | undefined;
  isShown: boolean;
  samples: number;
}

function number(left: number, top: number, text = '+14155550100'): FakeNumber {
  const fake: FakeNumber = {
    key: {},
    text,
    at: rect(left, top),
    isShown: true,
    samples: 0,
    place: () => fake.at,
    isVisible: () => {
      fake.samples++;
      return fake.isShown;
    },
  };
  return fake;
}

type Body = (
  pass: (ms: number) => void,
  start: (...numbers: FakeNumber[]) => SettledNumbers,
  block: (ms: number) => void,
) => void;

/** Run a test with a clock of its own: `pass` lets time pass and timers run, `block` lets none run. */
function withClock(body: Body): void {
  mock.timers.enable({ apis: ['setTimeout'] });
  let now = 1_000;
  const clock = mock.method(performance, 'now', () => now);
  const controller = new AbortController();
  const block = (ms: number) => {
    now += ms;
  };
  const pass = (ms: number) => {
    for (let step = 0; step < ms; step += 10) {
      now += 10;
      mock.timers.tick(10);
    }
  };
  const start = (...numbers: FakeNumber[]) =>
    new SettledNumbers({ candidates: () => numbers, signal: controller.signal });
  try {
    body(pass, start, block);
  } finally {
    controller.abort();
    clock.mock.restore();
    mock.timers.reset();
  }
}

const now = () => performance.now();

test('isSettled: a number counts after 350 ms without any movement of the pointer', () =>
  withClock((pass, start) => {
    const one = number(100, 100);
    const settled = start(one);
    settled.onPageChange();
    pass(300);
    assert.equal(settled.isSettled(one, now()), false);
    pass(200);
    assert.equal(settled.isSettled(one, now()), true);
  }));

test('isSettled: a number that comes back because of a press near it does not count', () =>
  withClock((pass, start) => {
    const one = number(100, 100);
    const settled = start(one);
    settled.onPageChange();
    pass(1_000);
    one.isShown = false;
    pass(1_000);
    settled.onPress(150, 110);
    one.isShown = true;
    pass(200);
    assert.equal(settled.isSettled(one, now()), false);
    pass(400);
    assert.equal(settled.isSettled(one, now()), true);
  }));

test('isSettled: nothing is sampled once the numbers are settled', () =>
  withClock((pass, start) => {
    const one = number(100, 100);
    const settled = start(one);
    settled.onPageChange();
    pass(1_000);
    const { samples } = one;
    pass(60_000);
    assert.equal(one.samples, samples);
    assert.equal(settled.isSettled(one, now()), true);
  }));

test('isSettled: a number that keeps moving is sampled only a few times after an event', () =>
  withClock((pass, start) => {
    const one = number(100, 100);
    const settled = start(one);
    settled.onPageChange();
    for (let step = 0; step < 200; step++) {
      one.at = rect(100 + 5 * step, 100);
      pass(50);
    }
    assert.ok(one.samples <= 8);
    assert.equal(settled.isSettled(one, now()), false);
  }));

test('isSettled: a number that moves slowly is not at rest', () =>
  withClock((pass, start) => {
    const one = number(100, 100);
    const settled = start(one);
    for (let step = 0; step < 20; step++) {
      one.at = rect(100 + 0.6 * step, 100);
      settled.onPageChange();
      pass(100);
    }
    assert.equal(settled.isSettled(one, now()), false);
  }));

test('isSettled: a number that was hidden or elsewhere while the pointer moved does not count', () =>
  withClock((pass, start) => {
    const one = number(100, 100);
    const settled = start(one);
    settled.onPageChange();
    pass(1_000);
    const changes: Partial<FakeNumber>[] = [{ isShown: false }, { at: rect(400, 100) }, { at: undefined }];
    for (const change of changes) {
      Object.assign(one, change);
      settled.onPointerMove(150, 300, undefined);
      pass(120);
      one.isShown = true;
      one.at = rect(100, 100);
      assert.equal(settled.isSettled(one, now()), false);
      settled.onPointerMove(150, 110, one);
      pass(100);
      assert.equal(settled.isSettled(one, now()), false);
      pass(400);
      assert.equal(settled.isSettled(one, now()), true);
    }
  }));

test('isSettled: another number at the place, and the place of another, do not count', () =>
  withClock((pass, start) => {
    const one = number(100, 100);
    const settled = start(one);
    settled.onPageChange();
    pass(1_000);
    assert.equal(settled.isSettled({ ...one, text: '+14155550101' }, now()), false);
    assert.equal(settled.isSettled({ ...one, key: {} }, now()), false);
    assert.equal(settled.isSettled({ ...one, place: () => rect(100, 102) }, now()), false);
    assert.equal(settled.isSettled({ ...one, place: () => rect(100.9, 100) }, now()), true);
  }));

test('isSettled: a number that was away when the page changed begins anew', () =>
  withClock((pass, start) => {
    const one = number(100, 100);
    const settled = start(one);
    settled.onPageChange();
    pass(1_000);
    one.at = rect(100, 900); // below the viewport
    settled.onPageChange();
    pass(200);
    one.at = rect(100, 100);
    settled.onPageChange();
    pass(200);
    assert.equal(settled.isSettled(one, now()), false);
  }));

test('isSettled: time for which a page kept the browser busy counts only in part', () =>
  withClock((pass, start, block) => {
    const one = number(100, 100);
    const settled = start(one);
    settled.onPageChange();
    pass(10);
    block(400);
    pass(100);
    assert.equal(one.samples, 2);
    assert.equal(settled.isSettled(one, now()), false);
    pass(300);
    assert.equal(settled.isSettled(one, now()), true);
  }));

test('isSettled: a press before the number was settled does not count', () =>
  withClock((pass, start) => {
    const one = number(100, 100);
    const settled = start(one);
    settled.onPageChange();
    const shownAt = now();
    pass(1_000);
    assert.equal(settled.isSettled(one, shownAt + 340), false);
    assert.equal(settled.isSettled(one, shownAt + 600), true);
  }));

test('onPointerMove: only the numbers near the pointer are sampled, at most ten times a second', () =>
  withClock((pass, start) => {
    const [near, far] = [number(100, 100), number(700, 600)];
    const settled = start(near, far);
    settled.onPageChange();
    pass(1_000);
    const previous = [near.samples, far.samples];
    for (let step = 0; step < 100; step++) {
      settled.onPointerMove(120 + step / 10, 150, undefined);
      pass(10);
    }
    assert.deepEqual([near.samples - (previous[0] ?? 0) <= 11, far.samples - (previous[1] ?? 0)], [true, 0]);
  }));
