// Asks the host for its status whenever its settings may have changed: no popup has to be opened for that.

const MIN_INTERVAL_MS = 2_000; // between two requests

export class StatusRefresh {
  readonly #ask: () => Promise<unknown>;
  #askedAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: () => Promise<unknown>) {
    this.#ask = ask;
  }

  /** Ask now, or when the interval is over. */
  refresh(): void {
    const wait = this.#askedAt + MIN_INTERVAL_MS - Date.now();
    // A clock that was set back must not delay it for long.
    if (wait <= 0 || wait > MIN_INTERVAL_MS) this.#askNow();
    else this.#timer ??= setTimeout(() => this.#askNow(), wait);
  }

  #askNow(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#askedAt = Date.now();
    void this.#ask();
  }
}
