// SessionMap: entries outlive the background script, are bounded, and survive a storage that fails.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { SessionMap } from '../../../extension/src/background/session-map.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { FakeStorageArea } from '../support/fake-storage.ts';

const newMap = () => new SessionMap<number>('numbers', 3);

beforeEach(() => fakeChrome({ storage: { session: new FakeStorageArea() } }));

test('SessionMap: a new script has the entries of the one before', async () => {
  const map = newMap();
  await map.update('a', () => 1);
  await map.update('b', () => 2);
  await map.update('b', () => undefined);
  assert.deepEqual([await newMap().get('a'), await newMap().get('b')], [1, undefined]);
});

test('SessionMap: changes at the same time follow each other', async () => {
  const map = newMap();
  const add = (number = 0) => number + 1;
  assert.deepEqual(await Promise.all([map.update('a', add), map.update('a', add)]), [1, 2]);
  assert.equal(await newMap().get('a'), 2);
});

test('SessionMap: the entries that were not changed for longest are dropped', async () => {
  const map = newMap();
  for (const key of ['a', 'b', 'c', 'a', 'd']) await map.update(key, () => 1);
  const kept = await Promise.all(['a', 'b', 'c', 'd'].map(key => map.get(key)));
  assert.deepEqual(kept, [1, undefined, 1, 1]);
});

const BROKEN: [what: string, storage: object][] = [
  ['is missing', {}],
  ['fails', { session: { get: () => Promise.reject(new Error()), set: () => Promise.reject(new Error()) } }],
];
for (const [what, storage] of BROKEN) {
  test(`SessionMap: if the storage ${what}, entries are kept in memory`, async () => {
    fakeChrome({ storage });
    const map = newMap();
    assert.equal(await map.update('a', () => 1), 1);
    assert.equal(await map.get('a'), 1);
  });
}
