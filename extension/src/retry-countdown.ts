// The wait before a request is sent again because Voiso asked for it, and the countdown that shows it.

import { createElement } from './dom.ts';
import { t } from './i18n.ts';
import { formatDuration } from './locale-format.ts';
import type { Reply } from './protocol.ts';

const UPDATE_INTERVAL_MS = 250; // well below a second, so that the countdown does not visibly skip one

/** Return the seconds after which the same request may be sent again; undefined if it must not be. */
export function retryDelayOf(reply: Reply): number | undefined {
  if (reply.type !== 'failure' || reply.code !== 'rate_limited') return undefined;
  const { may_retry: mayRetry, retry_after_s: seconds } = reply.params;
  return mayRetry === true && typeof seconds === 'number' ? seconds : undefined;
}

/** Make an element that shows the remaining seconds as long as it is in the document. */
export function countdown(seconds: number): HTMLElement {
  const endsAt = performance.now() + seconds * 1000;
  // Screen readers do not announce every change of an element with the role `timer`.
  const element = createElement('p', { class: 'countdown', role: 'timer' });
  const update = () => {
    const remaining = Math.max(1, Math.ceil((endsAt - performance.now()) / 1000));
    element.textContent = t('retry_countdown', formatDuration(remaining));
  };
  const interval = setInterval(
    () => (element.isConnected ? update() : clearInterval(interval)),
    UPDATE_INTERVAL_MS,
  );
  update();
  return element;
}
