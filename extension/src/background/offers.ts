// Offers a number where the agent can call it: on the card of the top frame, or else in the popup.

import type { CallSubject } from '../call-subject.ts';
import type { ScreenRect, ShowOffer } from '../context-messages.ts';
import { requestFrame } from '../frame-request.ts';
import { showQuestion } from './question-display.ts';
import type { Questions } from './questions.ts';
import { recordOfTab } from './record-source.ts';
import { pageOriginField } from './sender-permissions.ts';

const CARD_TIMEOUT_MS = 1_000; // then the number is offered in the popup

/** A number to offer, and where it is from. */
export interface Offer {
  readonly subject: CallSubject;
  readonly origin: string | undefined; // of the document that the number is in
  readonly takesFocus: boolean; // the agent has clicked the number, or chosen the entry of the context menu
  readonly screenRect?: ScreenRect | undefined; // where the number is
}

export class Offers {
  readonly #questions: Questions;

  constructor(questions: Questions) {
    this.#questions = questions;
  }

  /**
   * Offer a number on the card of a tab's top frame. If that frame shows none in time, a number that was pressed
   * is offered in the popup, which takes the focus.
   */
  async offerInTopFrame(tabId: number, offer: Offer): Promise<void> {
    const { subject, takesFocus, screenRect } = offer;
    const message: ShowOffer = {
      type: 'show_offer',
      subject,
      takesFocus,
      ...(screenRect && { screenRect }),
    };
    const isShown = await requestFrame(message, tabId, { timeoutMs: CARD_TIMEOUT_MS });
    if (!isShown && takesFocus) await this.offerInPopup(tabId, offer);
  }

  async offerInPopup(tabId: number, { subject, origin }: Pick<Offer, 'subject' | 'origin'>): Promise<void> {
    const source = await recordOfTab(tabId, origin);
    await this.#questions.put(tabId, {
      subject,
      ...pageOriginField(origin),
      ...(source && { source }),
    });
    await showQuestion(tabId);
  }
}
