// The toolbar button's badge and tooltip: where a call is told of when no card can be shown.

import type { Told } from './host-request.ts';
import { reasonFor, say, sentenceFor } from './i18n.ts';
import type { Reason } from './protocol.ts';

interface Look {
  text: string;
  colour: string;
  title: string;
}

/** Show on the toolbar what the card would have shown. */
export async function badge(told: Told, number: string, tabId: number): Promise<void> {
  const { text, colour, title } = lookOf(told, number);
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
  await chrome.action.setTitle({ title: say('name'), tabId: tab.id });
}

function lookOf(told: Told, number: string): Look {
  if (told.tell === 'calling') return { text: '…', colour: '#4a5568', title: say('badge_calling', number) };
  const { reply } = told;
  switch (reply.type) {
    case 'call_placed':
      return { text: '✓', colour: '#0b7a4b', title: say('badge_placed', reply.number) };
    case 'confirmation_needed':
      return { text: '?', colour: '#9a5b00', title: say('badge_confirm', reasons(reply.reasons)) };
    case 'failure': {
      const { title, advice } = sentenceFor(reply);
      const text = reply.params.outcome === 'unknown' ? '?' : '!';
      return { text, colour: '#b3261e', title: say('badge_failed', title, advice) };
    }
  }
}

function reasons(given: Reason[]): string {
  return given.map(reason => reasonFor(reason)).join(' ');
}
