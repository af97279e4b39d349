// Formatting of countries, local times and durations.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import {
  countryName,
  formatDuration,
  formatLocalTime,
  formatPastTime,
} from '../../extension/src/locale-format.ts';
import { fakeChrome } from './support/fake-chrome.ts';

before(() => fakeChrome());

const withPlainSpaces = (text: string): string => text.replace(/\s/g, ' ');

test('countryName: returns the English name', () => {
  assert.equal(countryName('GB'), 'United Kingdom');
});

test('formatLocalTime: shows the time there in every time zone', () => {
  const now = new Date(2026, 0, 15, 12, 0);
  assert.equal(withPlainSpaces(formatLocalTime('2026-01-15T08:30:00-08:00', now)), '8:30 AM');
});

test('formatLocalTime: adds the weekday if it is another day there', () => {
  const now = new Date(2026, 0, 15, 12, 0);
  assert.equal(withPlainSpaces(formatLocalTime('2026-01-16T01:42:00+13:00', now)), 'Fri 1:42 AM');
});

for (const [seconds, text] of [
  [1, '1 second'],
  [99, '99 seconds'],
  [150, '3 minutes'],
  [7_300, '3 hours'],
] as const) {
  test(`formatDuration: ${seconds} seconds are ${text}`, () => {
    assert.equal(withPlainSpaces(formatDuration(seconds)), text);
  });
}

const NOW = new Date(2026, 0, 15, 12, 0);
for (const [time, text] of [
  [new Date(2026, 0, 15, 11, 59, 30), 'now'],
  [new Date(2026, 0, 15, 12, 5), 'now'], // the clock was set back
  [new Date(2026, 0, 15, 11, 55), '5 min. ago'],
  [new Date(2026, 0, 15, 8, 5), '8:05 AM'],
  [new Date(2026, 0, 14, 23, 5), 'Wed 11:05 PM'],
  [new Date(2026, 0, 2, 8, 5), 'Jan 2, 8:05 AM'],
  [new Date(2025, 11, 31, 8, 5), 'Dec 31, 2025, 8:05 AM'],
] as const) {
  test(`formatPastTime: ${text}`, () => {
    assert.equal(withPlainSpaces(formatPastTime(time, NOW)), text);
  });
}
