// One control of the settings: shows the value that applies, locks it where a policy sets it, saves each change.

import { byPart, createElement } from '../dom.ts';
import { t } from '../i18n.ts';
import { SETTINGS, type SettingName, type Settings } from '../settings/model.ts';
import { SettingError } from '../settings/setting.ts';
import { type SettingsState, storeSetting } from '../settings/storage.ts';
import { keptKeys } from '../settings/synced-storage.ts';
import { hideNotice, showNotice } from './notice.ts';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const RESULT = 'settings-result';

/** Save each change of the controls that name a setting (`data-setting`). */
export function initSettingFields(): void {
  for (const control of controls()) control.addEventListener('change', () => void saveControl(control));
}

/** Show what applies. A control that is being edited keeps its text. */
export function showSettingFields({ values, managed, unreadable }: SettingsState): void {
  for (const control of controls()) {
    const name = nameOf(control);
    control.disabled = managed.has(name);
    showManagedNote(control, managed.has(name), unreadable.includes(name));
    if (control !== document.activeElement) setValue(control, values[name]);
  }
}

/** Store a setting and tell how that ended, below its control. */
export async function saveSetting<N extends SettingName>(
  name: N,
  value: Settings[N],
  control: HTMLElement,
): Promise<void> {
  placeResult(control);
  try {
    await storeSetting(name, value);
    const [kept] = await keptKeys([name]);
    if (kept !== undefined)
      showNotice(RESULT, 'warning', t('settings_saved_here'), t('settings_saved_here_why'));
    else showNotice(RESULT, 'success', t('options_saved'));
  } catch {
    showNotice(RESULT, 'failure', t('settings_not_saved'), t('settings_not_saved_advice'));
  }
}

/** Say below a control that a policy sets it. */
export function showManagedNote(control: HTMLElement, isManaged: boolean, isUnreadable: boolean): void {
  const id = `${control.id}-managed`;
  document.getElementById(id)?.remove();
  const described = (control.getAttribute('aria-describedby') ?? '').split(' ').filter(it => it && it !== id);
  if (isManaged) {
    const text = t(isUnreadable ? 'settings_managed_unreadable' : 'settings_managed');
    const anchor = control.closest('.choice') ?? control;
    anchor.after(createElement('p', { id, class: 'managed' }, text));
    described.push(id);
  }
  if (described.length > 0) control.setAttribute('aria-describedby', described.join(' '));
  else control.removeAttribute('aria-describedby');
}

async function saveControl(control: Control): Promise<void> {
  const name = nameOf(control);
  control.removeAttribute('aria-invalid');
  hideNotice(RESULT);
  placeResult(control);
  try {
    const value = SETTINGS[name].parse(currentValue(control), name);
    await saveSetting(name, value, control);
    setValue(control, value);
  } catch (error) {
    control.setAttribute('aria-invalid', 'true');
    showNotice(RESULT, 'failure', problemOf(error, control), t('options_nothing_saved'));
  }
}

/** Put the notice below a control and its notes; in a row of several, below the row. */
function placeResult(control: HTMLElement): void {
  const result = byPart(RESULT);
  let above: Element = control.closest('.columns, fieldset, .choice') ?? control;
  while (above.nextElementSibling?.matches('.quiet, .managed, .hint')) above = above.nextElementSibling;
  if (above.nextElementSibling !== result) above.after(result);
}

/** Quote the line that is wrong: the place of an error in a list is its index. */
function problemOf(error: unknown, control: Control): string {
  if (!(error instanceof SettingError)) return t('settings_not_saved');
  const index = /\[(\d+)\]$/.exec(error.where)?.[1];
  const line = index === undefined ? undefined : linesOf(control.value)[Number(index)];
  return line === undefined ? t(error.problem) : t('settings_wrong_line', line, t(error.problem));
}

function currentValue(control: Control): unknown {
  if (control instanceof HTMLTextAreaElement) return linesOf(control.value);
  return control.type === 'checkbox' ? (control as HTMLInputElement).checked : control.value;
}

function setValue(control: Control, value: unknown): void {
  if (control instanceof HTMLTextAreaElement) control.value = (value as readonly string[]).join('\n');
  else if (control.type === 'checkbox') (control as HTMLInputElement).checked = value === true;
  else control.value = String(value);
}

function linesOf(text: string): string[] {
  return text
    .split(/[\n,;]/)
    .map(line => line.trim())
    .filter(Boolean);
}

function controls(): Control[] {
  return [...byPart('settings').querySelectorAll<Control>('[data-setting]')];
}

function nameOf(control: Control): SettingName {
  return control.dataset.setting as SettingName;
}
