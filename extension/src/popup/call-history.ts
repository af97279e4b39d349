// The popup's list of the last calls, from the host's journal.

import { button, element, part } from '../dom.ts';
import { ask } from '../host-request.ts';
import { say, sentenceFor, stateFor } from '../i18n.ts';
import type { Call, CallState, Via } from '../protocol.ts';

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
  const reply = await ask({ type: 'get_history', limit: SHOWN });
  const calls = reply.type === 'history' ? reply.calls : [];
  part('history').replaceChildren(...calls.map(call => row(call, chosen)));
  const before = reply.type === 'history' ? reply.set_aside : null;
  part('history-before').hidden = before === null;
  part('history-before').textContent = before === null ? '' : say('popup_history_before', before);
  const empty = part('history-empty');
  empty.hidden = calls.length > 0;
  empty.replaceChildren(
    ...(reply.type === 'history'
      ? [element('b', {}, say('popup_history_empty')), say('popup_history_empty_advice')]
      : [say('popup_history_failed')]),
  );
}

function row(call: Call, chosen: (number: string) => void): HTMLElement {
  const number = button(
    { class: 'number', title: say('popup_use_number', call.international) },
    call.international,
    () => chosen(call.number),
  );
  const where = element('span', { class: 'quiet', title: call.page ?? '' }, placeOf(call));
  return element(
    'li',
    { 'data-state': call.state },
    element('span', { class: 'glyph', 'aria-hidden': 'true' }, GLYPHS[call.state]),
    number,
    timeOf(call),
    element('p', { class: 'how' }, element('b', {}, stateFor(call.state)), where),
    endOf(call),
  );
}

function endOf({ call_id, failure }: Call): HTMLElement | null {
  if (call_id) return element('code', { title: call_id }, call_id);
  if (!failure) return null;
  const { title, advice } = sentenceFor(failure);
  return element('p', { class: 'why', title: `${title} ${advice}` }, title);
}

function placeOf({ page, via }: Call): string {
  const host = page && URL.canParse(page) ? new URL(page).host : '';
  return host || say(`via_${via satisfies Via}` as const);
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
  return element('time', { datetime: opened_at, title: full.format(time) }, short.format(time));
}
