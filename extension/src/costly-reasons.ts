// The reasons to ask before a call that costs extra: they are confirmed where no page can draw.

import type { Reason } from './protocol.ts';

const COSTLY_REASONS: readonly Reason[] = ['premium_rate', 'shared_cost', 'personal', 'satellite'];

export function isCostly(reason: Reason): boolean {
  return COSTLY_REASONS.includes(reason);
}
