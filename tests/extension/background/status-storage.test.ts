// What a status of the host reports is stored; what it cannot report stays as it was.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeStatus } from '../../../extension/src/background/status-storage.ts';
import type { Status } from '../../../extension/src/protocol.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { FakeStorageArea } from '../support/fake-storage.ts';
import { flushPromises } from '../support/flush-promises.ts';
import { REPLIES } from '../support/message-fixtures.ts';

const STATUS = REPLIES.status as Status;

async function storedAfter(...replies: object[]): Promise<Record<string, unknown>> {
  const local = new FakeStorageArea();
  fakeChrome({ storage: { local } });
  for (const reply of replies) storeStatus(reply as Status);
  await flushPromises();
  return local.items;
}

test('storeStatus: stores the default region, the one-click sites and the mode of a status', async () => {
  assert.deepEqual(await storedAfter(STATUS), {
    default_region: 'GB',
    setup_needed: false,
    test_mode: STATUS.sandbox,
    one_click_policy: { agents_may_allow: true, origins: ['https://crm.example.com'] },
  });
});

test('storeStatus: what the administrator decided stays while the settings cannot be read', async () => {
  const items = await storedAfter(STATUS, { ...STATUS, default_region: null, one_click: null });
  assert.deepEqual(items.one_click_policy, STATUS.one_click);
});

test('storeStatus: stores that something is missing', async () => {
  const missing = { type: 'failure', code: 'host_missing', detail: '', params: {} };
  assert.deepEqual(await storedAfter(STATUS, missing), {
    ...(await storedAfter(STATUS)),
    setup_needed: true,
  });
  assert.equal((await storedAfter({ ...STATUS, configured: false })).setup_needed, true);
});

test('storeStatus: other replies store nothing', async () => {
  assert.deepEqual(await storedAfter(REPLIES.failure, REPLIES.call_placed), {});
});
