// What a test call tells about the points of the check that no other request tells.

import type { CallPlaced, Failure, SetupCheck } from '../protocol.ts';

type Name = SetupCheck['name'];

/** No documented request of Voiso tells these. */
export const ONLY_A_CALL_TELLS: readonly Name[] = ['key_scope', 'click_to_call', 'agent_available'];

// Voiso refuses a call with the same answer for either.
const PERMISSIONS: readonly Name[] = ['key_scope', 'click_to_call'];

const DISPROVED: Partial<Record<Failure['code'], readonly Name[]>> = {
  key_rejected: ['key_accepted'],
  agent_unknown: ['agent'],
  permission_denied: PERMISSIONS,
  agent_unavailable: ['agent_available'],
};

/** Return the checks with what the reply to a call proves or disproves. */
export function withCallEvidence(
  checks: readonly SetupCheck[],
  reply: CallPlaced | Failure | undefined,
): SetupCheck[] {
  return checks.map(check => {
    if (reply?.type === 'call_placed' && ONLY_A_CALL_TELLS.includes(check.name))
      return { ...check, outcome: 'ok', failure: null };
    if (reply?.type === 'failure' && DISPROVED[reply.code]?.includes(check.name))
      return { ...check, outcome: 'failed', failure: reply };
    return check;
  });
}

/** Return whether this point or another one failed: the refusal of a call does not tell which. */
export function isOneOfTwo({ name, failure }: SetupCheck): boolean {
  return failure?.code === 'permission_denied' && PERMISSIONS.includes(name);
}
