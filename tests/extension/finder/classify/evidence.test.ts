// Tests of the evidence that find() and parseLink() give for a number.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find, parseLink } from '../../../../extension/src/finder/find.ts';
import { parseTelLink } from '../../../../extension/src/finder/parse/tel-link.ts';

const EVIDENCE: [text: string, region: string | undefined, ...evidence: string[]][] = [
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

for (const [text, region, ...evidence] of EVIDENCE) {
  test(`evidence for ${JSON.stringify(text)}`, () => {
    assert.deepEqual(find(text, region)[0]?.evidence, evidence);
  });
}

test('evidence for a link', () => {
  assert.deepEqual(parseLink(parseTelLink('tel:+14155550100'))?.evidence, ['plus', 'link']);
  assert.deepEqual(parseLink(parseTelLink('tel:1234567'), 'DE')?.evidence, ['link']);
});
