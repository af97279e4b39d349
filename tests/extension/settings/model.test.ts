// The settings: the published schema of the policy has each of them, with the same values; bad values are named.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import schema from '../../../extension/managed_schema.json';
import { SETTING_NAMES, SETTINGS, type SettingName } from '../../../extension/src/settings/model.ts';
import { SettingError } from '../../../extension/src/settings/setting.ts';

type Schema = Readonly<Record<SettingName, { readonly type: string; readonly enum?: readonly string[] }>>;

const properties = schema.properties as Schema;

test('managed_schema.json: has exactly the settings of the model', () => {
  assert.deepEqual(Object.keys(properties).sort(), [...SETTING_NAMES].sort());
});

for (const name of SETTING_NAMES) {
  test(`managed_schema.json: “${name}” has the values of the model`, () => {
    const { parse, default: defaultValue } = SETTINGS[name];
    const { type, enum: values } = properties[name];
    const isArray = Array.isArray(defaultValue);
    assert.equal(type, isArray ? 'array' : typeof defaultValue);
    for (const value of values ?? []) assert.equal(parse(value, name), value);
    assert.equal(type === 'string', values !== undefined);
    // Each value of the model is in the schema: the error for another one lists none.
    if (values) assert.ok(values.includes(defaultValue as string));
  });
}

const GOOD: [name: SettingName, value: unknown, expected: unknown][] = [
  ['detection_sites', ['CRM.Example.com', 'https://crm.example.com/a?b'], ['crm.example.com']],
  [
    'detection_sites',
    ['*.Bücher.example', 'localhost', '[::1]'],
    ['*.xn--bcher-kva.example', 'localhost', '[::1]'],
  ],
  ['one_click_prefixes', ['+44', '0044', '+1 (415)'], ['+44', '+1415']],
  ['record_systems', ['zoho', 'own-crm_2'], ['zoho', 'own-crm_2']],
  [
    'record_patterns',
    [{ system: 'own', address: 'https://crm.example/c/{id}', note: 'x' }],
    [{ system: 'own', address: 'https://crm.example/c/{id}' }],
  ],
];
for (const [name, value, expected] of GOOD) {
  test(`parse: ${name} accepts ${JSON.stringify(value)}`, () =>
    assert.deepEqual(SETTINGS[name].parse(value, name), expected));
}

const BAD: [name: SettingName, value: unknown, where: string][] = [
  ['detection', 'sometimes', 'detection'],
  ['ask_first', 'true', 'ask_first'],
  ['card_size', null, 'card_size'],
  ['blocked_sites', 'crm.example', 'blocked_sites'],
  ['blocked_sites', ['crm.example', 'a b'], 'blocked_sites[1]'],
  ['blocked_sites', ['*'], 'blocked_sites[0]'],
  ['blocked_sites', ['crm.*.example'], 'blocked_sites[0]'],
  ['blocked_sites', ['javascript:alert(1)'], 'blocked_sites[0]'],
  ['blocked_sites', ['https://user@evil.example'], 'blocked_sites[0]'],
  ['blocked_sites', Array(501).fill('crm.example'), 'blocked_sites'],
  ['one_click_prefixes', ['44'], 'one_click_prefixes[0]'],
  ['one_click_prefixes', ['+'], 'one_click_prefixes[0]'],
  ['record_systems', ['Zoho CRM'], 'record_systems[0]'],
  ['record_patterns', [{ system: 'own', address: 'https://{id}.example/' }], 'record_patterns[0]'],
  ['record_patterns', [{ system: 'own', address: 'https://crm.example/{id}/{id}' }], 'record_patterns[0]'],
  ['record_patterns', [{ system: 'own', address: 'javascript:{id}' }], 'record_patterns[0]'],
  ['record_patterns', ['https://crm.example/{id}'], 'record_patterns[0]'],
];
for (const [name, value, where] of BAD) {
  test(`parse: ${name} rejects ${JSON.stringify(value).slice(0, 60)}`, () =>
    assert.throws(
      () => SETTINGS[name].parse(value, name),
      (error: unknown) => error instanceof SettingError && error.where === where,
    ));
}
