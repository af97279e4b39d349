// Content scripts have no access to the storage.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { restrictStorage } from '../../../extension/src/background/storage-access.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { FakeStorageArea } from '../support/fake-storage.ts';

test('restrictStorage: closes the storage to content scripts, if the browser can', async () => {
  const local = new FakeStorageArea();
  fakeChrome({ storage: { local } });
  await restrictStorage();
  assert.deepEqual(local.accessLevels, ['TRUSTED_CONTEXTS']);
  fakeChrome({ storage: { local: {} } });
  await restrictStorage();
});
