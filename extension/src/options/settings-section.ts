// The settings below the set-up steps: shows them again after each change, wherever it was made.

import { byPart } from '../dom.ts';
import { highlightName } from '../settings/looks.ts';
import { loadSettings, type SettingsState } from '../settings/storage.ts';
import { showRecordSystems } from './record-systems.ts';
import { showRememberedSites } from './remembered-sites.ts';
import { initSettingFields, showSettingFields } from './setting-field.ts';
import { initSettingsFile } from './settings-file.ts';

export function initSettings(): void {
  initSettingFields();
  initSettingsFile(() => void refresh());
  chrome.storage.onChanged.addListener(() => void refresh());
  void refresh();
}

async function refresh(): Promise<void> {
  const [state] = await Promise.all([loadSettings(), showRememberedSites()]);
  showSettingFields(state);
  showRecordSystems(state);
  showSites(state);
  showSample(state);
}

/** The list of sites counts for one of the choices only. */
function showSites({ values }: SettingsState): void {
  byPart('listed-sites').hidden = values.detection !== 'listed';
}

/** Mark the sample as a page would be. */
function showSample({ values }: SettingsState): void {
  const looks = { style: values.mark_style, colour: values.mark_colour };
  CSS.highlights?.clear();
  if (looks.style === 'none' || !('highlights' in CSS)) return;
  const range = new Range();
  range.selectNodeContents(byPart('mark-sample'));
  CSS.highlights.set(highlightName(looks), new Highlight(range));
}
