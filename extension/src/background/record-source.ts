// Which CRM record a call is from, by the address of the page in its tab. The host decides whether it is sent.
//
// The page itself is asked: what the browsers state as the sender's address is the one with which the document was
// loaded, and a CRM system shows one record after the other in it. A page can state another address of its own site,
// as it can also go there; one of another site does not count.

import { recordAt } from '../crm-records.ts';
import { requestFrame } from '../frame-request.ts';
import type { Source } from '../protocol.ts';
import { loadSettings } from '../settings/storage.ts';
import { originOfUrl } from './sender-permissions.ts';

const ADDRESS_TIMEOUT_MS = 300; // a call does not wait longer for a busy page

/** Return the record that a tab shows, if its page has this origin, and its system was switched on. */
export async function recordOfTab(tabId: number, origin: string | undefined): Promise<Source | undefined> {
  try {
    const { record_systems, record_patterns } = (await loadSettings()).values;
    if (record_systems.length === 0 || origin === undefined) return undefined;
    const reply = await requestFrame({ type: 'get_address' }, tabId, { timeoutMs: ADDRESS_TIMEOUT_MS });
    const isOfPage = reply && originOfUrl(reply.address) === origin;
    return isOfPage ? recordAt(reply.address, record_systems, record_patterns) : undefined;
  } catch {
    return undefined; // the call is more important
  }
}
