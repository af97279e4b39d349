// Shows that calls cannot be placed yet: on the toolbar button, and after the installation by the options page.

import type { Failure, Reply, Status } from '../protocol.ts';
import { showSetupBadge } from '../toolbar-badge.ts';

/** Show on the toolbar button what a reply of the host tells about the setup, if it tells anything. */
export async function showSetupState(reply: Reply): Promise<void> {
  const isNeeded = isSetupNeeded(reply);
  if (isNeeded !== undefined) await showSetupBadge(isNeeded);
}

/** Open the options page after the installation, unless everything is set up already, as by an administrator. */
export async function offerSetup(reply: Status | Failure): Promise<void> {
  if (isSetupNeeded(reply) !== false) await chrome.runtime.openOptionsPage();
}

/** Undefined if that is not known, as when the host does not respond. */
function isSetupNeeded(reply: Reply): boolean | undefined {
  if (reply.type === 'status') return !reply.configured;
  const isMissing =
    reply.type === 'failure' && (reply.code === 'host_missing' || reply.code === 'host_forbidden');
  return isMissing || undefined;
}
