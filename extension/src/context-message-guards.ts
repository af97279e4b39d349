// Guards for the messages between contexts of the extension, and for the replies of frames.

import { isCallSubject, isRegionSource } from './call-subject-guards.ts';
import {
  type CallFinished,
  type CallReply,
  type CallStarted,
  type CallUpdate,
  FRAME_COMMANDS,
  type FrameCommand,
  type FrameDone,
  type FrameMessage,
  type FrameReplies,
  type GetAddress,
  type GetSiteReport,
  hasReplyType,
  type KeyboardCommand,
  type KeyboardReply,
  type PageAddress,
  type PageNumbers,
  type ScreenRect,
  type ShowOffer,
  type SiteReport,
  type SiteSettingsChanged,
} from './context-messages.ts';
import {
  equals,
  type Guard,
  hasFields,
  isBoolean,
  isCountryCode,
  isInteger,
  isMember,
  isOneOf,
  isString,
  listOf,
  nullable,
  optional,
} from './guards.ts';
import type { PageNumber } from './page-numbers.ts';
import type { PlaceCall } from './protocol.ts';
import { isPlaceCall } from './protocol-guards.ts';

/** Check a message that a frame receives. */
export function isFrameMessage(value: unknown): value is FrameMessage {
  return isMember<FrameMessage>(value, {
    call_started: isCallStarted,
    call_finished: isCallFinished,
    get_site_report: isGetSiteReport,
    get_address: isGetAddress,
    show_offer: isShowOffer,
    site_settings_changed: isSiteSettingsChanged,
    keyboard_command: isKeyboardCommand,
  });
}

function isShowOffer(value: unknown): value is ShowOffer {
  return hasFields<ShowOffer>(value, {
    type: equals('show_offer'),
    subject: isCallSubject,
    takesFocus: isBoolean,
    screenRect: optional(isScreenRect),
  });
}

function isSiteSettingsChanged(value: unknown): value is SiteSettingsChanged {
  return hasFields<SiteSettingsChanged>(value, { type: equals('site_settings_changed') });
}

function isKeyboardCommand(value: unknown): value is KeyboardCommand {
  return hasFields<KeyboardCommand>(value, {
    type: equals('keyboard_command'),
    command: (command): command is FrameCommand => isOneOf(command, FRAME_COMMANDS),
    frames: (frames): frames is KeyboardCommand['frames'] => isOneOf(frames, ['top', 'inner']),
  });
}

export function isScreenRect(value: unknown): value is ScreenRect {
  return hasFields<ScreenRect>(value, { x: isNumber, y: isNumber, width: isNumber, height: isNumber });
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}

export function isCallUpdate(value: unknown): value is CallUpdate {
  return isCallStarted(value) || isCallFinished(value);
}

function isCallStarted(value: unknown): value is CallStarted {
  return hasFields<CallStarted>(value, { type: equals('call_started'), request: isPlaceCall });
}

function isCallFinished(value: unknown): value is CallFinished {
  return hasFields<CallFinished>(value, {
    type: equals('call_finished'),
    request_id: isString,
    reply: isCallReply,
  });
}

export function isCallReply(value: unknown): value is CallReply {
  return hasReplyType<PlaceCall>({ type: 'place_call' }, value);
}

function isGetSiteReport(value: unknown): value is GetSiteReport {
  return hasFields<GetSiteReport>(value, { type: equals('get_site_report') });
}

function isGetAddress(value: unknown): value is GetAddress {
  return hasFields<GetAddress>(value, { type: equals('get_address') });
}

/** Check a message that the popup receives on its port. */
export function isPageNumbers(value: unknown): value is PageNumbers {
  return hasFields<PageNumbers>(value, {
    type: equals('page_numbers'),
    frame: listOf(isInteger),
    numbers: listOf(isPageNumber),
  });
}

function isPageNumber(value: unknown): value is PageNumber {
  return hasFields<PageNumber>(value, {
    number: isString,
    phone_extension: optional(isString),
    original_text: optional(isString),
    region: optional(isCountryCode),
    label: optional(equals('fax')),
    context: optional(isString),
  });
}

/** The guard of a frame's reply, by the type of the message. */
export const FRAME_REPLY_GUARDS: { readonly [T in FrameMessage['type']]: Guard<FrameReplies[T]> } = {
  call_started: isFrameDone,
  call_finished: isFrameDone,
  get_site_report: isSiteReport,
  get_address: isPageAddress,
  show_offer: isFrameDone,
  site_settings_changed: isFrameDone,
  keyboard_command: isKeyboardReply,
};

function isFrameDone(value: unknown): value is FrameDone {
  return hasFields<FrameDone>(value, { type: equals('frame_done') });
}

function isKeyboardReply(value: unknown): value is KeyboardReply {
  return hasFields<KeyboardReply>(value, {
    type: equals('keyboard_reply'),
    outcome: (outcome): outcome is KeyboardReply['outcome'] =>
      isOneOf(outcome, ['done', 'nothing', 'in_frame']),
  });
}

function isPageAddress(value: unknown): value is PageAddress {
  return hasFields<PageAddress>(value, { type: equals('page_address'), address: isString });
}

function isSiteReport(value: unknown): value is SiteReport {
  return hasFields<SiteReport>(value, {
    type: equals('site_report'),
    origin: isString,
    region: nullable(isString),
    regionSource: nullable(isRegionSource),
    suggestedRegions: listOf(isString),
    regions: listOf(isString),
    detectionEnabled: isBoolean,
    pageOptsOut: isBoolean,
  });
}
