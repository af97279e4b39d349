// The top of the options page: what prevents every call although the steps below tell nothing about it.

import { button, createElement } from '../dom.ts';
import { t } from '../i18n.ts';
import type { Failure, Status } from '../protocol.ts';
import { settingsFault } from '../settings-fault.ts';
import { hideNotice, showNotice } from './notice.ts';
import { describeOnPage, stepThatCorrects } from './page-advice.ts';

const NOTICE = 'problem';

/** Show the problem of a status, if there is one that is not what a step asks for, or tells itself. */
export function showProblem(status: Status | undefined, askAgain: () => void): void {
  const problem = status?.problem;
  if (!status || !problem || isStepOpenFor(problem)) {
    hideNotice(NOTICE);
    return;
  }
  const { title, advice } = describeOnPage(problem);
  showNotice(
    NOTICE,
    'failure',
    title,
    advice,
    areSettingsUnread(status) ? t('options_fields_locked') : '',
    createElement(
      'div',
      { class: 'choices' },
      button({ 'data-part': 'ask-again' }, t('try_again'), askAgain),
    ),
  );
}

/**
 * Return the status for a step; undefined if the settings cannot be read, unless it is the step that corrects `field`.
 * Its fields are empty then, and would replace what is set.
 */
export function statusForStep(status: Status | undefined, field?: 'cluster' | 'user_id'): Status | undefined {
  if (!status || !areSettingsUnread(status)) return status;
  return field !== undefined && status.problem?.params.field === field ? status : undefined;
}

function areSettingsUnread({ problem, cluster, missing }: Status): boolean {
  return problem?.code === 'not_configured' && cluster === null && missing.length === 0;
}

function isStepOpenFor(problem: Failure): boolean {
  if (stepThatCorrects(problem) !== undefined) return true;
  return problem.code === 'key_missing' || settingsFault(problem) === 'incomplete';
}
