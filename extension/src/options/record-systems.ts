// The switches of the CRM systems whose record IDs are sent with a call, and whether the host will send them.

import { CRM_SYSTEMS } from '../crm-records.ts';
import { byPart, createElement } from '../dom.ts';
import { t } from '../i18n.ts';
import type { Status } from '../protocol.ts';
import type { SettingsState } from '../settings/storage.ts';
import { saveSetting, showManagedNote } from './setting-field.ts';

let allowed: readonly string[] | undefined; // by the settings of the host; undefined: they are not known
let switchedOn: readonly string[] = [];

/** Show the switches; those of a policy's own systems are last. */
export function showRecordSystems({ values, managed, unreadable }: SettingsState): void {
  switchedOn = values.record_systems;
  const list = byPart('record-systems');
  const names = new Map(CRM_SYSTEMS.map(({ id, name }) => [id, name]));
  for (const { system } of values.record_patterns) if (!names.has(system)) names.set(system, system);
  for (const system of switchedOn) if (!names.has(system)) names.set(system, system);
  const isManaged = managed.has('record_systems');
  if (list.contains(document.activeElement) && list.childElementCount === names.size) return; // keep the focus
  list.replaceChildren(...[...names].map(([id, name]) => row(id, name, isManaged)));
  showManagedNote(byPart('record-fields'), isManaged, unreadable.includes('record_systems'));
  showNotes();
}

/** Show for which systems the host sends the ID. */
export function showAllowedSystems(status: Status | undefined): void {
  allowed = status?.source_systems;
  showNotes();
}

function row(id: string, name: string, isManaged: boolean): HTMLElement {
  const box = createElement('input', { type: 'checkbox', id: `record-${id}`, 'data-system': id });
  box.checked = switchedOn.includes(id);
  box.disabled = isManaged;
  box.addEventListener('change', () => {
    const others = switchedOn.filter(system => system !== id);
    switchedOn = box.checked ? [...others, id] : others;
    showNotes();
    void saveSetting('record_systems', switchedOn, box);
  });
  const label = createElement('label', { class: 'choice' }, box, createElement('span', {}, name));
  return createElement('li', {}, label);
}

/** Say what else is needed, where a system is switched on that the host does not send. */
function showNotes(): void {
  const missing = allowed && switchedOn.filter(system => !allowed?.includes(system));
  const note = byPart('record-note');
  note.hidden = !missing || missing.length === 0;
  if (missing) note.textContent = t('settings_records_host', missing.map(system => `"${system}"`).join(', '));
}
