// Which steps of the set-up are done: what is set, unless Voiso did not accept it.

import type { Status } from '../protocol.ts';
import type { Step } from './page-advice.ts';
import { statusForStep } from './problem.ts';

/** `locked` until an earlier step is done; undefined while nothing is known. */
type StepState = 'open' | 'done' | 'locked' | undefined;

/** Return the states of the steps; `faults` are those with values that Voiso did not accept. */
export function stepStates(
  status: Status | undefined,
  faults: ReadonlySet<Step>,
): Readonly<Record<Step, StepState>> {
  const state = (step: Step, known: Status | undefined, isDone: (status: Status) => boolean): StepState =>
    known && (isDone(known) && !faults.has(step) ? 'done' : 'open');
  const [account, agent, calls] = [
    statusForStep(status, 'cluster'),
    statusForStep(status, 'user_id'),
    statusForStep(status),
  ];
  const isAgentLocked = !agent || agent.missing.some(field => field !== 'user_id');
  return {
    account: state(
      'account',
      account,
      ({ cluster, missing }) => cluster !== null && !missing.includes('api_key'),
    ),
    agent: isAgentLocked ? 'locked' : state('agent', agent, ({ user_id }) => user_id !== null),
    calls: state('calls', calls, ({ default_region }) => default_region !== null),
  };
}
