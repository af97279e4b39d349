// Places calls that are asked for outside of a page, and shows them: on the card of the tab, else on the toolbar button.

import type { CallReply, CallUpdate } from '../context-messages.ts';
import { isCostly } from '../costly-reasons.ts';
import { requestFrame } from '../frame-request.ts';
import { shownNumber } from '../number-text.ts';
import type { PlaceCall } from '../protocol.ts';
import { showBadge } from '../toolbar-badge.ts';
import type { Calls } from './calls.ts';

/** The part of the calls that is needed here. */
export type BrowserCalls = Pick<Calls, 'placeFromBrowser' | 'ask' | 'notify'>;

/** Place a call over a tab and show it. What has to be confirmed is asked in the popup if no card asks it. */
export async function placeAndShow(request: PlaceCall, tabId: number, calls: BrowserCalls): Promise<void> {
  // Not awaited: a busy page must not delay the call.
  const isStartShown = showStart(request, tabId);
  const reply = await calls.placeFromBrowser(request, tabId);
  await isStartShown;
  const isShown = await showReply(request, reply, tabId, calls);
  // The popup asks already, or there is nothing to ask.
  const isAsked = reply.type !== 'confirmation_needed' || reply.reasons.some(isCostly);
  if (!isShown && !isAsked) await calls.ask(request, reply, tabId);
}

/** Show the start of a call. */
export async function showStart(request: PlaceCall, tabId: number): Promise<void> {
  await showUpdate({ type: 'call_started', request }, request, tabId);
}

/** Show the reply to a call; returns whether a card shows it. */
export async function showReply(
  request: PlaceCall,
  reply: CallReply,
  tabId: number,
  calls: Pick<Calls, 'notify'>,
): Promise<boolean> {
  const { request_id } = request;
  const isShown = await showUpdate({ type: 'call_finished', request_id, reply }, request, tabId);
  if (!isShown) await calls.notify(request, reply);
  return isShown;
}

async function showUpdate(
  update: CallUpdate,
  { number, original_text }: PlaceCall,
  tabId: number,
): Promise<boolean> {
  const isShown = (await requestFrame(update, tabId)) !== undefined;
  if (!isShown) await showBadge(update, shownNumber(number, original_text), tabId);
  return isShown;
}
