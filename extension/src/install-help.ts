// How to register the host with the browsers: the command, and a button that copies it.

import { copyText } from './copy-text.ts';
import { button, createElement } from './dom.ts';
import { t } from './i18n.ts';
import { INSTALL_COMMAND } from './install-command.ts';
import type { Failure } from './protocol.ts';

/** Return whether a failure may be solved by registering the host. */
export function canBeInstalled({ code, params }: Failure): boolean {
  if (params.cause === 'python_gone') return false; // the command of this program does not run either
  return code === 'host_missing' || code === 'host_forbidden' || code === 'host_crashed';
}

/** Make the line with the command, and where that is; `others` are further buttons. */
export function commandLine(...others: HTMLElement[]): HTMLElement {
  const command = createElement('code', { 'data-part': 'install-command', dir: 'ltr' }, INSTALL_COMMAND);
  const copy = button({ 'data-part': 'copy-command' }, t('copy_command'), () => void copyText(command, copy));
  const note = createElement('p', { class: 'quiet' }, t('install_command_note'));
  return createElement('div', { class: 'command' }, command, copy, ...others, note);
}
