// Settings of a site: changes, and the list of ignored texts.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import {
  addIgnored,
  ignoreKey,
  removeIgnored,
  type SiteSettingsChange,
  siteSettings,
  sitesWithSettings,
  updateSiteSettings,
} from '../../extension/src/site-settings.ts';
import { fakeChrome } from './support/fake-chrome.ts';
import { FakeStorageArea } from './support/fake-storage.ts';

let local: FakeStorageArea;
let sync: FakeStorageArea;

beforeEach(() => {
  local = new FakeStorageArea();
  sync = new FakeStorageArea();
  fakeChrome({ storage: { local, sync } });
});

for (const [one, other] of [
  ['415-555-0100', '415 555 0100'],
  ['(415)\u00a0555\u20110100', '4155550100'],
  ['４１５ 555 0100', '415 555 0100'],
  ['1-800-flowers', '1 800 FLOWERS'],
] as const) {
  test(`ignoreKey: "${one}" and "${other}" have the same key`, () =>
    assert.equal(ignoreKey(one), ignoreKey(other)));
}

for (const [one, other] of [
  ['415-555-0100', '415-555-0101'],
  ['1-800-FLOWERS', '1-800-FLOWERZ'],
] as const) {
  test(`ignoreKey: "${one}" and "${other}" have different keys`, () =>
    assert.notEqual(ignoreKey(one), ignoreKey(other)));
}

test('addIgnored: the newest text is first and unique, the oldest are dropped, long ones are cut', () => {
  const long = '1 '.repeat(400);
  let texts: string[] = [];
  for (let number = 0; number < 600; number++) texts = addIgnored(texts, `555 ${number}`);
  texts = addIgnored(texts, '555-598');
  assert.equal(texts.length, 500);
  assert.deepEqual(texts.slice(0, 3), ['555-598', '555 599', '555 597']);
  assert.equal(ignoreKey(addIgnored([], long)[0] as string), ignoreKey(long));
  assert.deepEqual(removeIgnored(['1-2', '3'], '12'), ['3']);
});

test('updateSiteSettings: keeps other settings, and removes undefined ones', async () => {
  await updateSiteSettings('crm.example', () => ({ region: 'AT' }));
  await updateSiteSettings('crm.example', () => ({ detectionEnabled: false }));
  await updateSiteSettings('other.example', () => ({ region: 'DE' }));
  assert.deepEqual(await siteSettings('crm.example').get(), { region: 'AT', detectionEnabled: false });
  await updateSiteSettings('crm.example', () => ({ region: undefined }));
  assert.deepEqual(await siteSettings('crm.example').get(), { detectionEnabled: false });
  assert.deepEqual(await siteSettings('__proto__').get(), {});
});

test('updateSiteSettings: changes at the same time lose nothing, also after one that failed', async () => {
  const changes: SiteSettingsChange[] = [
    () => ({ region: 'AT' }),
    () => ({ detectionEnabled: false }),
    () => {
      throw new Error('this change fails');
    },
    ({ ignoredTexts }) => ({ ignoredTexts: addIgnored(ignoredTexts, '1-2') }),
    ({ ignoredTexts }) => ({ ignoredTexts: addIgnored(ignoredTexts, '3-4') }),
    () => ({ region: 'DE' }),
  ];
  const results = await Promise.allSettled(changes.map(change => updateSiteSettings('crm.example', change)));
  assert.deepEqual(
    results.map(({ status }) => status === 'rejected'),
    [false, false, true, false, false, false],
  );
  assert.deepEqual(await siteSettings('crm.example').get(), {
    region: 'DE',
    detectionEnabled: false,
    ignoredTexts: ['3-4', '1-2'],
  });
});

test('siteSettings: what pages contain is not synced, and empty settings leave nothing', async () => {
  await updateSiteSettings('crm.example', () => ({ region: 'AT', ignoredTexts: ['1-2'] }));
  assert.deepEqual(sync.items, { 'site:crm.example': { region: 'AT' } });
  assert.deepEqual(local.items, { 'ignored:crm.example': ['1-2'] });
  assert.deepEqual(await sitesWithSettings(), ['crm.example']);
  await updateSiteSettings('crm.example', () => ({ region: undefined, ignoredTexts: [] }));
  assert.deepEqual([sync.items, local.items], [{}, {}]);
});

test('siteSettings: a site that does not fit into the synced storage is kept on this computer', async () => {
  sync.maxItemChars = 5;
  await updateSiteSettings('crm.example', () => ({ region: 'AT' }));
  assert.deepEqual(await siteSettings('crm.example').get(), { region: 'AT' });
  sync.maxItemChars = 1_000;
  await updateSiteSettings('crm.example', () => ({ region: 'DE' }));
  assert.deepEqual([sync.items, local.items], [{ 'site:crm.example': { region: 'DE' } }, {}]);
});
