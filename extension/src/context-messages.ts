// Every message that one context of the extension sends to another, and the replies that belong to it.

import type { CallSubject } from './call-subject.ts';
import type { OneClick } from './one-click.ts';
import type { PageNumber } from './page-numbers.ts';
import {
  type CallPlaced,
  type ConfirmationNeeded,
  type Failure,
  type Hello,
  type PlaceCall,
  REPLY_TYPES,
  type ReplyTo,
  type Request,
  type Source,
} from './protocol.ts';
import type { MarkColour, MarkStyle } from './settings/looks.ts';
import type { RegionSource, SiteSettings } from './site-settings.ts';

/** Sent to the background script: a request that it forwards to the host. */
export type HostRequest = Exclude<Request, Hello>;

/** Sent by a content script: which settings apply to its page. */
export interface GetSiteSettings {
  readonly type: 'get_site_settings';
}

/** Sent by a content script: a person uses a page with numbers, so that a call is possible. */
export interface WakeHost {
  readonly type: 'wake_host';
}

/** Sent by the content script of a top frame: it opens a card, whose URL holds this random token. */
export interface OpenCard {
  readonly type: 'open_card';
  readonly token: string;
}

/** Sent by a card: for which page it was opened. */
export interface GetCardSite {
  readonly type: 'get_card_site';
  readonly token: string;
}

/** Sent by the content script of a frame inside a page: the top frame's card shall offer this number. */
export interface OfferInTopFrame {
  readonly type: 'offer_in_top_frame';
  readonly subject: CallSubject;
  readonly takesFocus: boolean; // the agent has clicked the number
  readonly screenRect?: ScreenRect; // where the number is
}

/** A rectangle in CSS pixels from the corner of the screen. */
export interface ScreenRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Sent by a content script or a card that the page does not let the agent use: offer this number in the popup. */
export interface OfferInPopup {
  readonly type: 'offer_in_popup';
  readonly subject: CallSubject;
  readonly page_origin?: string; // sent by a card; for a content script the browser states it
}

/** Sent by a content script that cannot show a card: show the call on the toolbar button. */
export interface ShowBadge {
  readonly type: 'show_badge';
  readonly number: string;
  readonly update: CallUpdate;
}

/** Sent by a card: show the question about its call again, in the popup or in a window of the extension. */
export interface ShowQuestion {
  readonly type: 'show_question';
}

/** Sent by a card that a keyboard command has opened, as its page says: whether the agent has pressed the keys. */
export interface TakeCallKeyPress {
  readonly type: 'take_call_key_press';
}

/** Sent by a card before it sends a call again: whether it was requested before, which a page could only claim. */
export interface WasRequested {
  readonly type: 'was_requested';
  readonly request: PlaceCall;
}

/** Sent by the popup: what shall be asked there about the tab that it is opened for, if anything. */
export interface TakeQuestion {
  readonly type: 'take_question';
  readonly tab_id: number;
}

/** Sent by the popup: the agent has answered the question about this tab, it need not be shown again. */
export interface DismissQuestion {
  readonly type: 'dismiss_question';
  readonly tab_id: number;
}

/** Every message that the background script answers itself. */
export type OwnMessage =
  | GetSiteSettings
  | WakeHost
  | OpenCard
  | GetCardSite
  | OfferInTopFrame
  | OfferInPopup
  | ShowBadge
  | ShowQuestion
  | TakeCallKeyPress
  | WasRequested
  | TakeQuestion
  | DismissQuestion;

export type BackgroundMessage = HostRequest | OwnMessage;

/** The reply to `get_site_settings`. */
export interface PageSettings {
  readonly type: 'site_settings';
  readonly settings: SiteSettings;
  readonly default_region: string | null; // ISO 3166-1 alpha-2
  readonly is_set_up: boolean; // whether calls can be placed, as far as is known
  readonly one_click: boolean; // whether a click in this frame may call at once
  readonly one_click_prefixes: readonly string[]; // only such numbers, like "+44"; empty: all
  readonly mark_style: MarkStyle;
  readonly mark_colour: MarkColour;
}

/** The reply to `get_card_site`. */
export interface CardSite {
  readonly type: 'card_site';
  readonly origin: string; // of the page; empty for a page without one
  readonly one_click: OneClick;
}

/** The reply to messages that only have to be received: whether what they ask for happened. */
export interface Done {
  readonly type: 'done';
  readonly success: boolean;
}

/** A question about a call, which is asked where no page can draw. */
export interface CallQuestion {
  readonly type: 'call_question';
  readonly question:
    | null
    | { readonly request: PlaceCall; readonly needed: ConfirmationNeeded } // confirm this call
    | { readonly subject: CallSubject; readonly page_origin?: string; readonly source?: Source }; // call it? No card did
}

export interface BackgroundReplies {
  readonly get_site_settings: PageSettings;
  readonly wake_host: Done;
  readonly open_card: Done;
  readonly get_card_site: CardSite;
  readonly offer_in_top_frame: Done;
  readonly offer_in_popup: Done;
  readonly show_badge: Done;
  readonly show_question: Done;
  readonly take_call_key_press: Done;
  readonly was_requested: Done;
  readonly take_question: CallQuestion;
  readonly dismiss_question: Done;
}

/** Sent by the background script to one frame: a call from the browser's menu or address bar has started. */
export interface CallStarted {
  readonly type: 'call_started';
  readonly request: PlaceCall;
}

/** The host's reply to a call. */
export type CallReply = CallPlaced | ConfirmationNeeded | Failure;

/** Sent by the background script to the same frame: the host has replied to that call. */
export interface CallFinished {
  readonly type: 'call_finished';
  readonly request_id: string;
  readonly reply: CallReply;
}

export type CallUpdate = CallStarted | CallFinished;

/** Sent by the background script or the popup to one frame, which replies with a `SiteReport`. */
export interface GetSiteReport {
  readonly type: 'get_site_report';
}

/** Sent by the background script to a top frame: what is the address of its page now? */
export interface GetAddress {
  readonly type: 'get_address';
}

/** Sent by the background script to a top frame: its card shall offer this number. */
export interface ShowOffer {
  readonly type: 'show_offer';
  readonly subject: CallSubject;
  readonly takesFocus: boolean;
  readonly screenRect?: ScreenRect; // where the number is, in a frame inside the page
}

/** Sent by the background script to all frames: they have to request their settings again. */
export interface SiteSettingsChanged {
  readonly type: 'site_settings_changed';
}

/** The keyboard commands that a frame carries out. */
export const FRAME_COMMANDS = ['call_number', 'next_number', 'previous_number'] as const;
export type FrameCommand = (typeof FRAME_COMMANDS)[number];

/**
 * Sent by the background script to the top frame of a tab, and to all frames if the focus is in an inner one: the
 * agent has pressed the keys of a command. Of inner frames only that with the focus replies.
 */
export interface KeyboardCommand {
  readonly type: 'keyboard_command';
  readonly command: FrameCommand;
  readonly frames: 'top' | 'inner';
}

export type FrameMessage =
  | CallUpdate
  | GetSiteReport
  | GetAddress
  | ShowOffer
  | SiteSettingsChanged
  | KeyboardCommand;

/** Sent by one frame to the popup, on the port that the popup opened: the numbers in that frame. */
export interface PageNumbers {
  readonly type: 'page_numbers';
  // The path from the top frame to this one: the index of each frame among the frames of its parent.
  readonly frame: readonly number[];
  readonly numbers: readonly PageNumber[]; // in document order
}

type ExtensionMessage = BackgroundMessage | FrameMessage | PageNumbers;

/** The reply to messages that a frame only has to handle. */
export interface FrameDone {
  readonly type: 'frame_done';
}

/** The reply to `keyboard_command`: whether this frame had something to do, or a frame inside it has the focus. */
export interface KeyboardReply {
  readonly type: 'keyboard_reply';
  readonly outcome: 'done' | 'nothing' | 'in_frame';
}

/** The reply to `get_site_report`. */
export interface SiteReport {
  readonly type: 'site_report';
  readonly origin: string; // empty for a page that has none with a host name, such as a file
  readonly region: string | null; // ISO 3166-1 alpha-2; numbers without a country code are parsed for it
  readonly regionSource: RegionSource | null;
  readonly suggestedRegions: readonly string[]; // the most likely first
  readonly regions: readonly string[]; // all supported ones
  readonly detectionEnabled: boolean;
  readonly pageOptsOut: boolean; // the page asks that its numbers are not detected
}

/** The reply to `get_address`. */
export interface PageAddress {
  readonly type: 'page_address';
  readonly address: string;
}

export interface FrameReplies {
  readonly call_started: FrameDone;
  readonly call_finished: FrameDone;
  readonly get_site_report: SiteReport;
  readonly get_address: PageAddress;
  readonly show_offer: FrameDone;
  readonly site_settings_changed: FrameDone;
  readonly keyboard_command: KeyboardReply;
}

/**
 * The replies to a message, apart from a `Failure`, which is always possible. `page_numbers` has no reply.
 */
export type ReplyOf<M extends ExtensionMessage> = M extends HostRequest
  ? ReplyTo<M>
  : M extends OwnMessage
    ? BackgroundReplies[M['type']]
    : M extends FrameMessage
      ? FrameReplies[M['type']]
      : never;

/**
 * Return whether a value has the `type` of a reply to a request. The background script has already checked
 * the fields of the host's reply, so content scripts and the popup do not need to load the guards for them.
 */
export function hasReplyType<R extends Request>(
  request: { readonly type: R['type'] },
  value: unknown,
): value is ReplyTo<R> | Failure {
  if (typeof value !== 'object' || value === null || !('type' in value)) return false;
  const expected: readonly unknown[] = REPLY_TYPES[request.type];
  return value.type === 'failure' || expected.includes(value.type);
}
