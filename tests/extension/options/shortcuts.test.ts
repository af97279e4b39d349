// Shortcuts are shown as the documentation writes them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { shownKeys } from '../../../extension/src/options/shortcuts.ts';

test('shownKeys: names of keys become what is printed on them', () => {
  assert.equal(shownKeys('Alt+Shift+Period'), 'Alt+Shift+.');
  assert.equal(shownKeys('Alt+Shift+Comma'), 'Alt+Shift+,');
  assert.equal(shownKeys('Alt+Shift+D'), 'Alt+Shift+D');
});
