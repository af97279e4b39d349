// What corrects a failure for who is on the options page: the advice names its steps, not the page.

import { describeFailure, type FailureText } from '../failure-text.ts';
import { mayBeRinging } from '../failures.ts';
import { type MessageKey, t } from '../i18n.ts';
import type { ErrorCode, Failure } from '../protocol.ts';
import { settingsFault } from '../settings-fault.ts';

/** A step with values that Voiso can refuse. */
export type Step = 'account' | 'agent' | 'calls';

const CORRECTED_BY: Partial<Record<ErrorCode, Step>> = {
  key_rejected: 'account',
  agent_unknown: 'agent',
  caller_id_rejected: 'calls',
};

/** Return the step that corrects what Voiso did not accept; undefined if none does. */
export function stepThatCorrects(failure: Failure): Step | undefined {
  const { code, params } = failure;
  if (mayBeRinging(failure)) return undefined;
  // Nothing answers at the address of the account, or something else than Voiso.
  if (code === 'voiso_unreachable' && params.proxy !== true) return 'account';
  if (code === 'request_rejected' && params.status === 404) return 'account';
  return CORRECTED_BY[code];
}

/** Describe a failure. */
export function describeOnPage(failure: Failure): FailureText {
  const text = describeFailure(failure);
  const key = mayBeRinging(failure) ? undefined : adviceKey(failure);
  return key === undefined ? text : { ...text, advice: t(key) };
}

function adviceKey(failure: Failure): MessageKey | undefined {
  const { code, params } = failure;
  switch (code) {
    case 'not_configured':
      return settingsFault(failure) === 'incomplete' ? 'options_advice_incomplete' : undefined;
    case 'voiso_unreachable':
      return params.proxy === true ? undefined : 'options_advice_voiso_unreachable';
    case 'request_rejected':
      return params.status === 404 ? 'options_advice_address' : undefined;
    case 'key_missing':
    case 'key_rejected':
    case 'agent_unknown':
    case 'caller_id_rejected':
      return `options_advice_${code}`;
    default:
      return undefined;
  }
}
