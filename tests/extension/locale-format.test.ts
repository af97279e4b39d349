// The callee's country and clock, in words.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { countryName, formatLocalTime } from '../../extension/src/locale-format.ts';
import { fakeChrome } from './support/fake-chrome.ts';

before(() => fakeChrome());

const plain = (text: string): string => text.replace(/\s/g, ' ');

test('countries have names', () => {
  assert.equal(countryName('GB'), 'United Kingdom');
});

test('the clock there is shown as it stands there, whatever ours says', () => {
  const now = new Date(2026, 0, 15, 12, 0);
  assert.equal(plain(formatLocalTime('2026-01-15T08:30:00-08:00', now)), '8:30 AM');
});

test('another day there is named', () => {
  const now = new Date(2026, 0, 15, 12, 0);
  assert.equal(plain(formatLocalTime('2026-01-16T01:42:00+13:00', now)), 'Fri 1:42 AM');
});
