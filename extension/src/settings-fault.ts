// Tells apart what the host reports as `not_configured`: a setup that is incomplete, or settings that are wrong or
// not read yet.

import type { Failure } from './protocol.ts';

export type SettingsFault =
  | 'incomplete'
  | 'wrong_setting'
  | 'unusable'
  | 'unsafe_history'
  | 'set_for_all'
  | 'list_being_read';

/** The steps of the settings page that set the required fields. */
const STEP_BY_FIELD: ReadonlyMap<unknown, number> = new Map([
  ['cluster', 2],
  ['user_id', 3],
]);

/** Return what is wrong with the settings; null for other failures. */
export function settingsFault({ code, params }: Failure): SettingsFault | null {
  if (code !== 'not_configured') return null;
  const { store, file, line, field, problem } = params;
  if (params.set_for_all === true) return 'set_for_all';
  if (params.cause === 'being_read') return 'list_being_read';
  if (store === 'journal') return 'unsafe_history';
  if (typeof field === 'string') {
    const isMissing = STEP_BY_FIELD.has(field) && typeof line !== 'number'; // what is set has a line
    return isMissing ? 'incomplete' : 'wrong_setting';
  }
  return typeof file === 'string' || typeof problem === 'string' ? 'unusable' : 'incomplete';
}

/** Return whether the settings page can correct it: each of these has a step that saves nothing else. */
export function isCorrectedOnPage(failure: Failure): boolean {
  const { field } = failure.params;
  const fault = settingsFault(failure);
  return fault === 'incomplete' || (fault === 'wrong_setting' && stepThatSets(field) !== undefined);
}

/** Return the number of the step that sets a required field and saves nothing else; undefined for other fields. */
export function stepThatSets(field: unknown): number | undefined {
  return STEP_BY_FIELD.get(field);
}
