// The toolbar button's badge and tooltip: where a call is told of when no card can be shown.

import { mayBeRinging } from './failures.ts';
import { describeFailure, reasonText, t } from './i18n.ts';
import type { CallUpdate } from './messages.ts';
import type { Reason } from './protocol.ts';

interface BadgeStyle {
  text: string;
  colour: string;
  title: string;
}

/** Show on the toolbar what the card would have shown. */
export async function showBadge(told: CallUpdate, number: string, tabId: number): Promise<void> {
  const { text, colour, title } = badgeFor(told, number);
  await Promise.all([
    chrome.action.setBadgeText({ text, tabId }),
    chrome.action.setBadgeBackgroundColor({ color: colour, tabId }),
    chrome.action.setBadgeTextColor({ color: '#fff', tabId }),
    chrome.action.setTitle({ title, tabId }),
  ]);
}

/** Take the badge away: the agent has looked. */
export async function clearBadge(): Promise<void> {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined) return;
  await chrome.action.setBadgeText({ text: '', tabId: tab.id });
  await chrome.action.setTitle({ title: t('name'), tabId: tab.id });
}

function badgeFor(told: CallUpdate, number: string): BadgeStyle {
  if (told.type === 'call_started')
    return { text: '…', colour: '#4a5568', title: t('badge_calling', number) };
  const { reply } = told;
  switch (reply.type) {
    case 'call_placed':
      return { text: '✓', colour: '#0b7a4b', title: t('badge_placed', reply.number) };
    case 'confirmation_needed':
      return { text: '?', colour: '#9a5b00', title: t('badge_confirm', reasons(reply.reasons)) };
    case 'failure': {
      const { title, advice } = describeFailure(reply);
      const text = mayBeRinging(reply) ? '?' : '!';
      return { text, colour: '#b3261e', title: t('badge_failed', title, advice) };
    }
  }
}

function reasons(given: Reason[]): string {
  return given.map(reason => reasonText(reason)).join(' ');
}
