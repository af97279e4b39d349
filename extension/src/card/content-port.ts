// The private port to the content script that opened this card.

import { isMessageToCard } from '../card-message-guards.ts';
import type { CardPort, MessageFromCard, MessageToCard } from '../card-messages.ts';
import { isObject } from '../guards.ts';
import { withTimeout } from '../with-timeout.ts';

const CLEAR_TIMEOUT_MS = 1_000; // a busy page answers later: then the press does not count

/**
 * Wait for the port. Pages can post messages to this window as well, if they find it, but they do not know
 * the token: it is in this document's URL, which only the extension can read.
 */
export function receivePort(token: string): Promise<ContentPort> {
  return new Promise(resolve => {
    const onMessage = ({ data, ports }: MessageEvent<unknown>) => {
      const [port] = ports;
      if (!port || !token || !isCardPort(data) || data.token !== token) return;
      window.removeEventListener('message', onMessage);
      resolve(new ContentPort(port));
    };
    window.addEventListener('message', onMessage);
  });
}

class ContentPort {
  readonly #port: MessagePort;
  readonly #questions = new Map<number, (isClear: boolean) => void>();
  #lastId = 0;

  constructor(port: MessagePort) {
    this.#port = port;
  }

  send(message: MessageFromCard): void {
    this.#port.postMessage(message);
  }

  /** Call `onMessage` for every message but the answers to `askClear`; those sent earlier come first. */
  listen(onMessage: (message: MessageToCard) => void): void {
    this.#port.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!isMessageToCard(data)) return;
      if (data.type === 'clear_answer') this.#onAnswer(data.id, data.isClear);
      else onMessage(data);
    };
  }

  /** Ask the content script whether nothing of the page is above the card; false if it does not answer. */
  async askClear(): Promise<boolean> {
    const id = ++this.#lastId;
    const answer = new Promise<boolean>(resolve => this.#questions.set(id, resolve));
    this.send({ type: 'ask_clear', id });
    const isClear = await withTimeout(answer, CLEAR_TIMEOUT_MS);
    this.#questions.delete(id);
    return isClear === true;
  }

  #onAnswer(id: number, isClear: boolean): void {
    this.#questions.get(id)?.(isClear);
  }
}

function isCardPort(value: unknown): value is CardPort {
  return isObject(value) && value.type === 'card_port' && typeof value.token === 'string';
}
