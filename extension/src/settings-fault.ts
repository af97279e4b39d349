// Tells apart what the host reports as `not_configured`: a setup that is incomplete, or settings that are wrong.

import type { Failure } from './protocol.ts';

export type SettingsFault = 'incomplete' | 'wrong_setting' | 'unusable' | 'unsafe_history';

const REQUIRED = ['cluster', 'user_id'];

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

/** Return whether the settings page can correct it: each of these has a step that saves nothing else. */
export function isCorrectedOnPage(failure: Failure): boolean {
  const { field } = failure.params;
  const fault = settingsFault(failure);
  return (
    fault === 'incomplete' ||
    (fault === 'wrong_setting' && typeof field === 'string' && REQUIRED.includes(field))
  );
}
