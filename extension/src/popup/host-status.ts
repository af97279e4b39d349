// The top of the popup: whether calls can be placed, with which settings, or what is missing.

import { button, byPart, createElement } from '../dom.ts';
import { describeFailure } from '../failure-text.ts';
import { t } from '../i18n.ts';
import { canBeInstalled, commandLine } from '../install-help.ts';
import type { Failure, Status } from '../protocol.ts';
import { isCorrectedOnPage } from '../settings-fault.ts';
import { settingsButton } from './call-result.ts';

const POLL_INTERVAL_MS = 2_000; // while the host does not answer

type SettingLabel = 'popup_account' | 'popup_user' | 'popup_key';

let timer: ReturnType<typeof setTimeout> | undefined;

/** Show the reply to `get_status`; `askAgain` is called after a while if the host did not answer. */
export function showHostStatus(reply: Status | Failure, askAgain: () => void): void {
  clearTimeout(timer);
  if (reply.type === 'failure') timer = setTimeout(askAgain, POLL_INTERVAL_MS);
  showHostState(reply);
  showNotice(reply, problemOf(reply), askAgain);
}

/** Show only whether calls can be placed, and with which settings: what moves nothing below it. */
export function showHostState(reply: Status | Failure): void {
  const isSandbox = reply.type === 'status' && reply.sandbox;
  const state = problemOf(reply) ? 'attention' : isSandbox ? 'sandbox' : 'ready';
  byPart('host-state').dataset.state = state;

  const pill = byPart('host-pill');
  pill.textContent = t(`popup_${state}`);
  pill.hidden = false;

  const details = byPart('host-details');
  const settings = reply.type === 'status' ? settingElements(reply) : [];
  details.replaceChildren(...settings);
  details.hidden = settings.length === 0;
}

function problemOf(reply: Status | Failure): Failure | null {
  return reply.type === 'failure' ? reply : reply.problem;
}

/** Return whether it is of use to place a call: not if nothing can carry it out. */
export function isHostReady(reply: Status | Failure): boolean {
  if (reply.type === 'status') return true;
  return !['host_missing', 'host_forbidden', 'version_mismatch'].includes(reply.code);
}

function showNotice(reply: Status | Failure, problem: Failure | null, askAgain: () => void): void {
  const isSandbox = reply.type === 'status' && reply.sandbox;
  const notice = byPart('host-notice');
  notice.hidden = !problem && !isSandbox;
  notice.dataset.kind = problem ? 'failure' : 'warning';
  const shown = JSON.stringify(problem);
  // The same again: a screen reader reads it once, and a button keeps the focus.
  if (!notice.hidden && notice.dataset.shown === shown) return;
  notice.dataset.shown = shown;
  notice.replaceChildren(
    ...(problem ? problemElements(reply, problem, askAgain) : [createElement('p', {}, t('test_mode_call'))]),
  );
}

function problemElements(reply: Status | Failure, problem: Failure, askAgain: () => void): HTMLElement[] {
  const { title, advice } = describeFailure(problem);
  const heading = createElement('strong', {}, title);
  if (reply.type === 'failure' && canBeInstalled(problem)) {
    return [
      heading,
      createElement('p', {}, t('options_program_command')),
      commandLine(button({ 'data-part': 'retry' }, t('retry'), askAgain)),
      createElement('p', { class: 'quiet' }, t('popup_waiting_for_host')),
    ];
  }
  const isElsewhere = problem.code === 'not_configured' && !isCorrectedOnPage(problem);
  const step = isElsewhere ? button({ 'data-part': 'retry' }, t('try_again'), askAgain) : settingsButton();
  return [heading, createElement('p', {}, advice), createElement('div', { class: 'choices' }, step)];
}

function settingElements({ cluster, user_id, key_hint }: Status): Node[] {
  const elements = [
    cluster && settingElement('popup_account', cluster),
    user_id !== null && settingElement('popup_user', String(user_id)),
    key_hint && settingElement('popup_key', `…${key_hint}`),
  ];
  return elements.filter(element => element instanceof Node);
}

function settingElement(label: SettingLabel, value: string): Node {
  const title = `${t(label)}: ${value}`;
  return createElement('span', { title }, `${t(label)} `, createElement('b', {}, value));
}
