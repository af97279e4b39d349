// Tells apart what the host reports as `not_configured`: a setup that is incomplete, or settings that are wrong.

import type { Failure } from './protocol.ts';

export type SettingsFault = 'incomplete' | 'wrong_setting' | 'unusable' | 'unsafe_history';

const REQUIRED = ['cluster', 'user_id'];
const ON_SETTINGS_PAGE = [...REQUIRED, 'default_region', 'caller_ids'];

/** Return what is wrong with the settings; null for other failures. */
export function settingsFault({ code, params }: Failure): SettingsFault | null {
  if (code !== 'not_configured') return null;
  const { store, file, line, field, problem } = params;
  if (store === 'journal') return 'unsafe_history';
  if (typeof field === 'string') {
    const isMissing = REQUIRED.includes(field) && typeof line !== 'number'; // what is set has a line
    return isMissing ? 'incomplete' : 'wrong_setting';
  }
  return typeof file === 'string' || typeof problem === 'string' ? 'unusable' : 'incomplete';
}

/** Return whether the settings page can correct it: it has fields for few of the settings. */
export function isCorrectedOnPage(failure: Failure): boolean {
  const fault = settingsFault(failure);
  const { field } = failure.params;
  const base = typeof field === 'string' ? field.split('.', 1)[0] : undefined; // of "caller_ids.1"
  return (
    fault === 'incomplete' ||
    (fault === 'wrong_setting' && base !== undefined && ON_SETTINGS_PAGE.includes(base))
  );
}
