// Places a call from the context menu: the card in its frame shows the progress, or else the toolbar badge.

import type { CallFinished, CallUpdate } from '../context-messages.ts';
import { storedDefaultRegion } from '../default-region.ts';
import { failure, internalFailure } from '../failures.ts';
import { requestFrame } from '../frame-request.ts';
import type { PlaceCall } from '../protocol.ts';
import { showBadge } from '../toolbar-badge.ts';
import { requestFromClick } from './context-menu.ts';
import { attachPageOrigin, originOfUrl } from './sender-permissions.ts';

type RequestCall = (request: PlaceCall) => Promise<CallFinished['reply']>;
type Click = Pick<chrome.contextMenus.OnClickData, 'frameId' | 'frameUrl' | 'pageUrl'>;

/** Place the call that a click in the context menu asks for; report also that something failed. */
export async function onContextMenuClick(
  click: chrome.contextMenus.OnClickData,
  tabId: number,
  requestCall: RequestCall,
): Promise<void> {
  try {
    const region = (await frameRegion(tabId, click.frameId)) ?? (await storedDefaultRegion());
    await placeContextMenuCall(requestFromClick(click, region), click, tabId, requestCall);
  } catch (error) {
    const update: CallUpdate = { type: 'call_finished', request_id: '', reply: internalFailure(error) };
    await showBadge(update, '', tabId).catch(() => {}); // the tab was closed in the meantime
  }
}

/** Place a call, and show its start and its end. */
export async function placeContextMenuCall(
  call: PlaceCall,
  click: Click,
  tabId: number,
  requestCall: RequestCall,
): Promise<void> {
  const request = attachPageOrigin(call, originOfUrl(click.frameUrl ?? click.pageUrl));
  const show = (update: CallUpdate) => showUpdate(update, request.number, tabId, click.frameId ?? 0);
  // Not awaited: a busy page must not delay the call.
  const isStartShown = show({ type: 'call_started', request });
  const reply = /\p{Nd}/u.test(request.number)
    ? await requestCall(request)
    : failure('number_invalid', 'no digit in it', { reason: 'not_a_number' });
  await isStartShown;
  await show({ type: 'call_finished', request_id: request.request_id, reply });
}

/** Return the region that a frame's numbers are parsed for, or null if it does not report one in time. */
async function frameRegion(tabId: number, frameId = 0): Promise<string | null> {
  const report = await requestFrame({ type: 'get_site_report' }, tabId, { frameId });
  return report?.region ?? null;
}

async function showUpdate(update: CallUpdate, number: string, tabId: number, frameId: number): Promise<void> {
  const isShown = await requestFrame(update, tabId, { frameId });
  if (!isShown) await showBadge(update, number, tabId);
}
