// The wait that Voiso asks for: seen while it lasts, then the same request goes again, unless the agent says no.

import { createElement } from './dom.ts';
import { formatDuration, t } from './i18n.ts';
import type { Reply } from './protocol.ts';

const TICK_MS = 250; // so that no second is told for much longer than one

/** The seconds after which the same request may go again by itself; undefined where it may not. */
export function retryDelayOf(reply: Reply): number | undefined {
  if (reply.type !== 'failure' || reply.code !== 'rate_limited') return undefined;
  const { may_retry: mayRetry, retry_after_s: seconds } = reply.params;
  return mayRetry === true && typeof seconds === 'number' ? seconds : undefined;
}

/** Make an element that tells the seconds left, for as long as somebody can see it. */
export function countdown(seconds: number): HTMLElement {
  const until = performance.now() + seconds * 1000;
  const made = createElement('p', { class: 'countdown', role: 'timer' }); // not read out: every second is too often
  const tell = () => {
    const left = Math.max(1, Math.ceil((until - performance.now()) / 1000));
    made.textContent = t('waiting_again', formatDuration(left));
  };
  const ticking = setInterval(() => (made.isConnected ? tell() : clearInterval(ticking)), TICK_MS);
  tell();
  return made;
}
