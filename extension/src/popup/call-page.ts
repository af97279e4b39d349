// The address of the page about a call in Voiso's web application, as Voiso's webhooks name it (`cdr_url`).

import type { Status } from '../protocol.ts';

/** Return it; undefined if the account is not known, and for the calls of a sandbox, which have no page. */
export function callPageAddress(
  account: Pick<Status, 'cluster' | 'sandbox'> | undefined,
  callId: string,
): string | undefined {
  if (!account?.cluster || account.sandbox) return undefined;
  return `https://${account.cluster}.voiso.com/cdr/${encodeURIComponent(callId)}`;
}
