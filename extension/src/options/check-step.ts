// Step 5: checks every prerequisite of a call without placing one.

import { byPart, createElement } from '../dom.ts';
import { requestHost } from '../host-request.ts';
import { t } from '../i18n.ts';
import type { CallPlaced, Failure, SetupCheck, Status } from '../protocol.ts';
import { isOneOfTwo, ONLY_A_CALL_TELLS, withCallEvidence } from './call-evidence.ts';
import { describeOnPage } from './page-advice.ts';
import { forgetFaults, noteFault } from './step-faults.ts';

let checks: readonly SetupCheck[] = []; // of the current settings
let testCall: CallPlaced | Failure | undefined; // the last one with them

export function initCheckStep(): void {
  byPart('check-form').addEventListener('submit', event => {
    event.preventDefault();
    void check();
  });
}

export function showCheck(status: Status | undefined): void {
  byPart<HTMLFieldSetElement>('check-fields').disabled = status === undefined;
  checks = [];
  testCall = undefined;
  byPart('checks').replaceChildren(); // they were about earlier settings
  byPart('check').dataset.state = status?.configured ? 'open' : 'locked';
}

/** Mark what a test call told. */
export function noteTestCall(reply: CallPlaced | Failure): void {
  testCall = reply;
  if (reply.type === 'failure') noteFault(reply);
  else forgetFaults('account', 'agent', 'calls');
  showChecks();
}

async function check(): Promise<void> {
  const fields = byPart<HTMLFieldSetElement>('check-fields');
  fields.disabled = true;
  const reply = await requestHost({ type: 'check_setup' });
  fields.disabled = false;
  byPart('check-button').focus();
  if (reply.type === 'failure') {
    const { title, advice } = describeOnPage(reply);
    checks = [];
    byPart('checks').replaceChildren(row('failed', title, advice));
    return;
  }
  checks = reply.checks;
  forgetFaults('account', 'agent');
  for (const { outcome, failure } of checks) if (outcome === 'failed' && failure) noteFault(failure);
  showChecks();
}

function showChecks(): void {
  const shown = withCallEvidence(checks, testCall);
  if (shown.length > 0) byPart('checks').replaceChildren(...shown.map(checkElement));
  const isDone = testCall?.type === 'call_placed' && shown.every(({ outcome }) => outcome !== 'failed');
  byPart('check').dataset.state = isDone ? 'done' : 'open';
}

function checkElement(check: SetupCheck): HTMLElement {
  const { name, outcome, failure } = check;
  const title = t(`setup_check_${name}` as const);
  if (outcome === 'ok') return row(outcome, title, '');
  if (isOneOfTwo(check)) return row(outcome, title, t('setup_one_of_two'), t('setup_outcome_perhaps_not'));
  if (failure) {
    const { title: problem, advice } = describeOnPage(failure);
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

function row(
  outcome: SetupCheck['outcome'],
  title: string,
  note: string,
  word = t(`setup_outcome_${outcome}` as const),
): HTMLElement {
  return createElement(
    'li',
    { 'data-outcome': outcome },
    createElement('b', {}, title),
    createElement('span', { class: 'outcome' }, word),
    note ? createElement('p', { class: 'quiet' }, note) : null,
  );
}
