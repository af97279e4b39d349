// Step 1: whether the host answers. While it does not, how to install it; the page notices by itself when it does.

import { copyText } from '../copy-text.ts';
import { button, byPart, createElement } from '../dom.ts';
import { describeFailure } from '../failure-text.ts';
import { t } from '../i18n.ts';
import { installCommand } from '../install-command.ts';
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

function canBeInstalled({ code, params }: Failure): boolean {
  if (params.cause === 'python_gone') return false; // the command of this program does not run either
  return code === 'host_missing' || code === 'host_forbidden' || code === 'host_crashed';
}

function installElements(): Node[] {
  const command = createElement('code', { 'data-part': 'install-command' }, installCommand());
  const copy = button({ 'data-part': 'copy-command' }, t('copy'), () => void copyText(command, copy));
  return [
    createElement('p', {}, t('options_program_command')),
    createElement('div', { class: 'command' }, command, copy),
    createElement('p', { class: 'quiet' }, t('options_program_waiting')),
  ];
}

/** A page in the background need not ask. */
function whenVisible(action: () => void): void {
  if (document.visibilityState === 'visible') action();
  else document.addEventListener('visibilitychange', () => whenVisible(action), { once: true });
}
