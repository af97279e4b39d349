// Whether calls cannot be placed yet: the options page then opens after the installation, and pages start no host.

import type { Failure, Reply, Status } from '../protocol.ts';
import { storageItem } from '../storage-item.ts';

/** Whether something is missing, as the host or the browser said last. */
export const setupNeeded = storageItem('setup_needed', false);

/** Open the options page after the installation, unless everything is set up already, as by an administrator. */
export async function offerSetup(reply: Status | Failure): Promise<void> {
  if (isSetupNeeded(reply) !== false) await chrome.runtime.openOptionsPage();
}

/** Return whether something is missing; undefined if a reply does not tell, as when the host does not respond. */
export function isSetupNeeded(reply: Reply): boolean | undefined {
  if (reply.type === 'status') return !reply.configured;
  const isMissing =
    reply.type === 'failure' && (reply.code === 'host_missing' || reply.code === 'host_forbidden');
  return isMissing || undefined;
}
