// Step 5: checks every prerequisite of a call without placing one.

import { byPart, createElement } from '../dom.ts';
import { describeFailure } from '../failure-text.ts';
import { requestHost } from '../host-request.ts';
import { t } from '../i18n.ts';
import type { SetupCheck, Status } from '../protocol.ts';

// No documented request of Voiso tells these.
const ONLY_A_CALL_TELLS: readonly SetupCheck['name'][] = ['key_scope', 'click_to_call', 'agent_available'];

export function initCheckStep(): void {
  byPart('check-form').addEventListener('submit', event => {
    event.preventDefault();
    void check();
  });
}

export function showCheck(status: Status | undefined): void {
  byPart<HTMLFieldSetElement>('check-fields').disabled = status === undefined;
  byPart('checks').replaceChildren(); // they were about earlier settings
  byPart('check').dataset.state = status?.configured ? 'open' : 'locked';
}

async function check(): Promise<void> {
  const fields = byPart<HTMLFieldSetElement>('check-fields');
  fields.disabled = true;
  const reply = await requestHost({ type: 'check_setup' });
  fields.disabled = false;
  byPart('check-button').focus();
  const list = byPart('checks');
  if (reply.type === 'failure') {
    const { title, advice } = describeFailure(reply);
    list.replaceChildren(row('failed', title, advice));
    return;
  }
  list.replaceChildren(...reply.checks.map(checkElement));
  byPart('check').dataset.state = reply.checks.some(({ outcome }) => outcome === 'failed') ? 'open' : 'done';
}

function checkElement({ name, outcome, failure }: SetupCheck): HTMLElement {
  const title = t(`setup_check_${name}` as const);
  if (outcome === 'ok') return row(outcome, title, '');
  if (failure) {
    const { title: problem, advice } = describeFailure(failure);
    return row(
      outcome,
      title,
      name === 'agent' && outcome === 'not_checked' ? t('setup_users_read') : `${problem} ${advice}`,
    );
  }
  return row(
    outcome,
    title,
    t(ONLY_A_CALL_TELLS.includes(name) ? 'setup_only_a_call_tells' : 'setup_checked_later'),
  );
}

function row(outcome: SetupCheck['outcome'], title: string, note: string): HTMLElement {
  return createElement(
    'li',
    { 'data-outcome': outcome },
    createElement('b', {}, title),
    createElement('span', { class: 'outcome' }, t(`setup_outcome_${outcome}` as const)),
    note ? createElement('p', { class: 'quiet' }, note) : null,
  );
}
