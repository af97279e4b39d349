// The settings of the extension: names, possible values and defaults, said once.
//
// An administrator can set each of them by policy (managed_schema.json). None can allow a call that the settings of
// the host do not allow: they choose what is found and how it looks, or ask the agent more often.

import { MARK_COLOURS, MARK_STYLES, type MarkColour, type MarkStyle } from './looks.ts';
import { choice, flag, listOf, type Setting } from './setting.ts';
import { parsePrefix, parseRecordPattern, parseSite, parseSystem, type RecordPattern } from './values.ts';

/** On which sites numbers are found. */
const DETECTION_MODES = ['everywhere', 'listed', 'nowhere'] as const;
const CARD_SIZES = ['normal', 'large'] as const;

export interface Settings {
  readonly detection: (typeof DETECTION_MODES)[number];
  readonly detection_sites: readonly string[]; // the sites of "listed", like "crm.example.com" or "*.example.com"
  readonly blocked_sites: readonly string[]; // never there
  readonly mark_style: MarkStyle;
  readonly mark_colour: MarkColour;
  readonly card_size: (typeof CARD_SIZES)[number];
  readonly ask_first: boolean; // a click always opens the card, also where one click may call
  readonly one_click_prefixes: readonly string[]; // one click calls only such numbers, like "+44"; empty: all
  readonly record_systems: readonly string[]; // CRM systems whose record IDs are proposed to the host
  readonly record_patterns: readonly RecordPattern[]; // where the administrator's own systems have the ID
}

export type SettingName = keyof Settings;

export const SETTINGS: { readonly [N in SettingName]: Setting<Settings[N]> } = {
  detection: choice(DETECTION_MODES, 'everywhere', { strictest: 'nowhere' }),
  detection_sites: listOf(parseSite, 'settings_wrong_site', 500),
  blocked_sites: listOf(parseSite, 'settings_wrong_site', 500),
  mark_style: choice(MARK_STYLES, 'background'),
  mark_colour: choice(MARK_COLOURS, 'blue'),
  card_size: choice(CARD_SIZES, 'normal'),
  ask_first: flag(false, { strictest: true }),
  one_click_prefixes: listOf(parsePrefix, 'settings_wrong_prefix', 100),
  record_systems: listOf(parseSystem, 'settings_wrong_system', 50),
  record_patterns: { ...listOf(parseRecordPattern, 'settings_wrong_pattern', 50), isManagedOnly: true },
};

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[];

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name);
}

/** Return the values that apply if nothing is set. */
export function defaultSettings(): Settings {
  return mapSettings(name => SETTINGS[name].default);
}

/** Compute a value for each setting. */
export function mapSettings(compute: <N extends SettingName>(name: N) => Settings[N]): Settings {
  return Object.fromEntries(SETTING_NAMES.map(name => [name, compute(name)])) as unknown as Settings;
}
