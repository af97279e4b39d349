// Tests of telephone links: which number their address calls, and which links the extension handles.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isTelLink } from '../../../../extension/src/content/scan/tel-links.ts';
import { parseLink } from '../../../../extension/src/finder/find.ts';
import { parseTelLink } from '../../../../extension/src/finder/parse/tel-link.ts';

const LINKS: [href: string, region: string | undefined, e164: string | undefined, extension?: string][] = [
  ['tel:+1-415-555-0100', undefined, '+14155550100'],
  ['tel:+14155550100;ext=23', undefined, '+14155550100', '23'],
  ['tel:+1-415-555-0100;EXT=2-3', undefined, '+14155550100', '23'],
  ['tel:+14155550100,,23#', undefined, '+14155550100', '23'],
  ['tel:+14155550100,,81234567890#,,,,*123456#', undefined, '+14155550100', '81234567890'],
  ['tel:+14155550100p123', undefined, '+14155550100', '123'],
  ['tel:+14155550100w12', undefined, '+14155550100', '12'],
  ['tel:+14155550100x23', undefined, '+14155550100', '23'],
  ['tel:+14155550100;isub=1411', undefined, '+14155550100'],
  ['tel:+14155550100;postd=pp22', undefined, '+14155550100'],
  ['tel:+14155550100;phone-context=example.com', undefined, '+14155550100'],
  ['tel:+14155550100?body=9', undefined, '+14155550100'],
  ['TEL://+1%20415%20555%200100', undefined, '+14155550100'],
  ['tel:%2B1%28415%29555-0100', undefined, '+14155550100'],
  [' tel: +1 415 555 0100 ', undefined, '+14155550100'],
  ['tel:1-800-FLOWERS', 'US', '+18003569377'],
  ['callto:02079460958', 'GB', '+442079460958'],
  ['callto://+442079460958/', undefined, '+442079460958'],
  ['callto:echo123', 'GB', undefined],
  ['tel:7946-0958;phone-context=+4420', undefined, '+442079460958'],
  ['tel:7946-0958;ext=5;Phone-Context=+44-20', undefined, '+442079460958', '5'],
  ['tel:02079460958;phone-context=example.com', 'GB', '+442079460958'],
  ['tel:7042;phone-context=example.com', 'US', undefined],
  ['sip:+14155550100@example.com', undefined, '+14155550100'],
  ['sip:+14155550100', undefined, '+14155550100'],
  ['SIPS:+1-415-555-0100;ext=7@example.com;user=phone', undefined, '+14155550100', '7'],
  ['sip:+1(415)555-0100:secret9@example.com:5060;transport=tcp?Subject=9', undefined, '+14155550100'],
  ['sip:5550100;phone-context=+1415@example.com;user=phone', undefined, '+14155550100'],
  ['sip:02079460958@example.com', 'GB', '+442079460958'],
  ['sip:99999999@example.com', 'GB', undefined],
  ['tel:02079460958', undefined, undefined],
  ['tel:', 'GB', undefined],
  ['tel:%zz', 'GB', undefined],
];

for (const [href, region, e164, extension] of LINKS) {
  test(`parseLink ${JSON.stringify(href)}`, () => {
    const link = parseLink(parseTelLink(href), region);
    assert.equal(link?.e164, e164);
    assert.equal(link?.extension, extension);
  });
}

test('parseTelLink keeps the text and puts a global context before it', () => {
  assert.deepEqual(parseTelLink('tel:%2B1%20415'), { text: '+1 415' });
  assert.deepEqual(parseTelLink('tel:7946-0958;phone-context=+4420'), { text: '+4420 7946-0958' });
  assert.deepEqual(parseTelLink(`tel:${'1'.repeat(9_999)}`), { text: '1'.repeat(300) });
});

test('parseTelLink marks numbers of a private network as local', () => {
  assert.equal(parseTelLink('tel:7042;phone-context=example.com').local, true);
  assert.equal(parseTelLink('sip:02079460958@example.com').local, true);
  assert.equal(parseTelLink('tel:02079460958').local, undefined);
});

const ELEMENTS: [name: string, href: string, isHandled: boolean][] = [
  ['a', 'tel:+14155550100', true],
  ['a', '\n CallTo:jo', true], // the scheme decides; whether it is a number is tested later
  ['area', 'tel:+14155550100', true],
  ['link', 'tel:+14155550100', false],
  ['a', 'sip:+14155550100', true],
  ['a', 'sips:%2B1%20415%20555%200100@example.com', true],
  ['a', 'sip:(020)7946-0958@example.com', true],
  ['a', 'sip:0207946;phone-context=+44@example.com', true],
  ['a', 'sip:alice@example.com', false],
  ['a', 'sip:alice1234567@example.com', false],
  ['a', 'sip:1234567alice@example.com', false],
  ['a', 'sip:7042@example.com', false],
  ['a', 'sip:192.168.100.20', false],
  ['a', 'sip:192.168.100.20:5060', false],
  ['a', 'skype:+14155550100?call', false],
  ['a', 'whatsapp://send?phone=+14155550100', false],
  ['a', 'https://wa.me/14155550100', false],
  ['a', 'https://example.com/tel:+14155550100', false],
  ['a', 'sms:+14155550100', false],
];

for (const [localName, href, isHandled] of ELEMENTS) {
  test(`isTelLink <${localName} href=${JSON.stringify(href)}>: ${isHandled}`, () => {
    const element = { localName, getAttribute: () => href } as unknown as Element;
    assert.equal(isTelLink(element), isHandled);
  });
}

test('isTelLink and parseTelLink take linear time', () => {
  const start = process.cpuUsage();
  for (const href of [
    `sip:${'1 '.repeat(50_000)}`,
    `sip:${'('.repeat(100_000)}`,
    `sip:1234567;${':'.repeat(90_000)}`,
  ]) {
    isTelLink({ localName: 'a', getAttribute: () => href } as unknown as Element);
    parseTelLink(href);
  }
  const { user, system } = process.cpuUsage(start);
  assert.ok(user + system < 1_000_000, `${user + system} µs`);
});
