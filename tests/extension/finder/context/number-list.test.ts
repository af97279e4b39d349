// Tests of the text that stands between the numbers of a list.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  isListSeparator,
  isListSeparatorWithLabel,
} from '../../../../extension/src/finder/context/number-list.ts';

test('isListSeparator accepts marks and words for "and"', () => {
  for (const text of [', ', ' / ', ' and ', ' oder ', ' и ', ' ('])
    assert.equal(isListSeparator(text, 0, text.length), true, text);
});

test('isListSeparator rejects other text', () => {
  for (const text of [', call ', '. ', '\n', ' of the '])
    assert.equal(isListSeparator(text, 0, text.length), false, text);
});

test('isListSeparatorWithLabel accepts a name, or a label with a colon', () => {
  for (const text of [', ', ' (Office) / ', ', Rīgā ', ' | lab: ', ' · Front Desk: ('])
    assert.equal(isListSeparatorWithLabel(text, 0, text.length), true, text);
});

test('isListSeparatorWithLabel rejects a sentence that continues', () => {
  for (const text of [', then call ', ' and ', ', Rīgā\n'])
    assert.equal(isListSeparatorWithLabel(text, 0, text.length), false, text);
});
