// Settings as a file: what the agent has set, for all sites and for single ones. The API key is never in it, nor the
// sites where one click calls: those are decided on each computer.

import { isCountryCode, isObject, isString } from '../guards.ts';
import { addIgnored, type SiteSettings, siteSettings, sitesWithSettings } from '../site-settings.ts';
import { isSettingName, SETTINGS, type SettingName, type Settings } from './model.ts';
import { SettingError } from './setting.ts';
import { ownSettings, storeSetting } from './storage.ts';
import { parseSite } from './values.ts';

const FORMAT = 'voiso-call-settings';
const VERSION = 1;
const MAX_SITES = 10_000;

/** What a file holds, checked. */
export interface ImportedSettings {
  readonly settings: Partial<Settings>;
  readonly sites: ReadonlyMap<string, SiteSettings>; // by host name
}

/** Return the text of a file with what is set now. */
export async function exportText(): Promise<string> {
  const hostnames = await sitesWithSettings();
  const sites = await Promise.all(
    hostnames.map(async hostname => {
      const { region, detectionEnabled, ignoredTexts } = await siteSettings(hostname).get();
      return [hostname, { country: region, detection: detectionEnabled, ignored: ignoredTexts }] as const;
    }),
  );
  const file = {
    format: FORMAT,
    version: VERSION,
    settings: await ownSettings(),
    sites: Object.fromEntries(sites),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Check the text of a file. Throws SettingError, which names what is wrong and where. */
export function parseImport(text: string): ImportedSettings {
  const file = parseJson(text);
  if (!isObject(file) || file.format !== FORMAT) throw new SettingError('', 'settings_wrong_file');
  if (file.version !== VERSION) throw new SettingError('version', 'settings_wrong_version');
  rejectOthers(file, ['format', 'version', 'settings', 'sites'], '');
  const { settings = {}, sites = {} } = file;
  if (!isObject(settings)) throw new SettingError('settings', 'settings_wrong_object');
  if (!isObject(sites)) throw new SettingError('sites', 'settings_wrong_object');
  if (Object.keys(sites).length > MAX_SITES) throw new SettingError('sites', 'settings_long_list');
  return {
    settings: Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, parseSetting(name, value)]),
    ),
    sites: new Map(Object.entries(sites).map(([name, value]) => parseSiteEntry(name, value))),
  };
}

/** Store what a file holds. Settings and sites that it does not name stay as they are. */
export async function applyImport({ settings, sites }: ImportedSettings): Promise<void> {
  for (const name of Object.keys(settings) as SettingName[]) await storeSetting(name, settings[name]);
  for (const [hostname, site] of sites) await siteSettings(hostname).set(site);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SettingError('', 'settings_wrong_file');
  }
}

function parseSetting(name: string, value: unknown): Settings[SettingName] {
  const where = `settings.${name}`;
  if (!isSettingName(name) || SETTINGS[name].isManagedOnly)
    throw new SettingError(where, 'settings_unknown_name');
  return SETTINGS[name].parse(value, where);
}

function parseSiteEntry(name: string, value: unknown): [hostname: string, SiteSettings] {
  const where = `sites["${name.slice(0, 100)}"]`;
  const hostname = parseSite(name);
  if (hostname === undefined || hostname.startsWith('*'))
    throw new SettingError(where, 'settings_wrong_site');
  if (!isObject(value)) throw new SettingError(where, 'settings_wrong_object');
  rejectOthers(value, ['country', 'detection', 'ignored'], `${where}.`);
  const { country, detection, ignored } = value;
  if (country !== undefined && !isCountryCode(country))
    throw new SettingError(`${where}.country`, 'settings_wrong_country');
  if (detection !== undefined && typeof detection !== 'boolean')
    throw new SettingError(`${where}.detection`, 'settings_wrong_flag');
  if (ignored !== undefined && !(Array.isArray(ignored) && ignored.every(isString)))
    throw new SettingError(`${where}.ignored`, 'settings_wrong_list');
  return [
    hostname,
    {
      ...(country !== undefined && { region: country }),
      ...(detection !== undefined && { detectionEnabled: detection }),
      ...(ignored && { ignoredTexts: ignored.reduceRight<string[]>(addIgnored, []) }),
    },
  ];
}

function rejectOthers(object: Record<string, unknown>, names: readonly string[], prefix: string): void {
  const other = Object.keys(object).find(name => !names.includes(name));
  if (other !== undefined) throw new SettingError(`${prefix}${other.slice(0, 100)}`, 'settings_unknown_name');
}
