// The questions about calls that are asked in the popup, where no page can draw: the last one of each tab.

import type { CallQuestion } from '../context-messages.ts';
import { SessionMap } from './session-map.ts';

const MAX_AGE_MS = 2 * 60_000; // after that the agent may not remember what it was about
const MAX_TABS = 100;

export type Question = NonNullable<CallQuestion['question']>;

interface StoredQuestion {
  readonly question: Question;
  readonly askedAt: number; // Date.now()
}

export class Questions {
  readonly #byTab = new SessionMap<StoredQuestion>('questions', MAX_TABS);

  async put(tabId: number, question: Question): Promise<void> {
    await this.#byTab.update(String(tabId), () => ({ question, askedAt: Date.now() }));
  }

  /** Return the question about a tab, or null if there is none or it is too old. */
  async get(tabId: number): Promise<Question | null> {
    const stored = await this.#byTab.get(String(tabId));
    const age = stored ? Date.now() - stored.askedAt : 0;
    return stored && age >= 0 && age < MAX_AGE_MS ? stored.question : null;
  }

  async remove(tabId: number): Promise<void> {
    await this.#byTab.update(String(tabId), () => undefined);
  }
}
