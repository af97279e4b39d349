// The CRM record of a page: real addresses of each system, addresses that look alike, patterns of administrators.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CRM_SYSTEMS, recordAt } from '../../extension/src/crm-records.ts';

const ALL = CRM_SYSTEMS.map(({ id }) => id);
const GUID = '9bcdb6ff-0a1b-4c2d-8e3f-9545195385fd';

const RECORDS: [system: string, id: string, ...addresses: string[]][] = [
  [
    'zoho',
    '5293322000003516055',
    'https://crm.zoho.com/crm/org777665990/tab/Leads/5293322000003516055',
    'https://crm.zoho.eu/crm/org1/tab/Contacts/5293322000003516055?layout=2#notes',
    'https://crm.zoho.in/crm/tab/CustomModule4/5293322000003516055/',
    'https://crm.zohocloud.ca/crm/org2/tab/Potentials/5293322000003516055',
  ],
  [
    'salesforce',
    '0035g00000AbCdEAAV',
    'https://acme.lightning.force.com/lightning/r/Contact/0035g00000AbCdEAAV/view',
    'https://acme--uat.sandbox.lightning.force.com/lightning/r/0035g00000AbCdEAAV/view',
    'https://acme-dev-ed.develop.lightning.force.com/lightning/r/Own__c/0035g00000AbCdEAAV/view?ws=x',
    'https://acme.lightning.force.com/lightning/r/Account/0035g00000AbCdEAAV/related/Contacts/view',
  ],
  [
    'hubspot',
    '51',
    'https://app.hubspot.com/contacts/4137076/record/0-1/51',
    'https://app-eu1.hubspot.com/contacts/148557344/record/0-1/51/view/1',
    'https://app.hubspot.com/contacts/4137076/contact/51',
  ],
  ['pipedrive', '7', 'https://acme.pipedrive.com/person/7', 'https://app.pipedrive.com/person/7#dialog'],
  [
    'zendesk',
    '42',
    'https://acme.zendesk.com/agent/users/42/requested_tickets',
    'https://acme.zendesk.com/agent/users/42',
  ],
  ['freshdesk', '36005037939', 'https://acme.freshdesk.com/a/contacts/36005037939'],
  [
    'bitrix24',
    '10828',
    'https://acme.bitrix24.com/crm/contact/details/10828/',
    'https://acme.bitrix24.com.br/crm/contact/details/10828/?IFRAME=Y',
  ],
  [
    'dynamics365',
    GUID,
    `https://acme.crm4.dynamics.com/main.aspx?appid=8ae4c66a&forceUCI=1&pagetype=entityrecord&etn=contact&id=${GUID}`,
    `https://acme.crm.dynamics.com/main.aspx?pagetype=entityrecord&etn=lead&id=%7B${GUID.toUpperCase()}%7D`,
  ],
];
for (const [system, id, ...addresses] of RECORDS) {
  for (const address of addresses) {
    test(`recordAt: ${address}`, () => {
      assert.deepEqual(recordAt(address, ALL, []), { system, account_id: id });
      assert.deepEqual(recordAt(address, [system], []), { system, account_id: id });
      assert.equal(recordAt(address, [], []), undefined, 'no system is switched on');
      const others = ALL.filter(other => other !== system);
      assert.equal(recordAt(address, others, []), undefined, 'only other systems are switched on');
      // The same path and query elsewhere: a look-alike, another scheme, port or name in front of the host.
      const { hostname, pathname, search } = new URL(address);
      for (const origin of [
        `https://${hostname}.attacker.example`,
        `https://evil-${hostname.split('.').slice(-2).join('.')}`,
        `https://attacker.example/${hostname}`,
        `http://${hostname}`,
        `https://${hostname}:8443`,
        `https://user@${hostname}`,
      ])
        assert.equal(recordAt(`${origin}${pathname}${search}`, ALL, []), undefined, origin);
    });
  }
}

for (const address of [
  undefined,
  '',
  'about:blank',
  'https://crm.zoho.com/crm/org1/tab/Leads/create',
  'https://crm.zoho.com/crm/org1/tab/Leads/custom-view/5293322000003516055/list',
  'https://acme.lightning.force.com/lightning/o/Lead/list',
  'https://acme.lightning.force.com/lightning/r/Report/00OEE0000014M4b2AE/view',
  'https://acme.lightning.force.com/lightning/r/Contact/short/view',
  'https://evil-salesforce.com.attacker.example/lightning/r/Contact/0035g00000AbCdEAAV/view',
  'https://knowledge.hubspot.com/contacts/4137076/record/0-1/51',
  'https://app.hubspot.com/contacts/4137076/record/0-2/51',
  'https://acme.pipedrive.com/deal/7',
  'https://acme.zendesk.com/agent/tickets/42',
  'https://acme.freshdesk.com/a/contacts/filters/all',
  'https://acme.bitrix24.com/crm/contact/details/0/',
  'https://acme.bitrix24.attacker.example/crm/contact/details/1/',
  `https://acme.crm4.dynamics.com/main.aspx?pagetype=entitylist&etn=contact&id=${GUID}`,
  'https://acme.crm4.dynamics.com/main.aspx?pagetype=entityrecord&etn=contact&id=1',
]) {
  test(`recordAt: none at ${address}`, () => assert.equal(recordAt(address, ALL, []), undefined));
}

const PATTERNS: [pattern: string, address: string, id: string | undefined][] = [
  ['https://crm.example/contacts/{id}', 'https://crm.example/contacts/42', '42'],
  ['https://crm.example/contacts/{id}', 'https://crm.example/contacts/42/edit?x=1#y', '42'],
  ['https://crm.example/contacts/{id}/', 'https://crm.example/contacts/a-b_c', 'a-b_c'],
  ['https://crm.example/*/c-{id}.html', 'https://crm.example/de/c-42.html', '42'],
  [
    'https://crm.example/view?record={id}&module=Contacts',
    'https://crm.example/view?module=Contacts&x=1&record=42',
    '42',
  ],
  ['https://crm.example/app#/contacts/{id}', 'https://crm.example/app#/contacts/42', '42'],
  ['http://crm.local:8080/{id}', 'http://crm.local:8080/42', '42'],
  ['https://crm.example/contacts/{id}', 'https://crm.example/contacts/', undefined],
  ['https://crm.example/contacts/{id}', 'https://crm.example/contacts/a%20b', undefined],
  ['https://crm.example/contacts/{id}', 'https://crm.example/contacts/a%2Fb', undefined],
  ['https://crm.example/contacts/{id}', `https://crm.example/contacts/${'1'.repeat(129)}`, undefined],
  ['https://crm.example/contacts/{id}', 'https://crm.example/companies/42', undefined],
  ['https://crm.example/contacts/{id}', 'https://crm.example.attacker.example/contacts/42', undefined],
  ['https://crm.example/contacts/{id}', 'http://crm.example/contacts/42', undefined],
  ['https://crm.example/contacts/{id}', 'https://crm.example:8443/contacts/42', undefined],
  ['https://crm.example/view?record={id}&module=Contacts', 'https://crm.example/view?record=42', undefined],
  ['https://crm.example/app#/contacts/{id}', 'https://crm.example/app', undefined],
];
for (const [address, page, id] of PATTERNS) {
  test(`recordAt: ${address} finds ${id} at ${page.slice(0, 80)}`, () => {
    const expected = id === undefined ? undefined : { system: 'own', account_id: id };
    assert.deepEqual(recordAt(page, ['own'], [{ system: 'own', address }]), expected);
    assert.equal(recordAt(page, ['zoho'], [{ system: 'own', address }]), undefined);
  });
}

test('recordAt: a pattern of the administrator comes first', () => {
  const page = 'https://acme.pipedrive.com/person/7';
  const patterns = [{ system: 'own', address: 'https://acme.pipedrive.com/person/{id}' }];
  assert.deepEqual(recordAt(page, ['pipedrive', 'own'], patterns), { system: 'own', account_id: '7' });
});
