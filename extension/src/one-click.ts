// The sites on which one click on a number calls it at once, as the agent and the administrator decided.

import { type StorageItem, storageItem } from './storage-item.ts';

/**
 * Whether one click calls at once on a site: by the agent's decision, or `preset` and `forbidden` by the
 * administrator's, which the agent cannot change. `undecided` asks first, like `declined`.
 */
export type OneClick = 'undecided' | 'allowed' | 'declined' | 'preset' | 'forbidden';

/** What the host's settings say: whether agents may allow sites themselves, and which are allowed anyway. */
export interface OneClickPolicy {
  readonly agents_may_allow: boolean;
  readonly origins: readonly string[];
}

/** The agent's decisions, by origin. */
export const oneClickDecisions: StorageItem<Readonly<Record<string, boolean>>> = storageItem('one_click', {});

/** The administrator's decisions, as the last `status` of the host reported them. */
export const oneClickPolicy: StorageItem<OneClickPolicy> = storageItem('one_click_policy', {
  agents_may_allow: true,
  origins: [],
});

/** Return what applies to an origin (scheme, host and port). */
export async function oneClickOf(origin: string): Promise<OneClick> {
  const [decisions, policy] = await Promise.all([oneClickDecisions.get(), oneClickPolicy.get()]);
  if (policy.origins.includes(origin)) return 'preset';
  if (!policy.agents_may_allow) return 'forbidden';
  if (!Object.hasOwn(decisions, origin)) return 'undecided';
  return decisions[origin] ? 'allowed' : 'declined';
}

/** Store the agent's decision; `undefined` removes it. */
export async function decideOneClick(origin: string, isAllowed: boolean | undefined): Promise<void> {
  const { [origin]: _previous, ...others } = await oneClickDecisions.get();
  await oneClickDecisions.set(isAllowed === undefined ? others : { ...others, [origin]: isAllowed });
}
