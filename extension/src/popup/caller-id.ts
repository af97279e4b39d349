// The caller ID of calls from the popup: one of those that the settings name. The last choice is remembered.

import { byPart, createElement } from '../dom.ts';
import type { PlaceCall, Status } from '../protocol.ts';
import { storageItem } from '../storage-item.ts';
import { grouped, loadGroups } from './number-groups.ts';

/** The last choice, digits only; empty before the first one. */
const chosenCallerId = storageItem('caller_id', '');

/** Offer the caller IDs if there is a choice. */
export async function showCallerIds({ caller_ids: ids }: Status): Promise<void> {
  const chosen = await chosenCallerId.get().catch(() => '');
  const select = byPart<HTMLSelectElement>('caller-id');
  byPart('caller-id-line').hidden = ids.length < 2;
  select.replaceChildren(...ids.map(id => createElement('option', { value: id }, grouped(`+${id}`))));
  select.value = ids.includes(chosen) ? chosen : (ids[0] ?? ''); // the host uses the first one, too
  void loadGroups(ids.map(id => `+${id}`)).then(() => {
    for (const option of select.options) option.text = grouped(`+${option.value}`);
  });
  select.onchange = () => void chosenCallerId.set(select.value).catch(() => {});
}

/** Return the field of a call with the caller ID, if there is a choice. */
export function callerIdField(): Pick<PlaceCall, 'caller_id'> {
  const { value } = byPart<HTMLSelectElement>('caller-id');
  return byPart('caller-id-line').hidden || value === '' ? {} : { caller_id: value };
}
