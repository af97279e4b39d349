// Tells in words how a call ended, as far as Voiso told it.

import { t } from './i18n.ts';
import { formatClock } from './locale-format.ts';
import type { Call } from './protocol.ts';

/** Return how a call ended, as in "Answered · 2:05"; null while that is not known. */
export function outcomeText({ outcome }: Call): string | null {
  if (outcome === null) return null;
  const { disposition, duration_s: seconds } = outcome;
  const ending = t(`outcome_${disposition ?? 'ended'}` as const);
  const wasAnswered = disposition === 'answered' || disposition === 'machine_answered';
  return wasAnswered && seconds !== null ? t('outcome_duration', ending, formatClock(seconds)) : ending;
}
