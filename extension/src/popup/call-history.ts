// The list of the last calls, from the host's journal.

import { button, byPart, createElement } from '../dom.ts';
import { describeFailure } from '../failure-text.ts';
import { requestHost } from '../host-request.ts';
import { t, textLanguage } from '../i18n.ts';
import type { Call, CallState, Trigger } from '../protocol.ts';

const MAX_CALLS = 20;
const SYMBOLS: Record<CallState, string> = {
  placed: '✓',
  refused: '–',
  failed: '!',
  unknown: '?',
  dialing: '…',
};

/** Load the last calls and show them; `onSelect` gets the number of a call that is clicked. */
export async function showCallHistory(onSelect: (number: string) => void): Promise<void> {
  const reply = await requestHost({ type: 'get_history', limit: MAX_CALLS });
  const calls = reply.type === 'history' ? reply.calls : [];
  byPart('history').replaceChildren(...calls.map(call => row(call, onSelect)));
  const quarantined = reply.type === 'history' ? reply.quarantined_journal : null;
  const notice = byPart('history-notice');
  notice.hidden = quarantined === null;
  notice.textContent = quarantined === null ? '' : t('popup_history_quarantined', quarantined);
  const empty = byPart('history-empty');
  empty.hidden = calls.length > 0;
  empty.replaceChildren(
    ...(reply.type === 'history'
      ? [createElement('b', {}, t('popup_history_empty')), t('popup_history_empty_advice')]
      : [t('popup_history_failed')]),
  );
}

function row(call: Call, onSelect: (number: string) => void): HTMLElement {
  const number = button(
    { class: 'number', title: t('popup_use_number', call.international) },
    call.international,
    () => onSelect(call.number),
  );
  const origin = createElement('span', { class: 'quiet', title: call.page_origin ?? '' }, originText(call));
  return createElement(
    'li',
    { 'data-state': call.state },
    createElement('span', { class: 'symbol', 'aria-hidden': 'true' }, SYMBOLS[call.state]),
    number,
    timeElement(call),
    createElement('p', { class: 'state' }, createElement('b', {}, t(`state_${call.state}`)), origin),
    resultElement(call),
  );
}

function resultElement({ call_id, failure }: Call): HTMLElement | null {
  if (call_id) return createElement('code', { title: call_id }, call_id);
  if (!failure) return null;
  const { title, advice } = describeFailure(failure);
  return createElement('p', { class: 'failure', title: `${title} ${advice}` }, title);
}

/** Return the host of the page that a call comes from, or else how it was started. */
function originText({ page_origin: origin, trigger }: Call): string {
  const host = origin && URL.canParse(origin) ? new URL(origin).host : '';
  return host || t(`trigger_${trigger satisfies Trigger}` as const);
}

function timeElement({ requested_at }: Call): HTMLElement {
  const time = new Date(requested_at);
  const isToday = time.toDateString() === new Date().toDateString();
  const short = new Intl.DateTimeFormat(textLanguage(), {
    hour: 'numeric',
    minute: '2-digit',
    ...(isToday ? {} : { day: 'numeric', month: 'short' }),
  });
  const full = new Intl.DateTimeFormat(textLanguage(), { dateStyle: 'full', timeStyle: 'medium' });
  return createElement('time', { datetime: requested_at, title: full.format(time) }, short.format(time));
}
