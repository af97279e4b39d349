// The sites on which one click on a number calls it at once, as the agent and the administrator decided.

import { hasPrefix } from './number-prefix.ts';
import type { OneClickPolicy } from './protocol.ts';
import { loadSettings } from './settings/storage.ts';
import { type StorageItem, storageItem } from './storage-item.ts';

/**
 * Whether one click calls at once on a site: by the agent's decision, or `preset` and `forbidden` by the
 * administrator's, which the agent cannot change. `undecided` asks first, like `declined`; and so does `ask_first`,
 * a setting for all sites.
 */
export const ONE_CLICK_STATES = [
  'undecided',
  'allowed',
  'declined',
  'preset',
  'forbidden',
  'ask_first',
] as const;
export type OneClick = (typeof ONE_CLICK_STATES)[number];

/** The agent's decisions, by origin. */
export const oneClickDecisions: StorageItem<Readonly<Record<string, boolean>>> = storageItem('one_click', {});

/** The administrator's decisions, as the last `status` of the host reported them. */
export const oneClickPolicy: StorageItem<OneClickPolicy> = storageItem('one_click_policy', {
  agents_may_allow: true,
  origins: [],
});

/** Return what applies to an origin (scheme, host and port). A page that is not from a web server never may. */
export async function oneClickOf(origin: string, settings = loadSettings()): Promise<OneClick> {
  if (!isWebOrigin(origin)) return 'declined';
  const [decisions, policy, { values, unreadable }] = await Promise.all([
    oneClickDecisions.get(),
    oneClickPolicy.get(),
    settings,
  ]);
  // Nobody knows to which numbers the administrator wanted to restrict it.
  if (values.ask_first || unreadable.includes('one_click_prefixes')) return 'ask_first';
  if (policy.origins.includes(origin)) return 'preset';
  if (!policy.agents_may_allow) return 'forbidden';
  if (!Object.hasOwn(decisions, origin)) return 'undecided';
  return decisions[origin] ? 'allowed' : 'declined';
}

/** Return whether one click calls at once on an origin. */
export async function isOneClickAllowed(origin: string, settings = loadSettings()): Promise<boolean> {
  const state = await oneClickOf(origin, settings);
  return state === 'allowed' || state === 'preset';
}

/** Return whether one click on a number calls it at once on an origin. */
export async function mayCallAtOnce(origin: string, number: string): Promise<boolean> {
  const settings = loadSettings();
  const [isAllowed, { values }] = await Promise.all([isOneClickAllowed(origin, settings), settings]);
  return isAllowed && hasPrefix(number, values.one_click_prefixes);
}

/** Return the origins that the agent has allowed, in alphabetical order, whether or not agents may. */
export async function allowedOrigins(): Promise<string[]> {
  const decisions = await oneClickDecisions.get();
  return Object.keys(decisions)
    .filter(origin => decisions[origin])
    .sort();
}

/** Store the agent's decision; `undefined` removes it. */
export async function decideOneClick(origin: string, isAllowed: boolean | undefined): Promise<void> {
  if (!isWebOrigin(origin)) return;
  const { [origin]: _previous, ...others } = await oneClickDecisions.get();
  await oneClickDecisions.set(isAllowed === undefined ? others : { ...others, [origin]: isAllowed });
}

/** Return whether an origin is one of a web server: not "null" of a sandboxed page, not that of all files. */
function isWebOrigin(origin: string): boolean {
  return /^https?:\/\//.test(origin) && URL.canParse(origin) && new URL(origin).origin === origin;
}
