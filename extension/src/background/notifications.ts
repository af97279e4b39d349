// Shows the end of a call as a notification of the system, if the agent has allowed that and sees it nowhere else.

import type { CallReply } from '../context-messages.ts';
import { describeFailure, reasonText } from '../failure-text.ts';
import { t } from '../i18n.ts';
import { shownNumber } from '../number-text.ts';
import type { PlaceCall } from '../protocol.ts';

const POPUP = 'popup.html';

/** Show the reply to a call. Without the permission there is no such API. Never rejects. */
export async function notifyOfReply(
  { request_id, number, original_text }: PlaceCall,
  reply: CallReply,
): Promise<void> {
  if (!chrome.notifications) return;
  const iconUrl = chrome.runtime.getURL('icons/icon-128.png');
  const options = { type: 'basic', iconUrl, ...textsOf(shownNumber(number, original_text), reply) } as const;
  await chrome.notifications.create(request_id, options).catch(() => {});
}

/** Show the reply to a call of the popup, if the agent has closed that meanwhile. Never rejects. */
export async function notifyIfPopupIsClosed(call: PlaceCall, reply: CallReply): Promise<void> {
  if (!(await isPopupOpen().catch(() => true))) await notifyOfReply(call, reply);
}

function textsOf(number: string, reply: CallReply): { title: string; message: string } {
  switch (reply.type) {
    case 'call_placed':
      return { title: t('card_placed'), message: reply.international };
    case 'confirmation_needed':
      return {
        title: t('badge_question'),
        message: reply.reasons.map(reason => reasonText(reason)).join(' '),
      };
    case 'failure': {
      const { title, advice } = describeFailure(reply);
      return { title, message: [number, advice].filter(Boolean).join('\n') };
    }
  }
}

/** Return whether the popup is open, as a panel of the toolbar or as a window. */
async function isPopupOpen(): Promise<boolean> {
  const url = chrome.runtime.getURL(POPUP);
  // Firefox has no contexts, but its background script is a page, which sees the others.
  const addresses = chrome.runtime.getContexts
    ? (await chrome.runtime.getContexts({})).map(({ documentUrl }) => documentUrl)
    : chrome.extension.getViews().map(({ location }) => location.href);
  return addresses.some(address => address?.split(/[?#]/, 1)[0] === url);
}
