// On which sites numbers are found: for all sites, on a list, and what the agent decided for one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyDetectionRule, detectionRule } from '../../../extension/src/settings/detection-rule.ts';
import { defaultSettings, type SettingName, type Settings } from '../../../extension/src/settings/model.ts';

const LISTED = { detection: 'listed', detection_sites: ['crm.example', '*.shop.example'] } as const;

const CASES: [
  settings: Partial<Settings>,
  managed: SettingName[],
  own: boolean | undefined,
  hostname: string,
  detectionEnabled: boolean | undefined, // undefined: the page may opt out
][] = [
  [{}, [], undefined, 'any.example', undefined],
  [{}, [], undefined, '', undefined],
  [{}, [], false, 'any.example', false],
  [LISTED, [], undefined, 'crm.example', undefined],
  [LISTED, [], undefined, 'sub.crm.example', false],
  [LISTED, [], undefined, 'a.b.shop.example', undefined],
  [LISTED, [], undefined, 'shop.example', undefined],
  [LISTED, [], undefined, 'evil-shop.example', false],
  [LISTED, [], undefined, 'crm.example.evil.example', false],
  [LISTED, [], undefined, '', false],
  [LISTED, [], true, 'other.example', true],
  [LISTED, ['detection'], true, 'other.example', false],
  [LISTED, ['detection'], false, 'crm.example', false],
  [LISTED, ['detection'], true, 'crm.example', true],
  [{ detection: 'nowhere' }, [], undefined, 'any.example', false],
  [{ detection: 'nowhere' }, ['detection'], true, 'any.example', false],
  [{ blocked_sites: ['*.bank.example'] }, [], undefined, 'my.bank.example', false],
  [{ blocked_sites: ['*.bank.example'] }, [], true, 'my.bank.example', true],
  [{ blocked_sites: ['*.bank.example'] }, ['blocked_sites'], true, 'my.bank.example', false],
];
for (const [settings, managed, own, hostname, expected] of CASES) {
  const title = JSON.stringify({ settings, managed, own, hostname });
  test(`detection: ${title} is ${expected}`, () => {
    const values = { ...defaultSettings(), ...settings };
    const rule = detectionRule(hostname, { values, managed: new Set(managed), unreadable: [] });
    const site = own === undefined ? {} : { detectionEnabled: own };
    assert.equal(applyDetectionRule(site, rule).detectionEnabled, expected);
  });
}

test('detection: off on every site if the list of blocked ones in the policy cannot be read', () => {
  const state = { values: defaultSettings(), managed: new Set(['blocked_sites'] as const) };
  const rule = detectionRule('any.example', { ...state, unreadable: ['blocked_sites'] });
  assert.equal(applyDetectionRule({ detectionEnabled: true }, rule).detectionEnabled, false);
});
