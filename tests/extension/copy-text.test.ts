// The button that copies a call ID shows whether it was copied.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { copyText } from '../../extension/src/copy-text.ts';
import { fakeChrome } from './support/fake-chrome.ts';

const CALL_ID = '5c1f';

/** Copy the ID with this clipboard; returns the text of the button, and what was selected. */
async function copyWith(writeText: (text: string) => Promise<void>) {
  fakeChrome();
  const selected: unknown[] = [];
  const getSelection = () => ({ selectAllChildren: (node: unknown) => void selected.push(node) });
  Object.assign(globalThis, { navigator: { clipboard: { writeText } }, getSelection });
  const element = { textContent: CALL_ID };
  const button = { textContent: 'Copy' };
  await copyText(element as HTMLElement, button as HTMLElement);
  return { button, element, selected };
}

test('copyText: copies the ID and says so', async () => {
  const copied: string[] = [];
  const { button, selected } = await copyWith(async text => void copied.push(text));
  assert.deepEqual([copied, button.textContent, selected], [[CALL_ID], 'Copied', []]);
});

test('copyText: if the clipboard cannot be written, says so and selects the ID', async () => {
  const { button, element, selected } = await copyWith(() => Promise.reject(new Error('NotAllowedError')));
  assert.equal(button.textContent, 'Not copied');
  assert.deepEqual(selected, [element]);
});
