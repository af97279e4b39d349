// Settings as a file: what is exported can be imported, and a bad file is told with what is wrong and where.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { decideOneClick } from '../../../extension/src/one-click.ts';
import { SettingError } from '../../../extension/src/settings/setting.ts';
import { loadSettings, storeSetting } from '../../../extension/src/settings/storage.ts';
import { applyImport, exportText, parseImport } from '../../../extension/src/settings/transfer.ts';
import { siteSettings, sitesWithSettings } from '../../../extension/src/site-settings.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { FakeStorageArea } from '../support/fake-storage.ts';

beforeEach(() => fakeChrome({ storage: {} }));

test('exportText: another computer gets the settings and sites, but neither policy nor one click', async () => {
  const managed = new FakeStorageArea({ mark_colour: 'orange' });
  fakeChrome({ storage: { managed } });
  await storeSetting('blocked_sites', ['*.bank.example']);
  await storeSetting('mark_colour', 'green');
  await siteSettings('crm.example').set({ region: 'AT', detectionEnabled: true, ignoredTexts: ['1-2', '3'] });
  await decideOneClick('https://crm.example', true);
  const text = await exportText();
  assert.doesNotMatch(text, /one_click|orange|https/);
  fakeChrome({ storage: {} });
  await applyImport(parseImport(text));
  const { values } = await loadSettings();
  assert.deepEqual([values.blocked_sites, values.mark_colour], [['*.bank.example'], 'green']);
  assert.deepEqual(await siteSettings('crm.example').get(), {
    region: 'AT',
    detectionEnabled: true,
    ignoredTexts: ['1-2', '3'],
  });
  assert.equal(await exportText(), text);
});

test('applyImport: what the file does not name stays', async () => {
  await storeSetting('ask_first', true);
  await siteSettings('crm.example').set({ region: 'AT' });
  await applyImport(
    parseImport(file({ settings: { mark_style: 'solid' }, sites: { 'b.example': { country: 'DE' } } })),
  );
  const { values } = await loadSettings();
  assert.deepEqual([values.ask_first, values.mark_style], [true, 'solid']);
  assert.deepEqual(await sitesWithSettings(), ['b.example', 'crm.example']);
});

function file(parts: object): string {
  return JSON.stringify({ format: 'voiso-call-settings', version: 1, ...parts });
}

const BAD: [text: string, where: string, problem: string][] = [
  ['', '', 'settings_wrong_file'],
  ['{"format":', '', 'settings_wrong_file'],
  ['[]', '', 'settings_wrong_file'],
  ['{"format":"another"}', '', 'settings_wrong_file'],
  [file({ version: 2 }), 'version', 'settings_wrong_version'],
  [file({ api_key: 'test-key' }), 'api_key', 'settings_unknown_name'],
  [file({ settings: [] }), 'settings', 'settings_wrong_object'],
  [file({ settings: { one_click: true } }), 'settings.one_click', 'settings_unknown_name'],
  [file({ settings: { record_patterns: [] } }), 'settings.record_patterns', 'settings_unknown_name'],
  [file({ settings: { ask_first: 'no' } }), 'settings.ask_first', 'settings_wrong_flag'],
  [
    file({ settings: { blocked_sites: ['a.example', ''] } }),
    'settings.blocked_sites[1]',
    'settings_wrong_site',
  ],
  [file({ sites: { 'a b': {} } }), 'sites["a b"]', 'settings_wrong_site'],
  [file({ sites: { '*.a.example': {} } }), 'sites["*.a.example"]', 'settings_wrong_site'],
  [
    file({ sites: { 'a.example': { country: 'Austria' } } }),
    'sites["a.example"].country',
    'settings_wrong_country',
  ],
  [file({ sites: { 'a.example': { detection: 0 } } }), 'sites["a.example"].detection', 'settings_wrong_flag'],
  [file({ sites: { 'a.example': { ignored: [1] } } }), 'sites["a.example"].ignored', 'settings_wrong_list'],
  [
    file({ sites: { 'a.example': { oneClick: true } } }),
    'sites["a.example"].oneClick',
    'settings_unknown_name',
  ],
];
for (const [text, where, problem] of BAD) {
  test(`parseImport: ${text.slice(0, 90)} is ${problem}`, () =>
    assert.throws(
      () => parseImport(text),
      (error: unknown) => error instanceof SettingError && error.where === where && error.problem === problem,
    ));
}
