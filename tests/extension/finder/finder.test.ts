// The finder: what it finds, where, and what it leaves alone.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find, parseLink } from '../../../extension/src/finder/find.ts';
import { parseTelLink } from '../../../extension/src/finder/parse/tel-link.ts';

function told(text: string, region?: string): string[] {
  return find(text, region).map(
    found =>
      `${text.slice(found.start, found.end)} = ${found.e164}${found.extension ? ` x${found.extension}` : ''}`,
  );
}

const FOUND: [text: string, region: string | undefined, ...expected: string[]][] = [
  ['Call +1 (415) 555-0100 now', undefined, '+1 (415) 555-0100 = +14155550100'],
  ['Call (415) 555-0100 now', 'US', '(415) 555-0100 = +14155550100'],
  ['020 7946 0958', 'GB', '020 7946 0958 = +442079460958'],
  ['+1\u00a0415\u202f555\u20090100', undefined, '+1\u00a0415\u202f555\u20090100 = +14155550100'],
  ['+1\t415 555 0100', undefined, '+1\t415 555 0100 = +14155550100'],
  ['\u202a+44 20 7946 0958\u202c', undefined, '+44 20 7946 0958 = +442079460958'],
  ['415-555-0100 ext. 23', 'US', '415-555-0100 ext. 23 = +14155550100 x23'],
  ['415-555-0100 x23, then', 'US', '415-555-0100 x23 = +14155550100 x23'],
  ['415 555 0100, 212 555 0199', 'US', '415 555 0100 = +14155550100', '212 555 0199 = +12125550199'],
  ['415 555 0100 / 212 555 0199', 'US', '415 555 0100 = +14155550100', '212 555 0199 = +12125550199'],
  ['415 555 0100\n212 555 0199', 'US', '415 555 0100 = +14155550100', '212 555 0199 = +12125550199'],
  ['030 1234567/68', 'DE', '030 1234567 = +49301234567', '68 = +49301234568'],
  ['098765 43210 or 98765 43210', 'IN', '098765 43210 = +919876543210', '98765 43210 = +919876543210'],
  ['Phone:+14155550100.', undefined, '+14155550100 = +14155550100'],
  ['Tel.+14155550100', undefined, '+14155550100 = +14155550100'],
  ['(+44 20 7946 0958)', undefined, '+44 20 7946 0958 = +442079460958'],
  ['(+44) 20 7946 0958', undefined, '(+44) 20 7946 0958 = +442079460958'],
  ['+44 (0)20 7946 0958', undefined, '+44 (0)20 7946 0958 = +442079460958'],
  ['0011 44 20 7946 0958', 'AU', '0011 44 20 7946 0958 = +442079460958'],
  ['2. (415) 555-0100', 'US', '(415) 555-0100 = +14155550100'],
  ['415-555-0100 212-555-0199', 'US', '415-555-0100 = +14155550100', '212-555-0199 = +12125550199'],
  ['415-555-0100 (ext. 23)', 'US', '415-555-0100 (ext. 23) = +14155550100 x23'],
  ['415-555-0100,,23#', 'US', '415-555-0100,,23# = +14155550100 x23'],
  ['Tel. 030 23125012 Durchwahl 14', 'DE', '030 23125012 Durchwahl 14 = +493023125012 x14'],
  ['03-1234-5678 内線12', 'JP', '03-1234-5678 内線12 = +81312345678 x12'],
  ['1-800-FLOWERS', 'US', '1-800-FLOWERS = +18003569377'],
  ['電話 ０３－１２３４－５６７８', 'JP', '０３－１２３４－５６７８ = +81312345678'],
  ['फोन: ९८७६५ ४३२१०', 'IN', '९८७६५ ४३२१० = +919876543210'],
  ['Tel: 415\u00ad-555\u200b-0100', 'US', '415\u00ad-555\u200b-0100 = +14155550100'],
  ['+𝟏 𝟒𝟏𝟓 𝟓𝟓𝟓 𝟎𝟏𝟎𝟎', undefined, '+𝟏 𝟒𝟏𝟓 𝟓𝟓𝟓 𝟎𝟏𝟎𝟎 = +14155550100'],
  ['Jane Doe(415) 555-0100Sales', 'US', '(415) 555-0100 = +14155550100'],
  ['01 55 1234 5678', 'MX', '01 55 1234 5678 = +525512345678'],
  ['Order hotline: 415-555-0100', 'US', '415-555-0100 = +14155550100'],
];

for (const [text, region, ...expected] of FOUND) {
  test(`finds what is written in ${JSON.stringify(text)}`, () => {
    assert.deepEqual(told(text, region), expected);
  });
}

const LEFT_ALONE: [text: string, region: string][] = [
  ['2015 - 03/2016', 'DE'],
  ['12.05.2024 14:30', 'DE'],
  ['2024-05-12 14:30:00', 'US'],
  ['192.168.100.200', 'US'],
  ['10.250.250.250', 'GB'],
  ['1.234.567.890', 'DE'],
  ['4155.550100', 'US'],
  ['30 1234567', 'DE'],
  ['INV4155550100', 'US'],
  ['4155550100b', 'US'],
  ['ab-4155550100', 'US'],
  ['https://example.com/4155550100', 'US'],
  ['example.com/?id=4155550100', 'US'],
  ['$4155550100', 'US'],
  ['order #4155550100', 'US'],
  ['550e8400-e29b-41d4-a716-446655440000', 'US'],
  ['4155550100', 'ZZ'],
  ['911', 'US'],
  ['Invoice 415-555-0100', 'US'],
  ['Rechnungsnummer 030 23125012', 'DE'],
  ['注文番号 03-1234-5678', 'JP'],
  ['Заказ № 8 495 123-45-67', 'RU'],
  ['4155550100 bytes', 'US'],
  ['4155550100 €', 'US'],
  ['DE89 3704 0044 0532 0130 00', 'DE'],
  ['4111 1111 1111 1111', 'DK'],
  ['978-3-16-148410-0', 'DE'],
  ['12 345 678', 'LV'],
  ['f(4155550100)', 'US'],
  ['+(1 415-555-0132', 'ZZ'],
  ['2 + 14155550100', 'US'],
];

for (const [text, region] of LEFT_ALONE) {
  test(`leaves ${JSON.stringify(text)} alone`, () => {
    assert.deepEqual(told(text, region), []);
  });
}

test('a fax is found and said to be one', () => {
  assert.deepEqual(
    find('Phone 415-555-0100, Fax 415-555-0101', 'US').map(({ label }) => label),
    [undefined, 'fax'],
  );
});

test('of a number its kind and country are known, and how sure it is', () => {
  const [found] = find('Call 0800 157 0192', 'GB');
  assert.deepEqual([found?.numberType, found?.country], ['toll_free', 'GB']);
  assert.ok(found && found.confidence > 0.9 && found.confidence <= 1);
});

test('a national number needs a region', () => {
  assert.deepEqual(told('(415) 555-0100'), []);
});

const FAINT = ['see 4155550100 there', 'room 4155550100, 17 of them'];

for (const text of FAINT) {
  test(`finds ${JSON.stringify(text)} only for those who ask for what is hardly sure`, () => {
    assert.deepEqual(find(text, 'US'), []);
    const [found] = find(text, 'US', { includeUncertain: true });
    assert.equal(found?.e164, '+14155550100');
    assert.ok(found.confidence >= 0.3 && found.confidence < 0.5);
  });
}

test('what is sure is found alike by those who ask for more', () => {
  for (const [text, surely, faintly] of [
    ['see 4155550100, call 415-555-0101, 415-555-0102; a 4155550103', 2, 2],
    ['see 4155550100 so / 4155550102 415 555 0103 415.555.0104', 1, 1],
    ['see 4155550102 415 555 0103 x', 0, 2],
  ] as const) {
    const all = find(text, 'US', { includeUncertain: true });
    const sure = find(text, 'US');
    assert.deepEqual(
      all.filter(({ confidence }) => confidence >= 0.5),
      sure,
    );
    assert.deepEqual([sure.length, all.length - sure.length], [surely, faintly], text);
  }
});

test('what is not at all like a number is not found faintly either', () => {
  for (const text of ['Invoice no. 4155550100', '12.05.2024 - 13.05.2024', '192.168.100.101'])
    assert.deepEqual(find(text, 'US', { includeUncertain: true }), [], text);
});

const SURENESS: [text: string, region: string, confidence: number][] = [
  ['030/23125-012', 'DE', 0.8], // a branch is one with the digits before it
  ['030/23125012', 'DE', 0.8],
  ['0912-345-678', 'SE', 0.75],
  ['call 0800 123 4567', 'NL', 0.95], // not as that country groups it
];

for (const [text, region, confidence] of SURENESS) {
  test(`is as sure as it should be of ${JSON.stringify(text)}`, () => {
    assert.equal(find(text, region)[0]?.confidence.toFixed(2), confidence.toFixed(2));
  });
}

const REASONS: [text: string, region: string | undefined, ...reasons: string[]][] = [
  ['+1 415-555-0100', undefined, 'plus', 'usual_grouping'],
  ['call +1 415-555-0100', undefined, 'plus', 'usual_grouping', 'phone_word'],
  ['0044 20 7946 0958', 'FR', 'international_prefix', 'usual_grouping'],
  ['Tel 49 30 901820', 'DE', 'country_code', 'usual_grouping', 'phone_word'],
  ['(415) 555-0100', 'US', 'valid_in_region', 'area_code', 'usual_grouping'],
  ['Fax: 020 7946 0958', 'GB', 'valid_in_region', 'national_prefix', 'usual_grouping', 'fax_word'],
  ['4155550100', 'US', 'valid_in_region', 'alone'],
  ['call 415-555-0100 x23', 'US', 'valid_in_region', 'usual_grouping', 'phone_word', 'extension'],
  ['1-800-FLOWERS', 'US', 'country_code', 'vanity'],
];

for (const [text, region, ...reasons] of REASONS) {
  test(`tells why ${JSON.stringify(text)} is a number`, () => {
    assert.deepEqual(find(text, region)[0]?.evidence, reasons);
  });
}

test('tells that a link is one', () => {
  assert.deepEqual(parseLink(parseTelLink('tel:+14155550100'))?.evidence, ['plus', 'link']);
  assert.deepEqual(parseLink(parseTelLink('tel:1234567'), 'DE')?.evidence, ['link']);
});

const HOSTILE: [what: string, text: string][] = [
  ['a million digits', '1'.repeat(1_000_000)],
  ['digits and spaces', '1 '.repeat(500_000)],
  ['brackets', '('.repeat(1_000_000)],
  ['bracketed digits', '(1'.repeat(500_000)],
  ['pluses', '+1+'.repeat(300_000)],
  ['a digit and many spaces', `1${' '.repeat(1_000_000)}1`],
  ['many numbers on one line', '+14155550100, '.repeat(70_000)],
  ['short groups without end', '1 1 '.repeat(100_000)],
  ['groups and commas', `${'1 1 '.repeat(19)},`.repeat(5_000)],
  ['lone surrogates', '\ud800+14155550100\udfff'.repeat(10_000)],
];

const MOST_CPU_US = 1_000_000; // read without a limit, most of these take far longer

for (const [what, text] of HOSTILE) {
  test(`is not held up by ${what}`, () => {
    let least = Number.POSITIVE_INFINITY;
    for (let times = 0; times < 3 && least >= MOST_CPU_US; times++) {
      const before = process.cpuUsage();
      find(text, 'US');
      const { user, system } = process.cpuUsage(before); // not the clock: other tests run beside this one
      least = Math.min(least, user + system); // and their garbage is no work of the finder's
    }
    assert.ok(least < MOST_CPU_US, `${least} µs`);
  });
}

test('finds all of a long list, one a line', () => {
  const list = Array.from({ length: 3_000 }, (_, n) => `+1 415 555 ${String(n).padStart(4, '0')}`).join('\n');
  assert.equal(find(list).length, 3_000);
});
