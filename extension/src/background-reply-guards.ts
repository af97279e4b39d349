// Guards for the replies of the background script to the messages that it answers itself.

import { isCallSubject } from './call-subject-guards.ts';
import type { BackgroundReplies, CallQuestion, CardSite, Done, PageSettings } from './context-messages.ts';
import {
  anyOf,
  equals,
  type Guard,
  hasFields,
  isBoolean,
  isOneOf,
  isString,
  listOf,
  nullable,
  optional,
} from './guards.ts';
import { ONE_CLICK_STATES, type OneClick } from './one-click.ts';
import { isConfirmationNeeded, isPlaceCall, isSource } from './protocol-guards.ts';
import { MARK_COLOURS, MARK_STYLES, type MarkColour, type MarkStyle } from './settings/looks.ts';
import type { SiteSettings } from './site-settings.ts';

/** The guard of a reply, by the type of the message. */
export const BACKGROUND_REPLY_GUARDS: {
  readonly [T in keyof BackgroundReplies]: Guard<BackgroundReplies[T]>;
} = {
  get_site_settings: isPageSettings,
  wake_host: isDone,
  open_card: isDone,
  get_card_site: isCardSite,
  offer_in_top_frame: isDone,
  offer_in_popup: isDone,
  show_badge: isDone,
  show_question: isDone,
  take_call_key_press: isDone,
  was_requested: isDone,
  take_question: isCallQuestion,
  dismiss_question: isDone,
};

function isPageSettings(value: unknown): value is PageSettings {
  return hasFields<PageSettings>(value, {
    type: equals('site_settings'),
    settings: isSiteSettings,
    default_region: nullable(isString),
    is_set_up: isBoolean,
    one_click: isBoolean,
    one_click_prefixes: listOf(isString),
    mark_style: isMarkStyle,
    mark_colour: isMarkColour,
  });
}

function isMarkStyle(value: unknown): value is MarkStyle {
  return isOneOf(value, MARK_STYLES);
}

function isMarkColour(value: unknown): value is MarkColour {
  return isOneOf(value, MARK_COLOURS);
}

function isSiteSettings(value: unknown): value is SiteSettings {
  return hasFields<SiteSettings>(value, {
    region: optional(isString),
    detectionEnabled: optional(isBoolean),
    ignoredTexts: optional(listOf(isString)),
  });
}

function isDone(value: unknown): value is Done {
  return hasFields<Done>(value, { type: equals('done'), success: isBoolean });
}

function isCardSite(value: unknown): value is CardSite {
  return hasFields<CardSite>(value, { type: equals('card_site'), origin: isString, one_click: isOneClick });
}

function isOneClick(value: unknown): value is OneClick {
  return isOneOf(value, ONE_CLICK_STATES);
}

function isCallQuestion(value: unknown): value is CallQuestion {
  return hasFields<CallQuestion>(value, {
    type: equals('call_question'),
    question: nullable(anyOf(isConfirmQuestion, isOfferQuestion)),
  });
}

type Question = NonNullable<CallQuestion['question']>;
type ConfirmQuestion = Extract<Question, { readonly request: unknown }>;
type OfferQuestion = Extract<Question, { readonly subject: unknown }>;

function isConfirmQuestion(value: unknown): value is ConfirmQuestion {
  return hasFields<ConfirmQuestion>(value, { request: isPlaceCall, needed: isConfirmationNeeded });
}

function isOfferQuestion(value: unknown): value is OfferQuestion {
  return hasFields<OfferQuestion>(value, {
    subject: isCallSubject,
    page_origin: optional(isString),
    source: optional(isSource),
  });
}
