// The options page: connects its steps. Every status, whichever request it answers, updates all of them.

import { byPart } from './dom.ts';
import { requestHost } from './host-request.ts';
import { t } from './i18n.ts';
import { localizeDocument } from './localize.ts';
import { initAccountStep, showAccount } from './options/account-step.ts';
import { initAgentStep, showAgent } from './options/agent-step.ts';
import { initCallsStep, showCalls } from './options/calls-step.ts';
import { initCheckStep, noteTestCall, showCheck } from './options/check-step.ts';
import { stepThatCorrects } from './options/page-advice.ts';
import { initPermissionChoices } from './options/permission-choices.ts';
import { showProblem, statusForStep } from './options/problem.ts';
import { showProgram } from './options/program-step.ts';
import { showAllowedSystems } from './options/record-systems.ts';
import { initSettings } from './options/settings-section.ts';
import { initShortcuts } from './options/shortcuts.ts';
import { faultySteps, forgetFaults, initStepFaults, noteFault } from './options/step-faults.ts';
import { stepStates } from './options/step-states.ts';
import { initTestCall, showTestCall } from './options/test-call.ts';
import type { Failure, Status } from './protocol.ts';

let status: Status | undefined; // the last one

localizeDocument();
for (const init of [initAccountStep, initAgentStep, initCallsStep]) init(show);
initStepFaults(showStates);
initCheckStep();
initTestCall(noteTestCall);
initShortcuts();
initPermissionChoices();
initSettings();
void refresh();

async function refresh(): Promise<void> {
  const reply = await requestHost({ type: 'get_status' });
  if (reply.type === 'status' && !reply.problem) forgetFaults('account'); // the host would know
  show(reply);
}

function show(reply: Status | Failure): void {
  status = reply.type === 'status' ? reply : undefined;
  showProgram(reply, () => void refresh());
  showProblem(status, () => void refresh());
  showAccount(statusForStep(status, 'cluster'));
  showAgent(statusForStep(status, 'user_id'));
  showCalls(statusForStep(status));
  for (const showStep of [showCheck, showTestCall, showAllowedSystems]) showStep(status);
  if (status?.problem) noteFault(status.problem);
  showStates();
}

function showStates(): void {
  for (const [step, state] of Object.entries(stepStates(status, faultySteps()))) {
    if (state === undefined) delete byPart(step).dataset.state;
    else byPart(step).dataset.state = state;
  }
  // A problem that a step corrects is one of the faults, until Voiso accepts what the step has.
  const problem = status?.problem && stepThatCorrects(status.problem) === undefined;
  const isReady = status?.configured && !problem && faultySteps().size === 0;
  const state = !isReady ? 'attention' : status?.sandbox ? 'sandbox' : 'complete';
  byPart('state').dataset.state = state;
  const pill = byPart('pill');
  pill.textContent = t(state === 'complete' ? 'options_complete' : `popup_${state}`);
  pill.hidden = false;
  byPart('test-mode').hidden = !status?.sandbox;
}
