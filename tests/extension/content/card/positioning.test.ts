// positionNear, for numbers anywhere in the viewport and outside of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { positionNear } from '../../../../extension/src/content/card/positioning.ts';

const CARD = { width: 300, height: 150 };

function box(left: number, top: number, width: number, height: number) {
  return { left, top, right: left + width, bottom: top + height };
}

const VISIBLE = box(0, 0, 1000, 600);

const POSITIONS: [where: string, number: ReturnType<typeof box> | undefined, x: number, y: number][] = [
  ['below a number, aligned to its left edge', box(100, 100, 120, 20), 100, 128],
  ['below a number in the middle', box(100, 300, 120, 20), 100, 328],
  ['below a number in the right half, aligned to its right edge', box(800, 100, 120, 20), 620, 128],
  ['above a number at the bottom', box(100, 560, 120, 20), 100, 402],
  ['away from the left edge', box(0, 100, 120, 20), 8, 128],
  ['away from the right edge', box(900, 100, 100, 20), 692, 128],
  ['at the top for a number above the viewport', box(100, -200, 120, 20), 100, 8],
  ['at the bottom for a number below the viewport', box(100, 900, 120, 20), 100, 442],
  ['in the upper right corner without a number', undefined, 692, 8],
];

for (const [where, number, x, y] of POSITIONS) {
  test(`positionNear: ${where}`, () => {
    assert.deepEqual(positionNear(number, CARD, VISIBLE), { x, y });
  });
}

test('positionNear: the upper left corner stays visible in a frame that is too small', () => {
  assert.deepEqual(positionNear(box(20, 20, 100, 20), CARD, box(0, 0, 200, 100)), { x: 8, y: 8 });
});

test('positionNear: stays in the visible part of a page that is zoomed by pinching', () => {
  assert.deepEqual(positionNear(box(100, 100, 120, 20), CARD, box(400, 300, 500, 300)), { x: 408, y: 308 });
});
