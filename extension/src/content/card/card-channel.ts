// Opens the private port to the document of the card.

import { isMessageFromCard } from '../../card-message-guards.ts';
import type { CardPort, MessageFromCard, MessageToCard } from '../../card-messages.ts';
import { requestBackground } from '../../host-request.ts';
import { randomId } from '../../random-id.ts';

// Not that of the card's URL: Chromium gives the card a dynamic address and the extension's own origin.
const OWN_ORIGIN = new URL(chrome.runtime.getURL('')).origin;

export class CardChannel {
  readonly url: string;
  readonly announced: Promise<unknown>; // the background script knows of the card
  readonly #token = randomId();
  readonly #channel = new MessageChannel();

  /** The messages that are sent before the card has loaded wait in the port. */
  constructor(onMessage: (message: MessageFromCard) => void) {
    this.url = `${chrome.runtime.getURL('card.html')}#${this.#token}`;
    this.#channel.port1.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (isMessageFromCard(data)) onMessage(data);
    };
    // The card asks the background script for which page it was opened.
    this.announced = requestBackground({ type: 'open_card', token: this.#token });
  }

  /** Hand the other end of the port to the card, when it has loaded. */
  connect(card: Window): void {
    const message: CardPort = { type: 'card_port', token: this.#token };
    card.postMessage(message, OWN_ORIGIN, [this.#channel.port2]);
  }

  send(message: MessageToCard): void {
    this.#channel.port1.postMessage(message);
  }

  close(): void {
    this.#channel.port1.close();
  }
}
