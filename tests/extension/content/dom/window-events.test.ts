// isUntouched tells a window in which no script can have listened yet from one where that is not known.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isUntouched } from '../../../../extension/src/content/dom/window-events.ts';

interface State {
  readonly readyState: DocumentReadyState;
  readonly hasChildren: boolean; // the root element
  readonly opener: object | null;
}

const FIRST: State = { readyState: 'loading', hasChildren: false, opener: null };
const CASES: [name: string, state: State, isFirst: boolean][] = [
  ['a document that begins', FIRST, true],
  ['a document that is parsed already', { ...FIRST, hasChildren: true }, false],
  ['a document that is complete', { ...FIRST, readyState: 'complete', hasChildren: true }, false],
  ['a window that a script opened', { ...FIRST, opener: {} }, false],
];

for (const [name, { readyState, hasChildren, opener }, isFirst] of CASES) {
  test(`isUntouched: ${name}: ${isFirst}`, () => {
    const documentElement = { hasChildNodes: () => hasChildren };
    const window = { document: { readyState, documentElement }, opener } as unknown as Window;
    assert.equal(isUntouched(window), isFirst);
  });
}
