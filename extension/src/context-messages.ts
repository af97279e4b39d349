// Every message that one context of the extension sends to another, and the replies that belong to it.

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
} from './protocol.ts';
import type { RegionSource } from './site-settings.ts';

/** Sent by a content script or the popup: a request that the background script forwards to the host. */
export type BackgroundMessage = Exclude<Request, Hello>;

/** Sent by the background script to one frame: a call from the context menu has started. */
export interface CallStarted {
  readonly type: 'call_started';
  readonly request: PlaceCall;
}

/** Sent by the background script to the same frame: the host has replied to that call. */
export interface CallFinished {
  readonly type: 'call_finished';
  readonly request_id: string;
  readonly reply: CallPlaced | ConfirmationNeeded | Failure;
}

export type CallUpdate = CallStarted | CallFinished;

/** Sent by the background script or the popup to one frame, which replies with a `SiteReport`. */
export interface GetSiteReport {
  readonly type: 'get_site_report';
}

export type FrameMessage = CallUpdate | GetSiteReport;

/** Sent by one frame to the popup, on the port that the popup opened: the numbers in that frame. */
export interface PageNumbers {
  readonly type: 'page_numbers';
  // The path from the top frame to this one: the index of each frame among the frames of its parent.
  readonly frame: readonly number[];
  readonly numbers: readonly PageNumber[]; // in document order
}

type ExtensionMessage = BackgroundMessage | FrameMessage | PageNumbers;

/** The reply to a `CallUpdate`: the frame's card shows it. */
export interface CallUpdateShown {
  readonly type: 'call_update_shown';
}

/** The reply to `get_site_report`. */
export interface SiteReport {
  readonly type: 'site_report';
  readonly hostname: string; // empty for a page without an origin
  readonly region: string | null; // ISO 3166-1 alpha-2; numbers without a country code are parsed for it
  readonly regionSource: RegionSource | null;
  readonly suggestedRegions: readonly string[]; // the most likely first
  readonly regions: readonly string[]; // all supported ones
  readonly detectionEnabled: boolean;
  readonly pageOptsOut: boolean; // the page asks that its numbers are not detected
}

export interface FrameReplies {
  readonly call_started: CallUpdateShown;
  readonly call_finished: CallUpdateShown;
  readonly get_site_report: SiteReport;
}

/**
 * The replies to a message, apart from a `Failure`, which is always possible. `page_numbers` has no reply.
 */
export type ReplyOf<M extends ExtensionMessage> = M extends BackgroundMessage
  ? ReplyTo<M>
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
