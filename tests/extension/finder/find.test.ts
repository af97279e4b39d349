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
  [
    'Call (415) 555-0132. For gifts 1-800-FLOWERS.',
    'US',
    '(415) 555-0132 = +14155550132',
    '1-800-FLOWERS = +18003569377',
  ],
  ['電話 ０３－１２３４－５６７８', 'JP', '０３－１２３４－５６７８ = +81312345678'],
  ['फोन: ९८७६५ ४३२१०', 'IN', '९८७६५ ४३२१० = +919876543210'],
  ['Tel: 415\u00ad-555\u200b-0100', 'US', '415\u00ad-555\u200b-0100 = +14155550100'],
  ['+𝟏 𝟒𝟏𝟓 𝟓𝟓𝟓 𝟎𝟏𝟎𝟎', undefined, '+𝟏 𝟒𝟏𝟓 𝟓𝟓𝟓 𝟎𝟏𝟎𝟎 = +14155550100'],
  ['Jane Doe(415) 555-0100Sales', 'US', '(415) 555-0100 = +14155550100'],
  ['01 55 1234 5678', 'MX', '01 55 1234 5678 = +525512345678'],
  ['Order hotline: 415-555-0100', 'US', '415-555-0100 = +14155550100'],
  // Digits beside a number.
  ['Tel. +49 30 225500 24/7', 'DE', '+49 30 225500 = +4930225500'],
  ['Bereitschaft 01 5123418 8-16 Uhr', 'AT', '01 5123418 = +4315123418'],
  ['Mon-Fri 9-5 020 7946 0018', 'GB', '020 7946 0018 = +442079460018'],
  ['à 18h30 04 91 12 34 18', 'FR', '04 91 12 34 18 = +33491123418'],
  ['Tel. 030 225520 2. Etage', 'DE', '030 225520 = +4930225520'],
  ['Clients : 0 892 123 418 0,50 € / min', 'FR', '0 892 123 418 = +33892123418'],
  ['New Delhi - 110001 011-23381218', 'IN', '011-23381218 = +911123381218'],
  ['Zimmer 214 030 22550126', 'DE', '030 22550126 = +493022550126'],
  ['030 22550124 10117 Berlin', 'DE', '030 22550124 = +493022550124'],
  ['+49 30 225500\t24', 'DE', '+49 30 225500 = +4930225500'],
  ['Kontakt 415-555-0100 12.05.2024', 'US', '415-555-0100 = +14155550100'],
  // Lists that share their first digits.
  ['(011) 4897-5423 / 5424', 'IN', '(011) 4897-5423 = +911148975423', '5424 = +911148975424'],
  ['Tel. 030 901820, 901821', 'DE', '030 901820 = +4930901820', '901821 = +4930901821'],
  ['(55) 59.50.40.00 y 91.77.44.00', 'MX', '(55) 59.50.40.00 = +525559504000', '91.77.44.00 = +525591774400'],
  ['(11) 2791-1342 / 98765-4341', 'BR', '(11) 2791-1342 = +551127911342', '98765-4341 = +5511987654341'],
  ['โทร. 0 2141 6718-19 ต่อ 101', 'TH', '0 2141 6718 = +6621416718'],
  ['03-3581-0101・03-3581-0102', 'JP', '03-3581-0101 = +81335810101', '03-3581-0102 = +81335810102'],
  // What is entered after the answer.
  ['+16468769918,,81234567890# US', 'US', '+16468769918,,81234567890# = +16468769918 x81234567890'],
  ['+14155550100p123', 'US', '+14155550100p123 = +14155550100 x123'],
  // Marks, carriers, lists.
  ['Phone _01865 278018_ (office)', 'GB', '01865 278018 = +441865278018'],
  ['TEST...213 373 4262', 'US', '213 373 4262 = +12133734262'],
  ['(0xx11) 4002-8922', 'BR', '11) 4002-8922 = +551140028922'],
  ['(11) 4002-8922', 'BR', '(11) 4002-8922 = +551140028922'],
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
  ['Grille : 01 05 12 23 34', 'FR'],
  ['Horaires : 06 05 20 35 50', 'FR'],
  ['Kód produktu: 777123418', 'CZ'],
  ['C.I. 0991234518 Quito', 'EC'],
  ['Loan A/c: 9812345618', 'IN'],
  ['ת"ז 035123418', 'IL'],
  ['N.º de registro: 912345618', 'PT'],
  ['Mã sản phẩm 0987654318', 'VN'],
];

for (const [text, region] of EXCLUDED) {
  test(`find nothing in ${JSON.stringify(text)}`, () => {
    assert.deepEqual(summaries(text, region), []);
  });
}

test('find a national number only with a region', () => {
  assert.deepEqual(summaries('(415) 555-0100'), []);
});

const UNCERTAIN = ['see 4155550100 there', 'room 4155550100, 17 of them', 'see 4155550100 24/7 there'];

for (const text of UNCERTAIN) {
  test(`find an uncertain number only when asked to: ${JSON.stringify(text)}`, () => {
    assert.deepEqual(find(text, 'US'), []);
    const [found] = find(text, 'US', { includeUncertain: true });
    assert.equal(found?.e164, '+14155550100');
    assert.ok(found.confidence >= POSSIBLE && found.confidence < CONFIDENT);
  });
}

test('find only the shorter of two valid numbers, as uncertain, where digits beside it may be opening hours', () => {
  const text = 'Tel. 0511 1234 9-17';
  assert.deepEqual(find(text, 'DE'), []);
  const found = find(text, 'DE', { includeUncertain: true });
  assert.deepEqual(
    found.map(({ e164 }) => e164),
    ['+495111234'],
  );
});

test('find a number of a range that no plan has only with a plus sign and a word for a phone, as uncertain', () => {
  const summary = (text: string) =>
    find(text, 'DE', { includeUncertain: true }).map(({ e164, confidence }) => [
      e164,
      confidence < CONFIDENT,
    ]);
  assert.deepEqual(summary('Tel. +49 1999 1234567'), [['+4919991234567', true]]);
  assert.deepEqual(summary('+49 1999 1234567'), []);
  assert.deepEqual(summary('Tel. 01999 1234567'), []);
});

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
