// The one thing that an agent can do at once after a failure.

import { mayBeRinging } from './failures.ts';
import type { ErrorCode, Failure } from './protocol.ts';
import { isCorrectedOnPage, settingsFault } from './settings-fault.ts';

export type FailureAction = 'try_again' | 'open_settings' | 'copy_command';

const ACTIONS: Partial<Record<ErrorCode, FailureAction>> = {
  agent_unavailable: 'try_again',
  too_many_calls: 'try_again',
  rate_limited: 'try_again',
  voiso_unreachable: 'try_again',
  voiso_failed: 'try_again',
  tls_untrusted: 'try_again',
  key_unavailable: 'try_again',
  host_crashed: 'try_again',
  host_silent: 'try_again',
  internal: 'try_again',
  not_configured: 'open_settings',
  key_missing: 'open_settings',
  key_rejected: 'open_settings',
  agent_unknown: 'open_settings',
  caller_id_rejected: 'open_settings',
  host_missing: 'copy_command',
  host_forbidden: 'copy_command',
};

/** Return it, or null if there is none: what was perhaps dialled is never dialled again from here. */
export function actionAfter(failure: Failure): FailureAction | null {
  const { code, params } = failure;
  if (mayBeRinging(failure)) return null;
  if (settingsFault(failure) === 'list_being_read') return 'try_again';
  if (code === 'not_configured' && !isCorrectedOnPage(failure)) return null; // a file or a command corrects it
  if (code === 'request_rejected') return params.status === 404 ? 'open_settings' : null;
  return ACTIONS[code] ?? null;
}
