// Guards for the messages to the background script: from pages nothing is accepted that is not needed.

import type { CallSubject } from '../call-subject.ts';
import { isCallSubject } from '../call-subject-guards.ts';
import { isCallUpdate, isScreenRect } from '../context-message-guards.ts';
import type {
  BackgroundMessage,
  DismissQuestion,
  GetCardSite,
  GetSiteSettings,
  OfferInPopup,
  OfferInTopFrame,
  OpenCard,
  OwnMessage,
  ShowBadge,
  ShowQuestion,
  TakeCallKeyPress,
  TakeQuestion,
  WakeHost,
  WasRequested,
} from '../context-messages.ts';
import {
  equals,
  hasFields,
  isBoolean,
  isCountryCode,
  isInteger,
  isMember,
  isOneOf,
  isString,
  optional,
} from '../guards.ts';
import { MAX_LENGTHS } from '../protocol.ts';
import { isPlaceCall, isRequest } from '../protocol-guards.ts';

const MAX_SUBJECT_CHARS = 20_000; // of all its texts and lists, as JSON
const FRAME_TRIGGERS = ['click', 'tel_link', 'shortcut'] as const;
// What the browser's menu or address bar has asked for, and the page's card cannot show.
const CARD_TRIGGERS = [...FRAME_TRIGGERS, 'menu', 'omnibox'] as const;
const MAX_EXTENSION_CHARS = 20; // as in the protocol

/** Check a message to the background script. The background script alone sends `hello` to the host. */
export function isBackgroundMessage(value: unknown): value is BackgroundMessage {
  return isOwnMessage(value) || (isRequest(value) && value.type !== 'hello');
}

/** Return whether a message is one that the background script answers itself. */
export function isOwnMessage(value: unknown): value is OwnMessage {
  return isMember<OwnMessage>(value, {
    get_site_settings: isGetSiteSettings,
    wake_host: isWakeHost,
    open_card: isOpenCard,
    get_card_site: isGetCardSite,
    offer_in_top_frame: isOfferInTopFrame,
    offer_in_popup: isOfferInPopup,
    show_badge: isShowBadge,
    show_question: isShowQuestion,
    take_call_key_press: isTakeCallKeyPress,
    was_requested: isWasRequested,
    take_question: isTakeQuestion,
    dismiss_question: isDismissQuestion,
  });
}

function isGetSiteSettings(value: unknown): value is GetSiteSettings {
  return hasFields<GetSiteSettings>(value, { type: equals('get_site_settings') });
}

function isWakeHost(value: unknown): value is WakeHost {
  return hasFields<WakeHost>(value, { type: equals('wake_host') });
}

function isOpenCard(value: unknown): value is OpenCard {
  return hasFields<OpenCard>(value, { type: equals('open_card'), token: isToken });
}

function isGetCardSite(value: unknown): value is GetCardSite {
  return hasFields<GetCardSite>(value, { type: equals('get_card_site'), token: isToken });
}

function isOfferInTopFrame(value: unknown): value is OfferInTopFrame {
  return hasFields<OfferInTopFrame>(value, {
    type: equals('offer_in_top_frame'),
    subject: isOfferedBy(FRAME_TRIGGERS),
    takesFocus: isBoolean,
    screenRect: optional(isScreenRect),
  });
}

function isOfferInPopup(value: unknown): value is OfferInPopup {
  return hasFields<OfferInPopup>(value, {
    type: equals('offer_in_popup'),
    subject: isOfferedBy(CARD_TRIGGERS),
    page_origin: optional(isString),
  });
}

function isShowBadge(value: unknown): value is ShowBadge {
  return hasFields<ShowBadge>(value, {
    type: equals('show_badge'),
    number: isString,
    update: isCallUpdate,
  });
}

function isShowQuestion(value: unknown): value is ShowQuestion {
  return hasFields<ShowQuestion>(value, { type: equals('show_question') });
}

function isTakeCallKeyPress(value: unknown): value is TakeCallKeyPress {
  return hasFields<TakeCallKeyPress>(value, { type: equals('take_call_key_press') });
}

function isWasRequested(value: unknown): value is WasRequested {
  return hasFields<WasRequested>(value, { type: equals('was_requested'), request: isPlaceCall });
}

function isTakeQuestion(value: unknown): value is TakeQuestion {
  return hasFields<TakeQuestion>(value, { type: equals('take_question'), tab_id: isInteger });
}

function isDismissQuestion(value: unknown): value is DismissQuestion {
  return hasFields<DismissQuestion>(value, { type: equals('dismiss_question'), tab_id: isInteger });
}

function isToken(value: unknown): value is string {
  return isString(value) && /^[\w-]{16,128}$/.test(value);
}

/** Check a number that a page offers: its texts must fit into a request to the host and onto a screen. */
function isOfferedBy(triggers: readonly CallSubject['trigger'][]) {
  return (value: unknown): value is CallSubject =>
    isCallSubject(value) &&
    value.number.length <= MAX_LENGTHS.number &&
    (value.original_text ?? '').length <= MAX_LENGTHS.original_text &&
    (value.phone_extension ?? '').length <= MAX_EXTENSION_CHARS &&
    [value.region, value.country].every(optional(isCountryCode)) &&
    isOneOf(value.trigger, triggers) &&
    JSON.stringify(value).length <= MAX_SUBJECT_CHARS;
}
