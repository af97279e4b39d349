// Tests of find(): what it finds in a text, what it excludes, and that it takes linear time.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { POSSIBLE } from '../../../extension/src/finder/classify/confidence.ts';
import { CONFIDENT, find } from '../../../extension/src/finder/find.ts';

/** What is found, as "text = E.164 xExtension". */
function summaries(text: string, region?: string): string[] {
  return find(text, region).map(({ start, end, e164, extension }) => {
    const suffix = extension === undefined ? '' : ` x${extension}`;
    return `${text.slice(start, end)} = ${e164}${suffix}`;
  });
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
  test(`find ${JSON.stringify(text)}`, () => {
    assert.deepEqual(summaries(text, region), expected);
  });
}

const EXCLUDED: [text: string, region: string][] = [
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

for (const [text, region] of EXCLUDED) {
  test(`find nothing in ${JSON.stringify(text)}`, () => {
    assert.deepEqual(summaries(text, region), []);
  });
}

test('find a national number only with a region', () => {
  assert.deepEqual(summaries('(415) 555-0100'), []);
});

const UNCERTAIN = ['see 4155550100 there', 'room 4155550100, 17 of them'];

for (const text of UNCERTAIN) {
  test(`find an uncertain number only when asked to: ${JSON.stringify(text)}`, () => {
    assert.deepEqual(find(text, 'US'), []);
    const [found] = find(text, 'US', { includeUncertain: true });
    assert.equal(found?.e164, '+14155550100');
    assert.ok(found.confidence >= POSSIBLE && found.confidence < CONFIDENT);
  });
}

test('find the same confident numbers with and without uncertain ones', () => {
  for (const [text, confidentCount, uncertainCount] of [
    ['see 4155550100, call 415-555-0101, 415-555-0102; a 4155550103', 2, 2],
    ['see 4155550100 so / 4155550102 415 555 0103 415.555.0104', 1, 1],
    ['see 4155550102 415 555 0103 x', 0, 2],
  ] as const) {
    const all = find(text, 'US', { includeUncertain: true });
    const confident = find(text, 'US');
    assert.deepEqual(
      all.filter(({ confidence }) => confidence >= CONFIDENT),
      confident,
    );
    assert.equal(confident.length, confidentCount, text);
    assert.equal(all.length - confident.length, uncertainCount, text);
  }
});

test('find nothing uncertain in what is certainly something else', () => {
  for (const text of ['Invoice no. 4155550100', '12.05.2024 - 13.05.2024', '192.168.100.101'])
    assert.deepEqual(find(text, 'US', { includeUncertain: true }), [], text);
});

const HOSTILE: [name: string, text: string][] = [
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

const MAX_CPU_US = 1_000_000; // in quadratic time most of these take far longer

for (const [name, text] of HOSTILE) {
  test(`find takes linear time for ${name}`, () => {
    let fastest = Number.POSITIVE_INFINITY; // of three: other tests of this process leave garbage to collect
    for (let run = 0; run < 3 && fastest >= MAX_CPU_US; run++) {
      const start = process.cpuUsage();
      find(text, 'US');
      const { user, system } = process.cpuUsage(start); // CPU time, because other tests run at the same time
      fastest = Math.min(fastest, user + system);
    }
    assert.ok(fastest < MAX_CPU_US, `${fastest} µs`);
  });
}

test('find every number of a long list', () => {
  const list = Array.from(
    { length: 3_000 },
    (_, index) => `+1 415 555 ${String(index).padStart(4, '0')}`,
  ).join('\n');
  assert.equal(find(list).length, 3_000);
});
