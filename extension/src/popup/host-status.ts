// The popup's first lines: whether calls can be placed, with what, or what to do so that they can.

import { byPart, createElement } from '../dom.ts';
import { describeFailure, t } from '../i18n.ts';
import type { Failure, Status } from '../protocol.ts';

/** Show what `get_status` answered. */
export function showHostState(reply: Status | Failure): void {
  const problem = reply.type === 'failure' ? reply : reply.problem;
  const sandbox = reply.type === 'status' && reply.sandbox;
  const state = problem ? 'attention' : sandbox ? 'sandbox' : 'ready';
  byPart('host-state').dataset.state = state;

  const pill = byPart('host-pill');
  pill.textContent = t(`popup_${state}`);
  pill.hidden = false;

  const details = byPart('host-details');
  const settings = reply.type === 'status' ? settingsOf(reply) : [];
  details.replaceChildren(...settings);
  details.hidden = settings.length === 0;

  const notice = byPart('host-notice');
  notice.hidden = state === 'ready';
  notice.dataset.kind = problem ? 'failure' : 'warning';
  if (problem) {
    const { title, advice } = describeFailure(problem);
    notice.replaceChildren(createElement('strong', {}, title), createElement('p', {}, advice));
  } else {
    notice.replaceChildren(createElement('p', {}, t('popup_sandbox_advice')));
  }
}

function settingsOf({ cluster, user_id, key_hint }: Status): Node[] {
  const known = [
    cluster && setting('popup_cluster', cluster),
    user_id !== null && setting('popup_user', String(user_id)),
    key_hint && setting('popup_key', `…${key_hint}`),
  ];
  return known.filter(line => line instanceof Node);
}

function setting(name: 'popup_cluster' | 'popup_user' | 'popup_key', value: string): Node {
  return createElement(
    'span',
    { title: `${t(name)}: ${value}` },
    `${t(name)} `,
    createElement('b', {}, value),
  );
}
