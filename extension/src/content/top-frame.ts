// The part of the top frame: shows what the background script sends, calls and offers from elsewhere.

import type { CallUpdate, ShowOffer } from '../context-messages.ts';
import { PLAIN_DIGITS } from '../number-text.ts';
import { CallController } from './call-controller.ts';
import { Card } from './card/card.ts';
import { windowEvents } from './dom/window-events.ts';
import { trackContextMenuPosition } from './interaction/context-menu-position.ts';
import { trackScreenOffset } from './screen-offset.ts';
import type { SiteContext } from './site/site-context.ts';

const HOVER_OFFER_MS = 4_000; // long enough for the pointer to reach the card

export class TopFrame {
  readonly calls: CallController;
  readonly #site: Pick<SiteContext, 'mayCallAtOnce'>;
  readonly #contextMenuPosition: () => DOMRect | undefined;
  readonly #screenOffset: ReturnType<typeof trackScreenOffset>;

  constructor(site: Pick<SiteContext, 'mayCallAtOnce'>, signal: AbortSignal) {
    this.#site = site;
    this.calls = new CallController(onNotLoaded => new Card(signal, onNotLoaded));
    this.#contextMenuPosition = trackContextMenuPosition(signal);
    this.#screenOffset = trackScreenOffset(signal);
    windowEvents().on('contextmenu', () => this.#onContextMenu(), signal);
  }

  /** A menu that may call what is selected has opened. All else opens the card, which prepares its call itself. */
  #onContextMenu(): void {
    const text = getSelection()?.toString() ?? '';
    if (PLAIN_DIGITS.test(text) && this.#site.mayCallAtOnce(text)) this.calls.warmUp();
  }

  /** Show the start or the end of a call from the browser's menu or address bar. */
  onCallUpdate(update: CallUpdate): void {
    this.calls.onCallUpdate(update, { rect: this.#contextMenuPosition });
  }

  /** Offer a number of the context menu, or of a frame inside the page. */
  showOffer({ subject, takesFocus, screenRect }: ShowOffer): void {
    const offset = screenRect && this.#screenOffset();
    const rect =
      screenRect &&
      offset &&
      new DOMRect(screenRect.x - offset.x, screenRect.y - offset.y, screenRect.width, screenRect.height);
    const anchor = { rect: screenRect ? () => rect : this.#contextMenuPosition };
    if (takesFocus) {
      // An entry of the context menu is chosen on purpose; a frame in the page cannot be seen.
      this.calls.showCard({ subject, anchor }, !screenRect);
      return;
    }
    // The pointer rests on a number in a frame, and this frame does not notice when it leaves.
    this.calls.warmUp();
    this.calls.showHoverCard({ subject, anchor });
    setTimeout(() => this.calls.scheduleClose(), HOVER_OFFER_MS);
  }
}
