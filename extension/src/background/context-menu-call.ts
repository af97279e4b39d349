// Handles a click in the context menu: calls a selected number where one click calls, offers another, opens the popup.

import { type CallSubject, numberFields } from '../call-subject.ts';
import type { CallUpdate, SiteReport } from '../context-messages.ts';
import { storedDefaultRegion } from '../default-region.ts';
import { failure, internalFailure } from '../failures.ts';
import { requestFrame } from '../frame-request.ts';
import { newCall } from '../host-request.ts';
import { PLAIN_DIGITS } from '../number-text.ts';
import { mayCallAtOnce } from '../one-click.ts';
import { showBadge } from '../toolbar-badge.ts';
import { type BrowserCalls, placeAndShow, showReply, showStart } from './call-display.ts';
import { subjectFromClick } from './context-menu.ts';
import type { Offers } from './offers.ts';
import { openPopup } from './question-display.ts';
import { attachPageOrigin, originOfUrl } from './sender-permissions.ts';

type Click = chrome.contextMenus.OnClickData;

/** What a click needs from the rest of the background script. */
interface ClickDependencies {
  readonly calls: BrowserCalls;
  readonly offers: Pick<Offers, 'offerInTopFrame'>;
}

/** Do what a click in the context menu asks for; report also that something failed. */
export async function onContextMenuClick(
  click: Click,
  tabId: number,
  deps: ClickDependencies,
): Promise<void> {
  try {
    if (click.menuItemId === 'page') await openPopup(tabId);
    else await handleClick(click, tabId, deps);
  } catch (error) {
    const update: CallUpdate = { type: 'call_finished', request_id: '', reply: internalFailure(error) };
    await showBadge(update, '', tabId);
  }
}

async function handleClick(click: Click, tabId: number, { calls, offers }: ClickDependencies): Promise<void> {
  const { frameId = 0 } = click;
  const origin = originOfUrl(click.frameUrl ?? click.pageUrl);
  const [report, defaultRegion] = await Promise.all([
    requestFrame({ type: 'get_site_report' }, tabId, { frameId }),
    storedDefaultRegion(),
  ]);
  const subject = subjectFromClick(click, report?.region ?? defaultRegion);
  const request = attachPageOrigin(newCall({ ...numberFields(subject), trigger: 'menu' }), origin);
  if (!/\p{Nd}/u.test(subject.number)) {
    const reply = failure('number_invalid', 'no digit in it', { reason: 'not_a_number' });
    await showStart(request, tabId);
    await showReply(request, reply, tabId, calls);
  } else if (frameId === 0 && (await callsAtOnce(click, subject, { origin, report, defaultRegion }))) {
    await placeAndShow(request, tabId, calls);
  } else {
    await offers.offerInTopFrame(tabId, { subject, origin, takesFocus: true });
  }
}

interface ClickedPage {
  readonly origin: string | undefined; // of its address
  readonly report: SiteReport | undefined; // undefined if its content script does not reply
  readonly defaultRegion: string | null;
}

/**
 * Return whether a click in a top frame calls at once: a selected number, on a site where one click calls, and
 * not in a country that only the page names. A link may call another number than it shows.
 */
async function callsAtOnce(
  { menuItemId }: Click,
  { number }: CallSubject,
  { origin, report, defaultRegion }: ClickedPage,
): Promise<boolean> {
  // A sandboxed page has the address of its site, but not its origin.
  if (menuItemId !== 'selection' || !report || report.origin !== origin) return false;
  if (!PLAIN_DIGITS.test(number)) return false; // what the menu shows may look like another number
  const isRegionChosen = report.regionSource === 'site' || report.region === defaultRegion;
  const isRegionCertain = /^[^\p{L}\p{N}]*\+/u.test(number) || report.region === null || isRegionChosen;
  return isRegionCertain && (await mayCallAtOnce(origin, number).catch(() => false));
}
