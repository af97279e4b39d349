// Decides what a sender may ask for: by what the browser states about it, never by what it says itself.

import type { BackgroundMessage } from '../context-messages.ts';
import { MAX_LENGTHS, type PlaceCall, type TRIGGERS } from '../protocol.ts';

/** What the browser states about a sender; the sender itself cannot change it. */
export interface Sender {
  readonly id?: string | undefined; // of the extension
  readonly origin?: string | undefined;
  readonly url?: string | undefined;
  readonly frameId?: number | undefined;
  readonly tab?: { readonly id?: number | undefined } | undefined;
}

/** The content script of a page, the document of a card in a page, the popup, or the options page. */
export type Role = 'content' | 'card' | 'popup' | 'options';

/** Who sent a message. */
export interface KnownSender {
  readonly role: Role;
  readonly tabId: number; // -1 for the popup and the options page
  readonly frameId: number; // 0: the top frame
  readonly origin: string; // of the document; "null" if it has none, as in a sandboxed frame
}

/** What identifies the extension's own documents. */
export interface Own {
  readonly id: string;
  readonly origins: readonly string[]; // of the extension's documents; a dynamic address has its own
}

const NO_TAB = -1;
// Documents that no page can show in a frame, by their path.
const OWN_PAGES: ReadonlyMap<string, 'popup' | 'options'> = new Map([
  ['/popup.html', 'popup'],
  ['/options.html', 'options'],
]);

type Place = 'popup' | 'options' | 'card' | 'top frame' | 'inner frame';

const CONTENT_SCRIPTS = ['top frame', 'inner frame'] as const;
const ALLOWED_PLACES: Readonly<Record<BackgroundMessage['type'], readonly Place[]>> = {
  warm_up: [...CONTENT_SCRIPTS, 'card', 'popup'],
  check_number: [...CONTENT_SCRIPTS, 'card', 'popup'],
  format_numbers: ['popup'],
  place_call: ['top frame', 'card', 'popup', 'options'],
  get_status: ['popup', 'options'],
  get_history: ['popup'],
  follow_call: ['popup'],
  clear_history: [],
  configure: ['options'],
  find_agents: ['options'],
  check_setup: ['options'],
  get_site_settings: CONTENT_SCRIPTS,
  wake_host: CONTENT_SCRIPTS,
  open_card: ['top frame'],
  offer_in_popup: ['top frame', 'card'],
  show_badge: ['top frame'],
  offer_in_top_frame: ['inner frame'],
  get_card_site: ['card'],
  show_question: ['card'],
  take_call_key_press: ['card'],
  was_requested: ['card'],
  take_question: ['popup'],
  dismiss_question: ['popup'],
};

// A page's click calls the number it was on. Everything else is decided in a document of the extension.
const FIELDS_REFUSED_FROM_PAGES = ['confirmed', 'caller_id', 'source', 'page_origin'] as const;
const FIELDS_REFUSED_FROM_CARDS = ['caller_id', 'source'] as const;
const PAGE_TRIGGERS: readonly (typeof TRIGGERS)[number][] = ['click', 'tel_link'];
const CARD_TRIGGERS: readonly (typeof TRIGGERS)[number][] = [...PAGE_TRIGGERS, 'menu', 'shortcut', 'omnibox'];

/**
 * Return who a sender is, or undefined if it has no role: another extension, another page of the extension,
 * or a card that is not in a page but in a tab of its own.
 */
export function knownSender(sender: Sender, own: Own): KnownSender | undefined {
  const { id, origin, url, frameId, tab } = sender;
  if (id !== own.id || origin === undefined) return undefined;
  const isOwn = own.origins.includes(origin);
  const path = isOwn && url !== undefined && URL.canParse(url) ? new URL(url).pathname : '';
  // As a window of its own the popup has a tab, as a panel of the toolbar it has none.
  const ownPage = OWN_PAGES.get(path);
  if (isOwn && ownPage && (frameId ?? 0) === 0) return { role: ownPage, tabId: NO_TAB, frameId: 0, origin };
  if (tab?.id === undefined || frameId === undefined) return undefined;
  if (!isOwn) return { role: 'content', tabId: tab.id, frameId, origin };
  return path === '/card.html' && frameId > 0 ? { role: 'card', tabId: tab.id, frameId, origin } : undefined;
}

/** Return whether a sender may send a message at all; `refusedField` then looks at the fields of a call. */
export function isAllowed(message: BackgroundMessage, sender: KnownSender): boolean {
  return ALLOWED_PLACES[message.type].includes(placeOf(sender));
}

/** Return the name of a field of a call that this sender must not set, or undefined if there is none. */
export function refusedField(call: PlaceCall, { role }: KnownSender): keyof PlaceCall | undefined {
  if (role === 'popup' || role === 'options') return undefined;
  const [fields, triggers] =
    role === 'card' ? [FIELDS_REFUSED_FROM_CARDS, CARD_TRIGGERS] : [FIELDS_REFUSED_FROM_PAGES, PAGE_TRIGGERS];
  if (!triggers.includes(call.trigger)) return 'trigger';
  return fields.find(field => call[field] !== undefined);
}

/** Set the origin of the page that a call comes from, if it has one that the protocol allows. */
export function attachPageOrigin(call: PlaceCall, origin: string | undefined): PlaceCall {
  const { page_origin: _claimed, ...rest } = call;
  return { ...rest, ...pageOriginField(origin) };
}

/** Return the field with the origin of a page, if it has one that the protocol allows. */
export function pageOriginField(origin: string | undefined): { page_origin?: string } {
  // A sandboxed frame has the origin "null".
  return origin && /^[a-z][a-z0-9+.-]*:\/\//.test(origin) && origin.length <= MAX_LENGTHS.page_origin
    ? { page_origin: origin }
    : {};
}

/** Return the origin of a URL, or undefined if it is not one. */
export function originOfUrl(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}

function placeOf(sender: KnownSender): Place {
  if (sender.role !== 'content') return sender.role;
  return sender.frameId === 0 ? 'top frame' : 'inner frame';
}
