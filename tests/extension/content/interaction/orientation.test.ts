// Transforms that leave text readable, and the order in which glyphs are read.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import {
  areOfSimilarSize,
  axesOf,
  type GlyphPlace,
  isReadable,
  isReadInOrder,
  isReadRightToLeft,
  multiply,
  UPRIGHT,
} from '../../../../extension/src/content/interaction/orientation.ts';

const NONE = { transform: 'none', rotate: 'none', scale: 'none' };
const TRANSFORMS: [style: Partial<typeof NONE>, isReadable: boolean][] = [
  [{}, true],
  [{ transform: 'matrix(1, 0, 0, 1, 100, 200)' }, true],
  [{ transform: 'matrix3d(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 5, 5, 9, 1)' }, true],
  [{ transform: 'matrix(2, 0, 0, 2, 0, 0)' }, true],
  [{ rotate: '30deg' }, true],
  [{ rotate: '-45deg', scale: '1.2' }, true],
  [{ rotate: '60deg' }, false],
  [{ rotate: '180deg' }, false],
  [{ rotate: 'x 180deg' }, false],
  [{ scale: '-1 1' }, false],
  [{ scale: '-1' }, false], // half a turn
  [{ scale: '1 0' }, false],
  [{ scale: '0.2 1' }, false],
  [{ transform: 'matrix(1, 0, 1.2, 1, 0, 0)' }, false], // skewed
  [{ transform: 'matrix3d(0.5, 0, -0.8, 0, 0, 1, 0, 0, 0.8, 0, 0.5, 0, 0, 0, 0, 1)' }, false],
  [{ transform: 'unknown' }, false],
];

for (const [style, expected] of TRANSFORMS) {
  test(`isReadable: ${JSON.stringify(style)} is ${expected ? '' : 'not '}readable`, () => {
    const axes = axesOf({ ...NONE, ...style });
    assert.equal(axes !== undefined && isReadable(axes, false), expected);
  });
}

test('multiply: two quarter turns are half a turn', () => {
  const quarter = axesOf({ ...NONE, rotate: '90deg' }) ?? UPRIGHT;
  const half = multiply(quarter, quarter);
  assert.ok(Math.abs(half.a + 1) < 1e-9 && Math.abs(half.d + 1) < 1e-9);
});

test('isReadable: text in vertical lines must not be turned', () => {
  const turned = axesOf({ ...NONE, rotate: '10deg' }) ?? UPRIGHT;
  assert.deepEqual([isReadable(UPRIGHT, true), isReadable(turned, true)], [true, false]);
});

/** Return places of glyphs that are 9 pixels apart and 18 high, given by their column and line. */
function places(...cells: [column: number, line: number][]): GlyphPlace[] {
  return cells.map(([column, line]) => ({ along: column * 9, across: line * 25, size: 18 }));
}

const ORDERS: [name: string, cells: [number, number][], hasColumns: boolean, expected: boolean][] = [
  [
    'one after the other',
    [
      [0, 0],
      [1, 0],
      [2, 0],
    ],
    false,
    true,
  ],
  [
    'a space between',
    [
      [0, 0],
      [2, 0],
      [3, 0],
    ],
    false,
    true,
  ],
  [
    'two swapped',
    [
      [0, 0],
      [2, 0],
      [1, 0],
    ],
    false,
    false,
  ],
  [
    'two at one place',
    [
      [0, 0],
      [1, 0],
      [1, 0],
    ],
    false,
    false,
  ],
  [
    'far apart',
    [
      [0, 0],
      [1, 0],
      [12, 0],
    ],
    false,
    false,
  ],
  [
    'far apart in columns',
    [
      [0, 0],
      [1, 0],
      [12, 0],
    ],
    true,
    true,
  ],
  [
    'on two lines',
    [
      [5, 0],
      [6, 0],
      [0, 1],
      [1, 1],
    ],
    false,
    true,
  ],
  [
    'the second line above',
    [
      [5, 1],
      [6, 1],
      [0, 0],
      [1, 0],
    ],
    false,
    false,
  ],
  [
    'the second column above',
    [
      [0, 1],
      [1, 1],
      [12, 0],
    ],
    true,
    false,
  ],
  [
    'a step down',
    [
      [0, 0],
      [1, 0],
      [2, 1],
    ],
    false,
    false,
  ],
  [
    'a line far below',
    [
      [5, 0],
      [6, 0],
      [0, 9],
    ],
    false,
    false,
  ],
  [
    'half a line down',
    [
      [0, 0],
      [1, 0.4],
      [2, 0],
    ],
    false,
    false,
  ],
];

for (const [name, cells, hasColumns, expected] of ORDERS) {
  test(`isReadInOrder: ${name}`, () => assert.equal(isReadInOrder(places(...cells), hasColumns), expected));
}

test('isReadRightToLeft: groups go to the left, their digits to the right', () => {
  const groups = [places([6, 0], [7, 0]), places([3, 0], [4, 0]), places([0, 0], [1, 0])];
  assert.equal(isReadRightToLeft(groups), true);
  assert.equal(isReadRightToLeft(groups.toReversed()), false);
  assert.equal(isReadRightToLeft([places([7, 0], [6, 0]), places([3, 0])]), false);
  assert.equal(
    isReadRightToLeft([places([6, 0]), places([30, 1])]),
    true,
    'the next line begins at the right',
  );
});

test('areOfSimilarSize: a part that is much smaller or larger does not belong to it', () => {
  const [glyph] = places([0, 0]);
  assert.ok(glyph);
  assert.equal(areOfSimilarSize([glyph, { ...glyph, size: 15 }]), true);
  assert.equal(areOfSimilarSize([glyph, { ...glyph, size: 9 }]), false);
});
