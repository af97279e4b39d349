// In which country a page's numbers are at home, by what it says of itself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectRegion, type Hints } from '../../../../extension/src/content/site/region-detection.ts';
import { countriesIn } from '../../../../extension/src/content/site/region-hints.ts';

const NOTHING: Hints = { countries: [], host: 'localhost', languages: [] };

function said(hints: Partial<Hints>): string | undefined {
  const where = detectRegion({ ...NOTHING, ...hints });
  return where && `${where.region} by ${where.source}`;
}

const BY_LANGUAGE: [tags: string[], region: string | undefined][] = [
  [['de-AT'], 'AT'],
  [['de_CH'], 'CH'],
  [['en-gb'], 'GB'],
  [['en-UK'], 'GB'],
  [['sr-Latn-RS'], 'RS'],
  [['zh-Hant-HK'], 'HK'],
  [['da'], 'DK'],
  [['cs'], 'CZ'],
  [['pl'], 'PL'],
  [['ja'], 'JP'],
  [['ko'], 'KR'],
  [['he'], 'IL'],
  [['tr'], 'TR'],
  [[' pt-BR '], 'BR'],
  [['en', 'en-AU'], 'AU'], // <html lang="en"> of a page whose og:locale says more
  [['en'], undefined],
  [['es'], undefined],
  [['fr'], undefined],
  [['de'], undefined],
  [['pt'], undefined],
  [['ar'], undefined],
  [['zh'], undefined],
  [['zh-Hans'], undefined],
  [['es-419'], undefined], // Latin America
  [['en-US'], undefined], // what templates say
  [['en_US'], undefined], // the default of og:locale
  [['es-US'], 'US'],
  [['en-001'], undefined],
  [['de-XX'], undefined],
  [['de-EU'], undefined],
  [['x-klingon'], undefined],
  [['constructor'], undefined],
  [[''], undefined],
  [['-AT'], undefined],
];

for (const [languages, region] of BY_LANGUAGE) {
  test(`the languages ${JSON.stringify(languages)} say ${region ?? 'no country'}`, () => {
    assert.equal(said({ languages }), region && `${region} by language`);
  });
}

const BY_HOST: [host: string, region: string | undefined][] = [
  ['example.de', 'DE'],
  ['shop.example.co.uk', 'GB'],
  ['example.com.br', 'BR'],
  ['EXAMPLE.AT.', 'AT'],
  ['example.be', 'BE'],
  ['example.com.co', 'CO'],
  ['www.gov.ai', 'AI'],
  ['example.gov', 'US'],
  ['example.edu', 'US'],
  ['xn--e1afmkfd.xn--p1ai', 'RU'],
  ['example.com', undefined],
  ['example.uk.com', undefined],
  ['127.0.0.1', undefined],
  ['[::1]', undefined],
  ['de', undefined], // a machine of this network
  ['', undefined],
  ['crm.local', undefined],
  ['example.constructor', undefined],
  ...'io ai co tv me ly fm am to cc ws gg sh vc la eu'
    .split(' ')
    .map((domain): [string, undefined] => [`example.${domain}`, undefined]),
];

for (const [host, region] of BY_HOST) {
  test(`the host ${host || '""'} says ${region ?? 'no country'}`, () => {
    assert.equal(said({ host }), region && `${region} by host`);
  });
}

const BY_ADDRESS: [countries: string[], languages: string[], region: string | undefined][] = [
  [['AT'], [], 'AT'],
  [[' at\n'], [], 'AT'],
  [['UK'], [], 'GB'],
  [['USA'], [], 'US'],
  [['United Kingdom'], [], 'GB'],
  [['England'], [], 'GB'],
  [['Czech Republic'], [], 'CZ'],
  [['Österreich'], ['de-DE'], 'AT'],
  [['日本'], ['ja'], 'JP'],
  [['DE', 'Germany'], [], 'DE'],
  [['DE', 'somewhere'], [], 'DE'],
  [['DE', 'AT'], [], undefined], // a directory
  [['Atlantis'], [], undefined],
  [['EU'], [], undefined],
  [['toString'], [], undefined],
  [['Österreich'], ['not a language'], undefined],
];

for (const [countries, languages, region] of BY_ADDRESS) {
  test(`addresses in ${JSON.stringify(countries)} say ${region ?? 'no country'}`, () => {
    const found = said({ countries, languages });
    if (region) assert.equal(found, `${region} by address`);
    else assert.ok(!found?.endsWith('by address'));
  });
}

test('an address wins over the name of the site, and that over the language', () => {
  assert.equal(said({ countries: ['CH'], host: 'example.de', languages: ['fr-FR'] }), 'CH by address');
  assert.equal(said({ host: 'example.ch', languages: ['de-DE'] }), 'CH by host');
  assert.equal(said({ countries: ['CH', 'AT'], host: 'example.io', languages: ['de-DE'] }), 'DE by language');
});

const address = (country: unknown) => ({ '@type': 'PostalAddress', addressCountry: country });
const DATA: [what: string, json: string, countries: string[]][] = [
  ['a place', JSON.stringify({ address: address('AT') }), ['AT']],
  ['a graph', JSON.stringify({ '@graph': [{ location: [{ address: address('AT') }] }] }), ['AT']],
  ['a country with a name', JSON.stringify(address({ '@type': 'Country', name: 'Austria' })), ['Austria']],
  ['several countries', JSON.stringify([address(['AT', { name: 'DE' }])]), ['AT', 'DE']],
  ['a number', JSON.stringify(address(43)), []],
  ['nothing', JSON.stringify(address(null)), []],
  ['what is no JSON', '{"addressCountry": "AT"', []],
  ['a list of lists', `${'['.repeat(5000)}"addressCountry"${']'.repeat(5000)}`, []],
];

for (const [what, json, countries] of DATA) {
  test(`in structured data, ${what} says ${countries.join(' and ') || 'no country'}`, () => {
    assert.deepEqual(countriesIn(json), countries);
  });
}
