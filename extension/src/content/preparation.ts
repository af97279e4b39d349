// Prepares calls before they are made: starts the host, lets it connect to Voiso. Seldom, so that it costs nothing.

import { requestBackground, requestHost } from '../host-request.ts';

const WAKE_INTERVAL_MS = 60_000; // the background script keeps an idle host for five times as long
const WARM_UP_INTERVAL_MS = 3_000; // the host keeps an idle connection to Voiso for a second longer

export class Preparation {
  #wokenAt = Number.NEGATIVE_INFINITY;
  #warmedUpAt = Number.NEGATIVE_INFINITY;

  /** Let the host be started, because a call is possible. It contacts nobody. */
  wakeHost(): void {
    const now = performance.now();
    if (now - this.#wokenAt < WAKE_INTERVAL_MS) return;
    this.#wokenAt = now;
    void requestBackground({ type: 'wake_host' });
  }

  /** Let the host open its connection to Voiso, because a call is likely soon. */
  warmUp(): void {
    const now = performance.now();
    if (now - this.#warmedUpAt < WARM_UP_INTERVAL_MS) return;
    this.#warmedUpAt = this.#wokenAt = now;
    void requestHost({ type: 'warm_up' });
  }
}
