// The dial field: what is typed while the host or the storage answers stays as it is.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { fakeChrome } from '../support/fake-chrome.ts';
import { fakePage } from '../support/fake-page.ts';
import { replies } from '../support/fake-port.ts';
import { flushPromises } from '../support/flush-promises.ts';

const TYPED = '+49301234567';
const FINDER = 'data:text/javascript,export const supportedRegions = () => ["DE", "FR"]';

const part = fakePage();
const { dialledNumber, initDialField } = await import('../../../extension/src/popup/dial-field.ts');
const { initDialCountry } = await import('../../../extension/src/popup/dial-country.ts');

let reads: ((stored: object) => void)[]; // of the storage, that have no answer yet

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
  reads = [];
  const reply = { ...replies.check_number, number: TYPED, as_typed: '+49 30 1234567' };
  fakeChrome({
    runtime: { id: 'own', getURL: () => FINDER, sendMessage: async () => reply },
    storage: { local: { get: () => new Promise<object>(resolve => reads.push(resolve)) } },
  });
});

/** Let the storage answer whatever has been asked, and wait for what becomes of that. */
async function answerReads(stored: object = {}): Promise<void> {
  for (const answer of reads.splice(0)) answer(stored);
  await flushPromises();
}

function type(text: string): void {
  const field = part('dial');
  field.value += text;
  field.fire('input', { data: text, isComposing: false });
}

test('a digit that is typed while the storage is asked for the default country stays', async () => {
  initDialField(() => {});
  type(TYPED);
  mock.timers.tick(100);
  await answerReads();
  assert.equal(reads.length, 1, 'the host has answered');
  type('8');
  await answerReads();
  assert.equal(part('dial').value, `${TYPED}8`);
  const called = dialledNumber();
  await answerReads();
  assert.equal((await called).number, `${TYPED}8`, 'not the number of the earlier answer');
});

test('none is among the countries only if the settings have no default, which the host would use', async () => {
  for (const [stored, first] of [
    [{}, ''],
    [{ default_region: 'DE' }, 'DE'],
  ] as const) {
    const init = initDialCountry(() => {});
    await answerReads(stored);
    await init;
    assert.equal(part('country').firstElementChild?.attributes.value, first);
  }
});
