// Pages are told when settings changed, without the settings.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onStorageChanged } from '../../../extension/src/background/settings-broadcast.ts';
import { fakeChrome } from '../support/fake-chrome.ts';

/** Return what tabs are sent after a change: tab and message. */
async function sentAfter(changes: object, area = 'local'): Promise<unknown[][]> {
  const sent: unknown[][] = [];
  const sendMessage = async (...args: unknown[]) => {
    sent.push(args);
    if (args[0] === 1) throw new Error('Receiving end does not exist.');
  };
  fakeChrome({ tabs: { query: async () => [{ id: 1 }, { id: 2 }, {}], sendMessage } });
  await onStorageChanged(changes as Parameters<typeof onStorageChanged>[0], area);
  return sent;
}

const CHANGES: [what: string, changes: object, isSent: boolean][] = [
  ['a site', { 'site:crm.example': { newValue: { region: 'AT' } } }, true],
  ['a removed site', { 'site:crm.example': { oldValue: { region: 'AT' } } }, true],
  ['the default region', { default_region: { oldValue: 'GB', newValue: 'AT' } }, true],
  ['a one-click site', { one_click: { newValue: { 'https://crm.example': true } } }, true],
  ['the administrator’s sites', { one_click_policy: { newValue: { origins: [] } } }, true],
  ['what the setup lacks', { setup_needed: { oldValue: true, newValue: false } }, true],
  ['ignored texts', { 'ignored:crm.example': { newValue: ['1-2'] } }, true],
  ['one of several', { other: { newValue: 1 }, default_region: { newValue: 'AT' } }, true],
  ['a setting', { mark_style: { newValue: 'none' } }, true],
  ['something else', { other: { newValue: 1 } }, false],
  ['an equal value', { 'site:a': { oldValue: { region: 'AT' }, newValue: { region: 'AT' } } }, false],
];
for (const [what, changes, isSent] of CHANGES) {
  test(`onStorageChanged: after a change of ${what} pages are ${isSent ? 'told' : 'not told'}`, async () => {
    const message = { type: 'site_settings_changed' };
    const expected = isSent
      ? [
          [1, message],
          [2, message],
        ]
      : [];
    assert.deepEqual(await sentAfter(changes), expected);
  });
}

test('onStorageChanged: pages are not told about another area of the storage', async () => {
  assert.deepEqual(await sentAfter({ 'site:a': { newValue: {} } }, 'session'), []);
});
