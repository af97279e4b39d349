// The steps whose values Voiso did not accept, as a check, a search or a call told: each tells what is wrong.

import type { Failure } from '../protocol.ts';
import { hideNotice, showNotice } from './notice.ts';
import { describeOnPage, type Step, stepThatCorrects } from './page-advice.ts';

const faults = new Set<Step>();
let onChange: () => void = () => {};

/** `whenChanged` is called whenever a step has got a fault or has none any more. */
export function initStepFaults(whenChanged: () => void): void {
  onChange = whenChanged;
}

/** Return the steps that have a fault now. */
export function faultySteps(): ReadonlySet<Step> {
  return faults;
}

/** Tell in the step that corrects a failure what is wrong, if there is one. */
export function noteFault(failure: Failure): void {
  const step = stepThatCorrects(failure);
  if (step === undefined) return;
  const { title, advice } = describeOnPage(failure);
  faults.add(step);
  showNotice(`${step}-result`, 'failure', title, advice);
  onChange();
}

/** Forget the faults of steps: they are saved anew, or Voiso accepts them now. */
export function forgetFaults(...steps: Step[]): void {
  for (const step of steps) if (faults.delete(step)) hideNotice(`${step}-result`);
  onChange();
}
