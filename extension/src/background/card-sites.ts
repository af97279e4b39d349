// For which page each card was opened: the page's process states it, and the card learns it from here.

import type { CardSite } from '../context-messages.ts';
import { oneClickOf } from '../one-click.ts';
import { SessionMap } from './session-map.ts';

const MAX_CARDS = 500;

interface CardPage {
  readonly tabId: number;
  readonly origin: string; // empty if the page has none
}

export class CardSites {
  readonly #pages = new SessionMap<CardPage>('card_pages', MAX_CARDS); // by token

  /** Remember that a page opens a card. Returns false if the token is already that of another page. */
  async add(token: string, page: CardPage): Promise<boolean> {
    const origin = page.origin === 'null' ? '' : page.origin;
    const known = await this.#pages.update(token, previous => previous ?? { ...page, origin });
    return known?.tabId === page.tabId && known.origin === origin;
  }

  /** Return the page that a card in a tab was opened for; undefined if none in this tab opened it. */
  async get(token: string, tabId: number): Promise<CardSite | undefined> {
    const page = await this.#pages.get(token);
    if (page?.tabId !== tabId) return undefined;
    return { type: 'card_site', origin: page.origin, one_click: await oneClickOf(page.origin) };
  }
}
