// Reads the settings: the administrator's policy first, then what the agent has set, then the defaults.

import {
  defaultSettings,
  mapSettings,
  SETTING_NAMES,
  SETTINGS,
  type SettingName,
  type Settings,
} from './model.ts';
import { readSynced, writeSynced } from './synced-storage.ts';

/** The settings that apply, and where they are from. */
export interface SettingsState {
  readonly values: Settings;
  readonly managed: ReadonlySet<SettingName>; // set by policy: the agent cannot change them
  readonly unreadable: readonly SettingName[]; // set by policy, but to something that is no value of the setting
}

type Parsed<N extends SettingName> = { readonly value: Settings[N] } | 'absent' | 'invalid';

/** Read the settings. If the storage fails, the defaults apply. */
export async function loadSettings(): Promise<SettingsState> {
  const [own, policy] = await Promise.all([readSynced(SETTING_NAMES).catch(() => ({})), readPolicy()]);
  const managed = new Set(SETTING_NAMES.filter(name => Object.hasOwn(policy, name)));
  return {
    values: mapSettings(name => (managed.has(name) ? managedValue(name, policy) : ownValue(name, own))),
    managed,
    unreadable: [...managed].filter(name => parsed(name, policy) === 'invalid'),
  };
}

/** Store the agent's value of a setting; undefined restores the default. A policy still comes first. */
export async function storeSetting<N extends SettingName>(
  name: N,
  value: Settings[N] | undefined,
): Promise<void> {
  const isDefault = JSON.stringify(value) === JSON.stringify(SETTINGS[name].default);
  await writeSynced(name, isDefault ? undefined : value);
}

/** Return what the agent has set, without the policy and without defaults. */
export async function ownSettings(): Promise<Partial<Settings>> {
  const own = await readSynced(SETTING_NAMES);
  const names = SETTING_NAMES.filter(name => typeof parsed(name, own) === 'object');
  return Object.fromEntries(names.map(name => [name, ownValue(name, own)]));
}

/** Read the policy. Firefox rejects if there is none. */
async function readPolicy(): Promise<Record<string, unknown>> {
  try {
    return (await chrome.storage.managed?.get(null)) ?? {};
  } catch {
    return {};
  }
}

function managedValue<N extends SettingName>(name: N, policy: Record<string, unknown>): Settings[N] {
  const result = parsed(name, policy);
  if (typeof result === 'object') return result.value;
  return SETTINGS[name].strictest ?? defaultSettings()[name];
}

function ownValue<N extends SettingName>(name: N, own: Record<string, unknown>): Settings[N] {
  const result = SETTINGS[name].isManagedOnly ? 'absent' : parsed(name, own);
  return typeof result === 'object' ? result.value : SETTINGS[name].default;
}

function parsed<N extends SettingName>(name: N, values: Record<string, unknown>): Parsed<N> {
  if (!Object.hasOwn(values, name)) return 'absent';
  try {
    return { value: SETTINGS[name].parse(values[name], name) as Settings[N] };
  } catch {
    return 'invalid';
  }
}
