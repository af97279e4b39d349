// What the toolbar button shows on all tabs: that a call is in progress, or that calls cannot be placed yet.

import type { Reply } from '../protocol.ts';
import { type AllTabsBadge, showAllTabsBadge } from '../toolbar-badge.ts';
import { isSetupNeeded } from './setup-state.ts';

export class ToolbarState {
  #isSetupNeeded: boolean | undefined; // undefined: not known yet, the badge stays as it is
  #calls = 0; // in progress
  #shown: AllTabsBadge | undefined;

  /** Follow a request to the host, from its start to the reply. */
  async during<R extends Reply>(isCall: boolean, request: Promise<R>): Promise<R> {
    if (isCall) this.#calls++;
    this.#show();
    try {
      const reply = await request;
      this.#isSetupNeeded = isSetupNeeded(reply) ?? this.#isSetupNeeded;
      return reply;
    } finally {
      if (isCall) this.#calls--;
      this.#show();
    }
  }

  #show(): void {
    const isKnown = this.#isSetupNeeded !== undefined || this.#shown !== undefined;
    const badge = this.#calls > 0 ? 'calling' : this.#isSetupNeeded ? 'setup' : 'none';
    if (badge === this.#shown || (badge === 'none' && !isKnown)) return;
    this.#shown = badge;
    void showAllTabsBadge(badge).catch(() => {});
  }
}
