// Keeps what the rest of the extension needs of the host's settings: the default region, one-click sites, test mode, setup.

import { defaultRegion } from '../default-region.ts';
import { oneClickPolicy } from '../one-click.ts';
import type { Reply } from '../protocol.ts';
import { storeTestMode } from '../test-mode.ts';
import { isSetupNeeded, setupNeeded } from './setup-state.ts';

/** Store what a reply tells of the host's settings. If the storage fails, the next status is stored. */
export function storeStatus(reply: Reply): void {
  const isNeeded = isSetupNeeded(reply);
  if (isNeeded !== undefined) void setupNeeded.set(isNeeded).catch(() => {});
  if (reply.type !== 'status') return;
  void defaultRegion.set(reply.default_region).catch(() => {});
  void storeTestMode(reply.sandbox);
  // Null: the settings cannot be read. What the administrator decided before stays.
  if (reply.one_click) void oneClickPolicy.set(reply.one_click).catch(() => {});
}
