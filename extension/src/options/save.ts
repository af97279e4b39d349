// Saves the fields of a step: one `configure` request, its result below the step, the wrong field marked.

import { byPart } from '../dom.ts';
import { requestHost } from '../host-request.ts';
import { type MessageKey, t } from '../i18n.ts';
import type { Configure, Failure, Status } from '../protocol.ts';
import { hideNotice, showNotice } from './notice.ts';
import { describeOnPage, type Step } from './page-advice.ts';
import { forgetFaults } from './step-faults.ts';

/** The parts of a step. */
interface SavedStep {
  readonly step: Step; // its notice is the part `STEP-result`
  readonly fields: string; // its fieldset, disabled while the request is under way
}

const WRONG_VALUES: Readonly<Record<string, { readonly text: MessageKey; readonly part: string }>> = {
  cluster: { text: 'options_wrong_cluster', part: 'cluster' },
  api_key: { text: 'options_wrong_key', part: 'api-key' },
  user_id: { text: 'options_wrong_user_id', part: 'user-id' },
  default_region: { text: 'options_wrong_region', part: 'region' },
  caller_ids: { text: 'options_wrong_caller_ids', part: 'caller-ids' },
};

/** Send the settings. Resolves with the new status, or with the failure, which is shown then. */
export async function save(
  settings: Omit<Configure, 'type'>,
  { step, fields }: SavedStep,
): Promise<Status | Failure> {
  const result = `${step}-result`;
  const fieldset = byPart<HTMLFieldSetElement>(fields);
  const focused = document.activeElement;
  fieldset.disabled = true;
  hideNotice(result);
  for (const field of fieldset.querySelectorAll('[aria-invalid]')) field.removeAttribute('aria-invalid');
  const reply = await requestHost({ type: 'configure', ...settings });
  fieldset.disabled = false;
  if (focused instanceof HTMLElement && document.activeElement === document.body) focused.focus();
  if (reply.type === 'status') {
    forgetFaults(step);
    showNotice(result, 'success', t('options_saved'));
  } else {
    showSaveFailure(reply, result);
  }
  return reply;
}

function showSaveFailure(failure: Failure, result: string): void {
  const wrong = typeof failure.params.field === 'string' && WRONG_VALUES[baseOf(failure.params.field)];
  if (!wrong) {
    showNotice(result, 'failure', ...problemTexts(failure));
    return;
  }
  showNotice(result, 'failure', t(wrong.text), t('options_nothing_saved'));
  const field = byPart(wrong.part);
  field.setAttribute('aria-invalid', 'true');
  field.focus();
}

/** Say what prevents the saving. The host has then written nothing, if it answered. */
function problemTexts(failure: Failure): [title: string, ...texts: string[]] {
  if (isKeyringMissing(failure))
    return [t('options_key_not_stored'), t('options_key_not_stored_advice'), t('options_nothing_saved')];
  const { title, advice } = describeOnPage(failure);
  const isNothingSaved = failure.code === 'not_configured' || failure.code === 'key_unavailable';
  return [title, advice, ...(isNothingSaved ? [t('options_nothing_saved')] : [])];
}

/** Return whether a key cannot be stored because no keyring answers. */
export function isKeyringMissing({ code, params }: Failure): boolean {
  return code === 'key_unavailable' && params.store === 'keyring';
}

/** "caller_ids.1" is the second of several. */
function baseOf(field: string): string {
  return field.split('.', 1)[0] ?? field;
}
