// What is kept of a site: the texts that are no numbers there, bounded, and known again however they are spaced.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import {
  addIgnored,
  ignoreKey,
  removeIgnored,
  siteSettings,
  updateSiteSettings,
} from '../../extension/src/site-settings.ts';
import { fakeChrome } from './support/fake-chrome.ts';

let stored: Record<string, unknown>;

beforeEach(() => {
  stored = {};
  const local = {
    get: async (key: string) => (key in stored ? { [key]: structuredClone(stored[key]) } : {}),
    set: async (values: object) => void Object.assign(stored, structuredClone(values)),
  };
  fakeChrome({ storage: { local } });
});

for (const [one, other] of [
  ['415-555-0100', '415 555 0100'],
  ['(415)\u00a0555\u20110100', '4155550100'],
  ['４１５ 555 0100', '415 555 0100'],
  ['1-800-flowers', '1 800 FLOWERS'],
] as const) {
  test(`"${one}" and "${other}" are one to a reader`, () => assert.equal(ignoreKey(one), ignoreKey(other)));
}

for (const [one, other] of [
  ['415-555-0100', '415-555-0101'],
  ['1-800-FLOWERS', '1-800-FLOWERZ'],
] as const) {
  test(`"${one}" and "${other}" are not`, () => assert.notEqual(ignoreKey(one), ignoreKey(other)));
}

test('the newest comes first and once, the oldest go, and a long one is cut the same way each time', () => {
  const long = '1 '.repeat(400);
  let spared: string[] = [];
  for (let number = 0; number < 600; number++) spared = addIgnored(spared, `555 ${number}`);
  spared = addIgnored(spared, '555-598');
  assert.equal(spared.length, 500);
  assert.deepEqual(spared.slice(0, 3), ['555-598', '555 599', '555 597']);
  assert.equal(ignoreKey(addIgnored([], long)[0] as string), ignoreKey(long));
  assert.deepEqual(removeIgnored(['1-2', '3'], '12'), ['3']);
});

test('a change keeps the rest, and what is taken back is gone', async () => {
  await updateSiteSettings('crm.example', () => ({ region: 'AT' }));
  await updateSiteSettings('crm.example', () => ({ detectionEnabled: false }));
  await updateSiteSettings('other.example', () => ({ region: 'DE' }));
  assert.deepEqual(await siteSettings('crm.example').get(), { region: 'AT', detectionEnabled: false });
  await updateSiteSettings('crm.example', () => ({ region: undefined }));
  assert.deepEqual(await siteSettings('crm.example').get(), { detectionEnabled: false });
  assert.deepEqual(await siteSettings('__proto__').get(), {});
});
