// The top of the popup: whether calls can be placed, with which settings, or what is missing.

import { button, byPart, createElement } from '../dom.ts';
import { describeFailure } from '../failure-text.ts';
import { t } from '../i18n.ts';
import type { Failure, Status } from '../protocol.ts';

type SettingLabel = 'popup_cluster' | 'popup_user' | 'popup_key';

/** Show the reply to `get_status`. */
export function showHostStatus(reply: Status | Failure): void {
  const problem = reply.type === 'failure' ? reply : reply.problem;
  const isSandbox = reply.type === 'status' && reply.sandbox;
  const state = problem ? 'attention' : isSandbox ? 'sandbox' : 'ready';
  byPart('host-state').dataset.state = state;

  const pill = byPart('host-pill');
  pill.textContent = t(`popup_${state}`);
  pill.hidden = false;

  const details = byPart('host-details');
  const settings = reply.type === 'status' ? settingElements(reply) : [];
  details.replaceChildren(...settings);
  details.hidden = settings.length === 0;

  const notice = byPart('host-notice');
  notice.hidden = state === 'ready';
  notice.dataset.kind = problem ? 'failure' : 'warning';
  if (problem) {
    const isIncomplete = reply.type === 'status' && reply.missing.length > 0;
    const { title, advice } = describeFailure(problem);
    notice.replaceChildren(
      createElement('strong', {}, title),
      createElement('p', {}, isIncomplete ? t('error_not_configured_advice') : advice),
      createElement('div', { class: 'choices' }, optionsButton()),
    );
  } else {
    notice.replaceChildren(createElement('p', {}, t('popup_sandbox_advice')));
  }
}

function optionsButton(): HTMLElement {
  return button({ 'data-part': 'open-options' }, t('popup_open_options'), () => {
    void chrome.runtime.openOptionsPage().then(() => window.close());
  });
}

function settingElements({ cluster, user_id, key_hint }: Status): Node[] {
  const elements = [
    cluster && settingElement('popup_cluster', cluster),
    user_id !== null && settingElement('popup_user', String(user_id)),
    key_hint && settingElement('popup_key', `…${key_hint}`),
  ];
  return elements.filter(element => element instanceof Node);
}

function settingElement(label: SettingLabel, value: string): Node {
  const title = `${t(label)}: ${value}`;
  return createElement('span', { title }, `${t(label)} `, createElement('b', {}, value));
}
