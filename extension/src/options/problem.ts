// The top of the options page: what prevents every call although the steps below tell nothing about it.

import { button, createElement } from '../dom.ts';
import { describeFailure } from '../failure-text.ts';
import { t } from '../i18n.ts';
import type { Failure, Status } from '../protocol.ts';
import { isCorrectedOnPage, settingsFault } from '../settings-fault.ts';
import { hideNotice, showNotice } from './notice.ts';

const NOTICE = 'problem';

/** Show the problem of a status, if there is one that is not simply what a step asks for. */
export function showProblem(status: Status | undefined, askAgain: () => void): void {
  const problem = status?.problem;
  if (!status || !problem || isStepOpenFor(problem)) {
    hideNotice(NOTICE);
    return;
  }
  const { title, advice } = describeFailure(problem);
  showNotice(
    NOTICE,
    'failure',
    title,
    advice,
    areFieldsLocked(status) ? t('options_fields_locked') : '',
    createElement(
      'div',
      { class: 'choices' },
      button({ 'data-part': 'ask-again' }, t('try_again'), askAgain),
    ),
  );
}

/** Return whether the fields cannot be filled or saved, because the settings cannot be read. */
export function areFieldsLocked({ problem, cluster, missing }: Status): boolean {
  const areUnread = cluster === null && missing.length === 0;
  return areUnread && problem !== null && settingsFault(problem) !== null && !isCorrectedOnPage(problem);
}

function isStepOpenFor(problem: Failure): boolean {
  return problem.code === 'key_missing' || settingsFault(problem) === 'incomplete';
}
