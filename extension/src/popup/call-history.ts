// The popup's list of the last calls, from the host's journal.

import { button, byPart, createElement } from '../dom.ts';
import { requestHost } from '../host-request.ts';
import { describeFailure, stateText, t } from '../i18n.ts';
import type { Call, CallState, Trigger } from '../protocol.ts';

const SHOWN = 20;
const GLYPHS: Record<CallState, string> = {
  placed: '✓',
  refused: '–',
  failed: '!',
  unknown: '?',
  dialing: '…',
};

/** Read the last calls and show them; `chosen` runs with the number of one that is clicked. */
export async function showCalls(chosen: (number: string) => void): Promise<void> {
  const reply = await requestHost({ type: 'get_history', limit: SHOWN });
  const calls = reply.type === 'history' ? reply.calls : [];
  byPart('history').replaceChildren(...calls.map(call => row(call, chosen)));
  const before = reply.type === 'history' ? reply.quarantined_journal : null;
  byPart('history-before').hidden = before === null;
  byPart('history-before').textContent = before === null ? '' : t('popup_history_before', before);
  const empty = byPart('history-empty');
  empty.hidden = calls.length > 0;
  empty.replaceChildren(
    ...(reply.type === 'history'
      ? [createElement('b', {}, t('popup_history_empty')), t('popup_history_empty_advice')]
      : [t('popup_history_failed')]),
  );
}

function row(call: Call, chosen: (number: string) => void): HTMLElement {
  const number = button(
    { class: 'number', title: t('popup_use_number', call.international) },
    call.international,
    () => chosen(call.number),
  );
  const where = createElement('span', { class: 'quiet', title: call.page ?? '' }, placeOf(call));
  return createElement(
    'li',
    { 'data-state': call.state },
    createElement('span', { class: 'glyph', 'aria-hidden': 'true' }, GLYPHS[call.state]),
    number,
    timeOf(call),
    createElement('p', { class: 'how' }, createElement('b', {}, stateText(call.state)), where),
    endOf(call),
  );
}

function endOf({ call_id, failure }: Call): HTMLElement | null {
  if (call_id) return createElement('code', { title: call_id }, call_id);
  if (!failure) return null;
  const { title, advice } = describeFailure(failure);
  return createElement('p', { class: 'why', title: `${title} ${advice}` }, title);
}

function placeOf({ page, trigger }: Call): string {
  const host = page && URL.canParse(page) ? new URL(page).host : '';
  return host || t(`trigger_${trigger satisfies Trigger}` as const);
}

function timeOf({ opened_at }: Call): HTMLElement {
  const time = new Date(opened_at);
  const language = chrome.i18n.getUILanguage();
  const today = time.toDateString() === new Date().toDateString();
  const short = new Intl.DateTimeFormat(language, {
    hour: 'numeric',
    minute: '2-digit',
    ...(today ? {} : { day: 'numeric', month: 'short' }),
  });
  const full = new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' });
  return createElement('time', { datetime: opened_at, title: full.format(time) }, short.format(time));
}
