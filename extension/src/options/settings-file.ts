// Saves the settings to a file, reads them from one, and resets them.

import { button, byPart, createElement } from '../dom.ts';
import { t } from '../i18n.ts';
import { oneClickDecisions } from '../one-click.ts';
import { SETTING_NAMES } from '../settings/model.ts';
import { SettingError } from '../settings/setting.ts';
import { storeSetting } from '../settings/storage.ts';
import { keptKeys } from '../settings/synced-storage.ts';
import { applyImport, exportText, type ImportedSettings, parseImport } from '../settings/transfer.ts';
import { siteSettings, sitesWithSettings } from '../site-settings.ts';
import { hideNotice, showNotice } from './notice.ts';

const RESULT = 'file-result';
const FILE_NAME = 'voiso-click-to-call-settings.json';
const MAX_FILE_BYTES = 5_000_000;

/** `onChange` is called after the settings were replaced. */
export function initSettingsFile(onChange: () => void): void {
  const file = byPart<HTMLInputElement>('import-file');
  byPart('export').addEventListener('click', () => void saveFile());
  byPart('import').addEventListener('click', () => file.click());
  byPart('reset').addEventListener('click', () => askReset(onChange));
  file.addEventListener('change', () => {
    const chosen = file.files?.[0];
    if (chosen) void readFile(chosen).then(onChange);
    file.value = ''; // the same file may be chosen again
  });
}

async function saveFile(): Promise<void> {
  const url = URL.createObjectURL(new Blob([await exportText()], { type: 'application/json' }));
  createElement('a', { href: url, download: FILE_NAME }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  showNotice(RESULT, 'success', t('settings_exported', FILE_NAME));
}

async function readFile(file: File): Promise<void> {
  hideNotice(RESULT);
  let imported: ImportedSettings;
  try {
    if (file.size > MAX_FILE_BYTES) throw new SettingError('', 'settings_wrong_file');
    imported = parseImport(await file.text());
  } catch (error) {
    const { where, problem } =
      error instanceof SettingError ? error : new SettingError('', 'settings_wrong_file');
    const place = where === '' ? [] : [createElement('code', { dir: 'ltr' }, where)];
    showNotice(RESULT, 'failure', t('settings_not_imported', file.name), t(problem), ...place);
    return;
  }
  try {
    await applyImport(imported);
    const kept = await keptKeys(Object.keys(imported.settings));
    if (kept.length === 0) showNotice(RESULT, 'success', t('settings_imported', file.name));
    else showNotice(RESULT, 'warning', t('settings_imported', file.name), t('settings_saved_here_why'));
  } catch {
    showNotice(RESULT, 'failure', t('settings_not_saved'), t('settings_not_saved_advice'));
  }
}

/** The focus goes to Cancel, because a second Enter must not reset. */
function askReset(onChange: () => void): void {
  const cancel = button({}, t('cancel'), () => {
    hideNotice(RESULT);
    byPart('reset').focus();
  });
  const confirm = button({ 'data-part': 'reset-confirm' }, t('settings_reset'), () => {
    void reset().then(() => {
      showNotice(RESULT, 'success', t('settings_reset_done'));
      byPart('reset').focus();
      onChange();
    });
  });
  const choices = createElement('div', { class: 'choices' }, cancel, confirm);
  showNotice(RESULT, 'question', t('settings_reset_question'), t('settings_reset_what'), choices);
  cancel.focus();
}

async function reset(): Promise<void> {
  const hostnames = await sitesWithSettings();
  await Promise.all([
    ...SETTING_NAMES.map(name => storeSetting(name, undefined)),
    ...hostnames.map(hostname => siteSettings(hostname).set({})),
    oneClickDecisions.set({}),
  ]);
}
