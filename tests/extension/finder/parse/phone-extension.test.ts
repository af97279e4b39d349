// Tests of the ways in which an extension is written; "…" is the number.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExtensionAt } from '../../../../extension/src/finder/parse/phone-extension.ts';

const NUMBER = '030 1234567';

const EXTENSIONS: [line: string, written: string, digits: string, hasKeyword: boolean][] = [
  ['…;ext=23', ';ext=23', '23', true],
  ['… ext. 23', ' ext. 23', '23', true],
  ['… (Durchwahl: 14)', ' (Durchwahl: 14)', '14', true],
  ['… poste no. 12', ' poste no. 12', '12', true],
  ['… 12-es mellék', ' 12-es mellék', '12', true],
  ['… x23', ' x23', '23', false],
  ['… 内線12', ' 内線12', '12', true],
  ['… #23', ' #23', '23', false],
  ['… (#23)', ' (#23)', '23', false],
  ['…,,23#', ',,23#', '23', false],
  ['…;23', ';23', '23', false],
  ['…,23#', ',23#', '23', false],
  ['…-23#', '-23#', '23', false],
  ['(… ext. 5)', ' ext. 5', '5', true],
];

for (const [line, written, digits, hasKeyword] of EXTENSIONS) {
  test(`parseExtensionAt ${JSON.stringify(line)}`, () => {
    const end = line.indexOf('…') + NUMBER.length;
    const extension = parseExtensionAt(line.replace('…', NUMBER), end);
    assert.deepEqual(extension, { digits, length: written.length, hasKeyword });
  });
}

for (const line of [
  '…',
  '… and',
  '… 23',
  '…, 23',
  '… ext',
  '… external 23',
  'Ann;…;12;',
  '… x23.5',
  '… (x23',
]) {
  test(`parseExtensionAt ${JSON.stringify(line)} finds none`, () => {
    const end = line.indexOf('…') + NUMBER.length;
    assert.equal(parseExtensionAt(line.replace('…', NUMBER), end), undefined);
  });
}
