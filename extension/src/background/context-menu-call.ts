// A call from the right-click menu: the frame's card tells how it goes, or the toolbar where there is no card.

import { failure } from '../failures.ts';
import type { CallUpdate } from '../host-request.ts';
import type { Failure, PlaceCall, ReplyTo } from '../protocol.ts';
import type { SiteQuestion, SiteReport } from '../site-settings.ts';
import { showBadge } from '../toolbar-badge.ts';
import { attachPageOrigin, originOfUrl } from './message-guard.ts';

const FRAME_TIMEOUT_MS = 3_000; // a page that is busy for longer does not say its region

type Answer = ReplyTo<PlaceCall> | Failure;
type Click = Pick<chrome.contextMenus.OnClickData, 'frameId' | 'frameUrl' | 'pageUrl'>;

/** Place the call that a click in the menu asked for, and tell where the agent looks. */
export async function placeContextMenuCall(
  call: PlaceCall,
  click: Click,
  tabId: number,
  askHost: (request: PlaceCall) => Promise<Answer>,
): Promise<void> {
  const request = attachPageOrigin(call, originOfUrl(click.frameUrl ?? click.pageUrl));
  const show = (told: CallUpdate): Promise<void> => notifyFrame(told, request, tabId, click.frameId ?? 0);
  const shown = show({ type: 'call_started', request }); // a page that is busy must not hold up the call
  const reply = /\p{Nd}/u.test(request.number)
    ? await askHost(request)
    : failure('number_invalid', 'no digit in it', { reason: 'not_a_number' });
  await shown;
  await show({ type: 'call_finished', request_id: request.request_id, reply });
}

/** The region in which a frame reads its numbers, if it has a script of ours that says so. */
export function frameRegion(tabId: number, frameId = 0): Promise<string | null> {
  const question: SiteQuestion = { ask: 'site' };
  const said = chrome.tabs
    .sendMessage<SiteQuestion, SiteReport | undefined>(tabId, question, { frameId })
    .then(
      report => report?.region ?? null,
      () => null,
    );
  const silence = new Promise<null>(resolve => setTimeout(() => resolve(null), FRAME_TIMEOUT_MS));
  return Promise.race([said, silence]);
}

async function notifyFrame(told: CallUpdate, call: PlaceCall, tabId: number, frameId: number): Promise<void> {
  const heard = await chrome.tabs.sendMessage(tabId, told, { frameId }).then(
    () => true,
    () => false, // the browser's own pages, its PDF viewer, a page from before an update: no script of ours
  );
  if (!heard) await showBadge(told, call.number, tabId);
}
