// Step 3: which agent calls. Found by name, e-mail address or extension, or typed as the user ID.

import { button, byPart, createElement } from '../dom.ts';
import { requestHost } from '../host-request.ts';
import { t } from '../i18n.ts';
import type { Agent, Agents, Failure, Status } from '../protocol.ts';
import { hideNotice, showNotice } from './notice.ts';
import { describeOnPage } from './page-advice.ts';
import { save } from './save.ts';
import { forgetFaults, noteFault } from './step-faults.ts';

const RESULT = 'agent-result';
const FIELDSETS = ['agent-fields', 'user-id-fields'];

const query = byPart<HTMLInputElement>('agent-query');
const userId = byPart<HTMLInputElement>('user-id');
let chosenAgent: Agent | undefined; // since the page was opened

export function initAgentStep(onStatus: (status: Status) => void): void {
  byPart('agent-search').addEventListener('submit', event => {
    event.preventDefault();
    void search(onStatus);
  });
  byPart('user-id-form').addEventListener('submit', event => {
    event.preventDefault();
    void choose(Number(userId.value), 'user-id-fields', onStatus);
  });
}

export function showAgent(status: Status | undefined): void {
  // Agents can be found as soon as the account is known.
  const isReady = status !== undefined && !status.missing.some(field => field !== 'user_id');
  for (const part of FIELDSETS) byPart<HTMLFieldSetElement>(part).disabled = !isReady;
  const id = status?.user_id ?? null;
  const chosen = byPart('agent-chosen');
  chosen.hidden = id === null;
  if (id === null) return;
  const name = chosenAgent?.user_id === id && chosenAgent.name;
  chosen.textContent = [name, t('options_agent_id', String(id))].filter(Boolean).join(' · ');
}

async function search(onStatus: (status: Status) => void): Promise<void> {
  const fieldset = byPart<HTMLFieldSetElement>('agent-fields');
  fieldset.disabled = true;
  hideNotice(RESULT);
  const reply = await requestHost({ type: 'find_agents', query: query.value.trim() });
  fieldset.disabled = false;
  query.focus();
  showAgents(reply, onStatus);
}

function showAgents(reply: Agents | Failure, onStatus: (status: Status) => void): void {
  const agents = reply.type === 'agents' ? reply.agents : [];
  byPart('agents').replaceChildren(...agents.map(agent => agentElement(agent, onStatus)));
  if (reply.type === 'failure') showSearchFailure(reply);
  else forgetFaults('account'); // Voiso has answered and accepts the key
  if (reply.type === 'failure') return;
  if (agents.length === 0) showNotice(RESULT, 'warning', t('options_agents_none'));
  else if (reply.more) showNotice(RESULT, 'warning', t('options_agents_more'));
}

function showSearchFailure(failure: Failure): void {
  const { title, advice } = describeOnPage(failure);
  if (failure.code === 'permission_denied') showNotice(RESULT, 'warning', t('options_agents_forbidden'));
  else showNotice(RESULT, 'failure', title, advice);
  noteFault(failure);
}

function agentElement(agent: Agent, onStatus: (status: Status) => void): HTMLElement {
  const details = [agent.email, agent.extension && t('card_extension', agent.extension)]
    .filter(Boolean)
    .join(' · ');
  const choice = button({}, '', () => {
    chosenAgent = agent;
    void choose(agent.user_id, 'agent-fields', onStatus);
  });
  choice.append(
    createElement('b', {}, agent.name || t('options_agent_id', String(agent.user_id))),
    createElement('span', { class: 'quiet' }, details),
  );
  return createElement('li', {}, choice);
}

async function choose(id: number, fields: string, onStatus: (status: Status) => void): Promise<void> {
  const reply = await save({ user_id: id }, { step: 'agent', fields });
  if (reply.type === 'failure') return;
  const hasFocus = byPart('agents').contains(document.activeElement);
  byPart('agents').replaceChildren();
  userId.value = '';
  onStatus(reply);
  if (hasFocus) byPart('agent-chosen').focus(); // the pressed button is gone
}
