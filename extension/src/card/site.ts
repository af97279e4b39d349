// The page that the card was opened for: its origin, whether one click calls there, and its settings.

import type { CardSite } from '../context-messages.ts';
import { requestBackground } from '../host-request.ts';
import { decideOneClick } from '../one-click.ts';
import { addIgnored, hostnameOf, removeIgnored, updateSiteSettings } from '../site-settings.ts';

const UNKNOWN_SITE: CardSite = { type: 'card_site', origin: '', one_click: 'forbidden' };

/** The settings of one site, which only documents of the extension may change. */
export class Site {
  readonly #site: CardSite;
  oneClick: CardSite['one_click'];

  constructor(site: CardSite) {
    this.#site = site;
    this.oneClick = site.one_click;
  }

  get origin(): string {
    return this.#site.origin;
  }

  /** The host name that settings are stored for; empty for a page without one, such as a file. */
  get hostname(): string {
    return hostnameOf(this.origin);
  }

  /** Store whether one click calls at once. */
  async decideOneClick(isAllowed: boolean): Promise<void> {
    this.oneClick = isAllowed ? 'allowed' : 'declined';
    await decideOneClick(this.origin, isAllowed);
  }

  /** Store the region of the site's numbers; `undefined` leaves it to the page's hints again. */
  async setRegion(region: string | undefined): Promise<void> {
    await this.#update(() => ({ region }));
  }

  async ignore(text: string): Promise<void> {
    await this.#update(({ ignoredTexts }) => ({ ignoredTexts: addIgnored(ignoredTexts, text) }));
  }

  async unignore(text: string): Promise<void> {
    await this.#update(({ ignoredTexts }) => ({ ignoredTexts: removeIgnored(ignoredTexts, text) }));
  }

  /** Store a change, if the page has a host name. If the storage fails, the setting stays as it was. */
  async #update(change: Parameters<typeof updateSiteSettings>[1]): Promise<void> {
    if (this.hostname) await updateSiteSettings(this.hostname, change).catch(() => {});
  }
}

/** Ask the background script for the page that this card was opened for. */
export async function loadSite(token: string): Promise<Site> {
  const reply = await requestBackground({ type: 'get_card_site', token });
  return new Site(reply.type === 'card_site' ? reply : UNKNOWN_SITE);
}
