// The region of a page's numbers, detected from its hints.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectRegion, type RegionHints } from '../../../../extension/src/content/site/region-detection.ts';
import { countriesInJsonLd } from '../../../../extension/src/content/site/region-hints.ts';

const NO_HINTS: RegionHints = { countries: [], hostname: 'localhost', languages: [] };

function detected(hints: Partial<RegionHints>): string | undefined {
  const region = detectRegion({ ...NO_HINTS, ...hints });
  return region && `${region.region} by ${region.source}`;
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
  [['en', 'en-AU'], 'AU'], // <html lang="en"> of a page with a more specific og:locale
  [['en'], undefined],
  [['es'], undefined],
  [['fr'], undefined],
  [['de'], undefined],
  [['pt'], undefined],
  [['ar'], undefined],
  [['zh'], undefined],
  [['zh-Hans'], undefined],
  [['es-419'], undefined], // Latin America
  [['en-US'], undefined], // the language of many templates
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
  test(`detectRegion: ${region ?? 'none'} for the languages ${JSON.stringify(languages)}`, () => {
    assert.equal(detected({ languages }), region && `${region} by language`);
  });
}

const BY_HOSTNAME: [hostname: string, region: string | undefined][] = [
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
  ['de', undefined], // a machine in the local network
  ['', undefined],
  ['crm.local', undefined],
  ['example.constructor', undefined],
  ...'io ai co tv me ly fm am to cc ws gg sh vc la eu'
    .split(' ')
    .map((domain): [string, undefined] => [`example.${domain}`, undefined]),
];

for (const [hostname, region] of BY_HOSTNAME) {
  test(`detectRegion: ${region ?? 'none'} for the host ${hostname || '""'}`, () => {
    assert.equal(detected({ hostname }), region && `${region} by hostname`);
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
  test(`detectRegion: ${region ?? 'none'} for addresses in ${JSON.stringify(countries)}`, () => {
    const result = detected({ countries, languages });
    if (region) assert.equal(result, `${region} by address`);
    else assert.ok(!result?.endsWith('by address'));
  });
}

test('detectRegion: an address is stronger than a hostname, which is stronger than a language', () => {
  assert.equal(
    detected({ countries: ['CH'], hostname: 'example.de', languages: ['fr-FR'] }),
    'CH by address',
  );
  assert.equal(detected({ hostname: 'example.ch', languages: ['de-DE'] }), 'CH by hostname');
  assert.equal(
    detected({ countries: ['CH', 'AT'], hostname: 'example.io', languages: ['de-DE'] }),
    'DE by language',
  );
});

const address = (country: unknown) => ({ '@type': 'PostalAddress', addressCountry: country });
const JSON_LD: [name: string, json: string, countries: string[]][] = [
  ['a place', JSON.stringify({ address: address('AT') }), ['AT']],
  ['a graph', JSON.stringify({ '@graph': [{ location: [{ address: address('AT') }] }] }), ['AT']],
  ['a country with a name', JSON.stringify(address({ '@type': 'Country', name: 'Austria' })), ['Austria']],
  ['several countries', JSON.stringify([address(['AT', { name: 'DE' }])]), ['AT', 'DE']],
  ['a number', JSON.stringify(address(43)), []],
  ['nothing', JSON.stringify(address(null)), []],
  ['invalid JSON', '{"addressCountry": "AT"', []],
  ['a list of lists', `${'['.repeat(5000)}"addressCountry"${']'.repeat(5000)}`, []],
];

for (const [name, json, countries] of JSON_LD) {
  test(`countriesInJsonLd: ${countries.join(' and ') || 'none'} in ${name}`, () => {
    assert.deepEqual(countriesInJsonLd(json), countries);
  });
}
