// The badge and the tooltip of the toolbar button: they show a call's progress where there is no card.

import type { CallUpdate } from './context-messages.ts';
import { describeFailure, reasonText } from './failure-text.ts';
import { mayBeRinging } from './failures.ts';
import { type MessageKey, t } from './i18n.ts';

// Brings back the badge of all tabs on a tab. The type of `text` leaves out null, the documentation does not.
const OF_ALL_TABS = null as unknown as string;

interface Badge {
  readonly text: string;
  readonly color: string;
  readonly title: string;
}

/** Show the start or the end of a call to a number. */
export async function showBadge(update: CallUpdate, number: string, tabId: number): Promise<void> {
  await setBadge(badgeFor(update, number), tabId);
}

/** Set the badge of a tab. Never rejects: what else tells of a call must go on if the tab was closed meanwhile. */
async function setBadge({ text, color, title }: Badge, tabId: number): Promise<void> {
  await Promise.allSettled([
    chrome.action.setBadgeText({ text, tabId }),
    chrome.action.setBadgeBackgroundColor({ color, tabId }),
    chrome.action.setBadgeTextColor({ color: '#fff', tabId }),
    chrome.action.setTitle({ title, tabId }),
  ]);
}

/** Show that the popup has a question about a tab. */
export async function showQuestionBadge(tabId: number): Promise<void> {
  await setBadge({ text: '?', color: '#9a5b00', title: t('badge_question') }, tabId);
}

/** What the button can show on all tabs: nothing, a call in progress, or that calls cannot be placed yet. */
export type AllTabsBadge = 'none' | 'calling' | 'setup';

const ALL_TABS_BADGES: Readonly<Record<AllTabsBadge, { text: string; color: string; title: MessageKey }>> = {
  none: { text: '', color: '#4a5568', title: 'name' },
  calling: { text: '…', color: '#4a5568', title: 'calling' },
  setup: { text: '!', color: '#b3261e', title: 'badge_setup' },
};

/** Show something on the button of all tabs; a tab with a badge of its own keeps that. */
export async function showAllTabsBadge(badge: AllTabsBadge): Promise<void> {
  const { text, color, title } = ALL_TABS_BADGES[badge];
  await Promise.all([
    chrome.action.setBadgeText({ text }),
    chrome.action.setBadgeBackgroundColor({ color }),
    chrome.action.setBadgeTextColor({ color: '#fff' }),
    chrome.action.setTitle({ title: t(title) }),
  ]);
}

/** Remove the badge of a tab: the agent has opened the popup. */
export async function clearBadge(tabId: number): Promise<void> {
  await chrome.action.setBadgeText({ text: OF_ALL_TABS, tabId });
  await chrome.action.setTitle({ title: t('name'), tabId });
}

function badgeFor(update: CallUpdate, number: string): Badge {
  if (update.type === 'call_started') {
    return { text: '…', color: '#4a5568', title: t('badge_calling', number) };
  }
  const { reply } = update;
  switch (reply.type) {
    case 'call_placed':
      return { text: '✓', color: '#0b7a4b', title: t('badge_placed', reply.international) };
    case 'confirmation_needed': {
      const reasons = reply.reasons.map(reason => reasonText(reason, reply.params)).join(' ');
      return { text: '?', color: '#9a5b00', title: t('badge_confirm', reasons) };
    }
    case 'failure': {
      const { title, advice } = describeFailure(reply);
      const text = mayBeRinging(reply) ? '?' : '!';
      return { text, color: '#b3261e', title: t('badge_failed', title, advice) };
    }
  }
}
