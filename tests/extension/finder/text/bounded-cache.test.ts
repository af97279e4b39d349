// Tests of the cache of computed values.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BoundedCache } from '../../../../extension/src/finder/text/bounded-cache.ts';

test('BoundedCache computes the value of a key once', () => {
  const computed: string[] = [];
  const cache = new BoundedCache((key: string) => {
    computed.push(key);
    return key === '' ? null : key.length;
  });
  assert.deepEqual(
    ['one', '', 'one', ''].map(key => cache.get(key)),
    [3, null, 3, null],
  );
  assert.deepEqual(computed, ['one', '']);
});

test('BoundedCache computes again what it forgot when it was full', () => {
  let computedCount = 0;
  const cache = new BoundedCache((key: number) => {
    computedCount++;
    return -key;
  });
  for (let key = 1; key <= 5_001; key++) cache.get(key);
  assert.equal(cache.get(1), -1);
  assert.equal(computedCount, 5_002);
});
