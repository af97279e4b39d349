// Preparation: what a pointer costs in messages is counted, however many numbers it passes.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { Preparation } from '../../../extension/src/content/preparation.ts';
import { FakeBackground } from '../support/fake-background.ts';
import { flushPromises } from '../support/flush-promises.ts';

const WAKE = { type: 'wake_host' };
const WARM_UP = { type: 'warm_up' };

let background: FakeBackground;
beforeEach(() => {
  background = new FakeBackground();
});

/** Return what is sent while something happens each so many milliseconds, for a while. */
async function sentDuring(
  durationMs: number,
  everyMs: number,
  happen: (preparation: Preparation) => void,
): Promise<unknown[]> {
  const preparation = new Preparation();
  const { now } = performance;
  try {
    for (let ms = 0; ms < durationMs; ms += everyMs) {
      performance.now = () => ms;
      happen(preparation);
    }
  } finally {
    performance.now = now;
  }
  await flushPromises();
  return background.messages;
}

test('a pointer that moves wakes the host once a minute', async () => {
  const moves = await sentDuring(150_000, 10, preparation => preparation.wakeHost());
  assert.deepEqual(moves, [WAKE, WAKE, WAKE]);
});

test('a pointer that passes a hundred numbers warms up once', async () => {
  const passed = await sentDuring(2_500, 25, preparation => {
    preparation.wakeHost();
    preparation.warmUp();
  });
  assert.deepEqual(passed, [WAKE, WARM_UP]);
});

test('a pointer that stays among numbers warms up again before the connection is closed', async () => {
  const stayed = await sentDuring(7_000, 10, preparation => preparation.warmUp());
  assert.deepEqual(stayed, [WARM_UP, WARM_UP, WARM_UP]);
});

test('a host that was warmed up needs not be woken', async () => {
  const both = await sentDuring(59_000, 60_000, preparation => {
    preparation.warmUp();
    preparation.wakeHost();
  });
  assert.deepEqual(both, [WARM_UP]);
});
