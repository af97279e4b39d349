// The settings: policy before the agent's values before the defaults, and what becomes of values that do not fit.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { loadSettings, ownSettings, storeSetting } from '../../../extension/src/settings/storage.ts';
import { keptKeys } from '../../../extension/src/settings/synced-storage.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { FakeStorageArea } from '../support/fake-storage.ts';

let local: FakeStorageArea;
let sync: FakeStorageArea;
let managed: FakeStorageArea;

beforeEach(() => {
  local = new FakeStorageArea();
  sync = new FakeStorageArea();
  managed = new FakeStorageArea();
  fakeChrome({ storage: { local, sync, managed } });
});

test('loadSettings: a policy comes before what the agent has set, and that before the default', async () => {
  await storeSetting('mark_style', 'solid');
  await storeSetting('ask_first', true);
  managed.items.mark_style = 'none';
  const { values, managed: names, unreadable } = await loadSettings();
  assert.deepEqual([values.mark_style, values.ask_first, values.mark_colour], ['none', true, 'blue']);
  assert.deepEqual([[...names], unreadable], [['mark_style'], []]);
  assert.deepEqual(await ownSettings(), { mark_style: 'solid', ask_first: true });
});

test('loadSettings: a policy that cannot be read is locked and as strict as can be', async () => {
  Object.assign(managed.items, { ask_first: 'yes', detection: 1, card_size: 'huge', unknown: true });
  const { values, managed: names, unreadable } = await loadSettings();
  assert.deepEqual([values.ask_first, values.detection, values.card_size], [true, 'nowhere', 'normal']);
  assert.deepEqual([...names].sort(), [...unreadable].sort());
  assert.equal(names.size, 3);
});

test('loadSettings: Firefox without a policy, and values that are none', async () => {
  managed.get = () => Promise.reject(new Error('Managed storage manifest not found'));
  Object.assign(sync.items, {
    mark_style: 'rainbow',
    record_patterns: [{ system: 'a', address: 'https://a/{id}' }],
  });
  const { values, managed: names } = await loadSettings();
  assert.deepEqual([values.mark_style, values.record_patterns, names.size], ['background', [], 0]);
});

test('storeSetting: a default value is not stored', async () => {
  await storeSetting('ask_first', true);
  await storeSetting('ask_first', false);
  assert.deepEqual([sync.items, local.items], [{}, {}]);
});

test('storeSetting: a value over the quota applies on this computer, until one fits', async () => {
  sync.maxItemChars = 40;
  await storeSetting('blocked_sites', ['a.example']);
  const many = ['a.example', 'b.example', 'c.example'];
  await storeSetting('blocked_sites', many);
  assert.deepEqual((await loadSettings()).values.blocked_sites, many);
  assert.deepEqual(await keptKeys(['blocked_sites', 'mark_style']), ['blocked_sites']);
  await storeSetting('blocked_sites', ['c.example']);
  assert.deepEqual((await loadSettings()).values.blocked_sites, ['c.example']);
  assert.deepEqual(local.items, {});
});

test('storeSetting: rejects if nothing can be stored at all', async () => {
  sync.maxItemChars = local.maxItemChars = 5;
  await assert.rejects(storeSetting('ask_first', true));
});
