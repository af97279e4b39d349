// Whether calls go to a simulated Voiso, as the host's last status says: a result then tells that no phone rings.

import { storageItem } from './storage-item.ts';

const testMode = storageItem('test_mode', false);

/** Store what a status reports. */
export async function storeTestMode(isOn: boolean): Promise<void> {
  await testMode.set(isOn).catch(() => {});
}

/** Return it. If the storage fails, a call counts as a real one. */
export async function isTestMode(): Promise<boolean> {
  return testMode.get().catch(() => false);
}
