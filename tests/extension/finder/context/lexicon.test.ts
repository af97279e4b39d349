// Tests of the notation of word lists.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lexicon } from '../../../../extension/src/finder/context/lexicon.ts';

const NONE = 3;

function listOf(word: string): number {
  return new Lexicon(['tel* *phone', '*话* client~ phone', '+nummer tel(?:le|lo)']).listOf(word);
}

const WORDS: [word: string, list: number][] = [
  ['tel', 0],
  ['telefon', 0],
  ['phone', 0], // the first list that contains a word decides
  ['smartphone', 0],
  ['phones', NONE],
  ['打电话给', 1],
  ['client', 1],
  ['clients', 1],
  ['clientele', 1],
  ['clientelism', NONE],
  ['rechnungsnummer', 2],
  ['nummer', NONE],
  ['', NONE],
];

for (const [word, list] of WORDS) {
  test(`listOf ${JSON.stringify(word)} is ${list}`, () => {
    assert.equal(listOf(word), list);
  });
}
