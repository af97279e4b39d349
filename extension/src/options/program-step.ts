// Step 1: whether the host answers. While it does not, how to install it; the page notices by itself when it does.

import { byPart, createElement } from '../dom.ts';
import { describeFailure } from '../failure-text.ts';
import { t } from '../i18n.ts';
import { canBeInstalled, commandLine } from '../install-help.ts';
import type { Failure, Status } from '../protocol.ts';

const POLL_INTERVAL_MS = 2_000;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Show the reply to `get_status`; `askAgain` is called after a while if the host did not answer. */
export function showProgram(reply: Status | Failure, askAgain: () => void): void {
  clearTimeout(timer);
  const isFound = reply.type === 'status';
  byPart('program').dataset.state = isFound ? 'done' : 'open';
  const body = byPart('program-body');
  if (isFound) {
    delete body.dataset.shown;
    body.replaceChildren(createElement('p', {}, t('options_program_found')));
    return;
  }
  timer = setTimeout(() => whenVisible(askAgain), POLL_INTERVAL_MS);
  const { title, advice } = describeFailure(reply);
  if (body.dataset.shown === title) return; // a screen reader reads it once, and the button keeps the focus
  body.dataset.shown = title;
  body.replaceChildren(
    createElement('strong', {}, title),
    ...(canBeInstalled(reply) ? installElements() : [createElement('p', {}, advice)]),
  );
}

function installElements(): Node[] {
  return [
    createElement('p', {}, t('options_program_command')),
    commandLine(),
    createElement('p', { class: 'quiet' }, t('options_program_waiting')),
  ];
}

/** A page in the background need not ask. */
function whenVisible(action: () => void): void {
  if (document.visibilityState === 'visible') action();
  else document.addEventListener('visibilitychange', () => whenVisible(action), { once: true });
}
