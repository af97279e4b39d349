// Handles presses on numbers in a frame inside a page: the card of the top frame offers to call them.
//
// A page can make such a frame invisible or lay it under something else, so nothing is ever called from here.

import type { OfferInTopFrame } from '../context-messages.ts';
import { requestBackground } from '../host-request.ts';
import type { CallArgs, NumberActions } from './number-actions.ts';
import { Preparation } from './preparation.ts';
import { trackScreenOffset } from './screen-offset.ts';

export class InnerFrameCalls implements NumberActions {
  readonly #preparation = new Preparation();
  readonly #screenOffset: ReturnType<typeof trackScreenOffset>;

  constructor(signal: AbortSignal) {
    this.#screenOffset = trackScreenOffset(signal);
  }

  wakeHost(): void {
    this.#preparation.wakeHost();
  }

  warmUp(): void {} // the card in the top frame does

  showTooltip(): void {}

  showHoverCard(args: CallArgs): void {
    this.#offer(args, false);
  }

  showCard(args: CallArgs): void {
    this.#offer(args, true);
  }

  call(args: CallArgs): void {
    this.#offer(args, true);
  }

  scheduleClose(): void {}

  reposition(): void {}

  #offer({ subject, anchor }: CallArgs, takesFocus: boolean): void {
    const [rect, offset] = [anchor.rect(), this.#screenOffset()];
    const message: OfferInTopFrame = { type: 'offer_in_top_frame', subject, takesFocus };
    const screenRect = rect &&
      offset && { x: rect.x + offset.x, y: rect.y + offset.y, width: rect.width, height: rect.height };
    void requestBackground(screenRect ? { ...message, screenRect } : message);
  }
}
