// Step 2: the account, whose address names the cluster, and the API key. The key is only sent, never shown.

import { byPart } from '../dom.ts';
import { t } from '../i18n.ts';
import type { Configure, Status } from '../protocol.ts';
import { isKeyringMissing, save } from './save.ts';
import { forgetFaults } from './step-faults.ts';

const PARTS = { step: 'account', fields: 'account-fields' } as const;

const cluster = byPart<HTMLInputElement>('cluster');
const key = byPart<HTMLInputElement>('api-key');
const useFile = byPart<HTMLInputElement>('use-file');

export function initAccountStep(onStatus: (status: Status) => void): void {
  byPart('account-form').addEventListener('submit', event => {
    event.preventDefault();
    void submit(onStatus);
  });
}

export function showAccount(status: Status | undefined): void {
  byPart<HTMLFieldSetElement>('account-fields').disabled = status === undefined;
  if (!status) return;
  if (document.activeElement !== cluster) cluster.value = status.cluster ?? '';
  key.required = status.missing.includes('api_key');
  key.placeholder = status.key_hint ? t('options_key_stored', status.key_hint) : '';
}

async function submit(onStatus: (status: Status) => void): Promise<void> {
  const settings: Omit<Configure, 'type'> = {
    cluster: cluster.value.trim(),
    ...(key.value && { api_key: key.value.trim() }),
    ...(useFile.checked && { key_store: 'file' as const }),
  };
  const reply = await save(settings, PARTS);
  if (reply.type === 'failure') {
    if (isKeyringMissing(reply)) byPart('file-choice').hidden = false;
    return;
  }
  forgetFaults('agent', 'calls'); // they were those of another account or key
  key.value = '';
  useFile.checked = false;
  byPart('file-choice').hidden = true;
  onStatus(reply);
}
