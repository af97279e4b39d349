// The link to the page about a call leads to the agent's account, or is not there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callPageAddress } from '../../../extension/src/popup/call-page.ts';

const ID = '0b97ce11-b6e0-49b4-8f92-68040aa324bf';

test('callPageAddress: leads to the account of the settings', () => {
  const account = { cluster: 'cc-ams03', sandbox: false };
  assert.equal(callPageAddress(account, ID), `https://cc-ams03.voiso.com/cdr/${ID}`);
  assert.equal(callPageAddress(account, '../users'), 'https://cc-ams03.voiso.com/cdr/..%2Fusers');
});

test('callPageAddress: calls of a sandbox, and of an account that is not known, have no page', () => {
  assert.equal(callPageAddress({ cluster: 'cc-ams03', sandbox: true }, ID), undefined);
  assert.equal(callPageAddress({ cluster: null, sandbox: false }, ID), undefined);
  assert.equal(callPageAddress(undefined, ID), undefined);
});
