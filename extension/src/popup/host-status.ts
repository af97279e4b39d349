// The popup's first lines: whether calls can be placed, with what, or what to do so that they can.

import { element, part } from '../dom.ts';
import { say, sentenceFor } from '../i18n.ts';
import type { Failure, Status } from '../protocol.ts';

/** Show what `get_status` answered. */
export function showHostState(reply: Status | Failure): void {
  const problem = reply.type === 'failure' ? reply : reply.problem;
  const sandbox = reply.type === 'status' && reply.sandbox;
  const state = problem ? 'attention' : sandbox ? 'sandbox' : 'ready';
  part('host-state').dataset.state = state;

  const pill = part('host-pill');
  pill.textContent = say(`popup_${state}`);
  pill.hidden = false;

  const details = part('host-details');
  const settings = reply.type === 'status' ? settingsOf(reply) : [];
  details.replaceChildren(...settings);
  details.hidden = settings.length === 0;

  const notice = part('host-notice');
  notice.hidden = state === 'ready';
  notice.dataset.kind = problem ? 'failure' : 'warning';
  if (problem) {
    const { title, advice } = sentenceFor(problem);
    notice.replaceChildren(element('strong', {}, title), element('p', {}, advice));
  } else {
    notice.replaceChildren(element('p', {}, say('popup_sandbox_advice')));
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
  return element('span', { title: `${say(name)}: ${value}` }, `${say(name)} `, element('b', {}, value));
}
