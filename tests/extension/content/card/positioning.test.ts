// Where the card goes, for numbers anywhere in the viewport and outside of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { positionNear } from '../../../../extension/src/content/card/positioning.ts';

const CARD = { width: 300, height: 150 };

function box(left: number, top: number, width: number, height: number) {
  return { left, top, right: left + width, bottom: top + height };
}

const VISIBLE = box(0, 0, 1000, 600);

const PLACES: [where: string, number: ReturnType<typeof box> | undefined, x: number, y: number][] = [
  ['below a number, from where it begins', box(100, 100, 120, 20), 100, 128],
  ['below a number in the middle', box(100, 300, 120, 20), 100, 328],
  ['below a number of the right half, to where it ends', box(800, 100, 120, 20), 620, 128],
  ['above a number at the lower edge', box(100, 560, 120, 20), 100, 402],
  ['off the left edge', box(0, 100, 120, 20), 8, 128],
  ['off the right edge', box(900, 100, 100, 20), 692, 128],
  ['at the upper edge for a number scrolled out above', box(100, -200, 120, 20), 100, 8],
  ['at the lower edge for a number scrolled out below', box(100, 900, 120, 20), 100, 442],
  ['in the upper right corner where there is no number', undefined, 692, 8],
];

for (const [where, number, x, y] of PLACES) {
  test(`goes ${where}`, () => {
    assert.deepEqual(positionNear(number, CARD, VISIBLE), { x, y });
  });
}

test('stays in a frame that is too small for it with its upper left corner', () => {
  assert.deepEqual(positionNear(box(20, 20, 100, 20), CARD, box(0, 0, 200, 100)), { x: 8, y: 8 });
});

test('stays in the part of the page that a pinch has left visible', () => {
  assert.deepEqual(positionNear(box(100, 100, 120, 20), CARD, box(400, 300, 500, 300)), { x: 408, y: 308 });
});
