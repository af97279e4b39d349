// Tests of normalized text and of the indices that lead back to the source text.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  LineCursor,
  normalize,
  toLineIndex,
  toSourceIndex,
} from '../../../../extension/src/finder/text/normalize.ts';

const NORMALIZED: [raw: string, text: string][] = [
  ['Tel. 030-1', 'Tel. 030-1'],
  ['1\u00a0\u20092', '1  2'],
  ['1\u20102\u2013 3\u22124', '1-2- 3-4'],
  ['1\u20142', '1\u20142'],
  ['＋４９（０）３０', '+49(0)30'],
  ['٠١٢ ०१२ 𝟎𝟏𝟐 𑄶𑄷', '012 012 012 01'],
  ['1\u200b\u00ad2', '12'],
  ['３ー４ サー', '3-4 サー'],
  ["it's", 'it\u2019s'],
  ['\ud800+1\udfff', '\ud800+1\udfff'],
];

for (const [raw, text] of NORMALIZED) {
  test(`normalize ${JSON.stringify(raw)}`, () => {
    assert.equal(normalize(raw, 0).text, text);
  });
}

test('toSourceIndex and toLineIndex lead over removed characters', () => {
  const line = normalize('a\u200b\u200bb𝟎c', 10);
  assert.equal(line.text, 'ab0c');
  assert.deepEqual(
    [0, 1, 2, 3].map(index => toSourceIndex(line, index)),
    [10, 13, 14, 16],
  );
  assert.deepEqual(
    [10, 11, 13, 14, 16, 17].map(index => toLineIndex(line, index)),
    [0, 1, 1, 2, 3, 4],
  );
});

test('LineCursor gives context from the same line only', () => {
  const text = 'Invoice\nTel. 030 1234567 today\nFax';
  const start = text.indexOf('030');
  const line = new LineCursor(text).normalizedAround(start, start + 11);
  assert.equal(line.text, 'Tel. 030 1234567 today');
  assert.equal(line.sourceStart, 8);
});
