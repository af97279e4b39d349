// Remembers for a moment in which tabs the agent has pressed the keys to call: a page must not pretend that.

const MAX_AGE_MS = 3_000; // from the keys to the card that they open

export class CallKeyPresses {
  readonly #pressedAt = new Map<number, number>(); // by tab: performance.now()

  /** The agent has pressed the keys over this tab. */
  add(tabId: number): void {
    this.#pressedAt.set(tabId, performance.now());
  }

  /** Return whether the agent has just pressed them over this tab; only once. */
  take(tabId: number): boolean {
    const pressedAt = this.#pressedAt.get(tabId);
    this.#pressedAt.delete(tabId);
    return pressedAt !== undefined && performance.now() - pressedAt < MAX_AGE_MS;
  }
}
