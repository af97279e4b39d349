// The popup's answer to a call: its ID, a question before it is dialled, or why there is none.

import { button, byPart, createElement } from '../dom.ts';
import { mayBeRinging } from '../failures.ts';
import { describeFailure, reasonDetail, reasonText, t } from '../i18n.ts';
import type { CallPlaced, ConfirmationNeeded, Failure } from '../protocol.ts';
import { countdown } from '../retry-countdown.ts';

/** Show that the call was placed, with its ID. */
export function showPlaced({ call_id, international, repeated }: CallPlaced): void {
  show(
    'placed',
    createElement('strong', {}, t('popup_placed', international)),
    createElement('p', {}, t(repeated ? 'popup_repeated_advice' : 'popup_placed_advice')),
    callId(call_id),
  );
}

/** Show what went wrong and what to do now. */
export function showFailure(failure: Failure): void {
  const { title, advice } = describeFailure(failure);
  const kind = mayBeRinging(failure) ? 'unknown' : 'failure';
  show(kind, createElement('strong', {}, title), createElement('p', {}, advice));
}

/** Ask before an unusual call. The safe answer has the focus: a second Enter must not dial. */
export function showConfirmation({ reasons, params }: ConfirmationNeeded, callAnyway: () => void): void {
  const cancel = button({ 'data-part': 'cancel' }, t('popup_cancel'), () => {
    clearResult();
    byPart('dial').focus();
  });
  const anyway = button({ 'data-part': 'call-anyway' }, t('popup_call_anyway'), callAnyway);
  show(
    'question',
    createElement('strong', {}, t('popup_confirm')),
    ...reasons.flatMap(reason => {
      const more = reasonDetail(reason, params);
      return [
        createElement('p', {}, reasonText(reason)),
        ...(more ? [createElement('p', { class: 'quiet' }, more)] : []),
      ];
    }),
    createElement('div', { class: 'choices' }, cancel, anyway),
  );
  cancel.focus();
}

/** Show how long Voiso asks to wait; `giveUp` runs when the agent wants the call no more. */
export function showRetryWait(seconds: number, giveUp: () => void): void {
  const cancel = button({ 'data-part': 'cancel' }, t('popup_cancel'), () => {
    giveUp();
    clearResult();
    byPart('dial').focus();
  });
  show(
    'waiting',
    createElement('strong', {}, t('waiting_title')),
    countdown(seconds),
    createElement('div', { class: 'choices' }, cancel),
  );
}

/** Take the last answer away. */
export function clearResult(): void {
  byPart('result').hidden = true;
  byPart('result').replaceChildren();
}

/** Make a call ID that can be read and copied. */
function callId(id: string): HTMLElement {
  const copy = button({ 'data-part': 'copy' }, t('popup_copy'), async () => {
    await navigator.clipboard.writeText(id);
    copy.textContent = t('popup_copied');
  });
  const label = createElement('span', { class: 'quiet' }, t('popup_call_id'));
  return createElement(
    'div',
    { class: 'id' },
    label,
    copy,
    createElement('code', { 'data-part': 'call-id' }, id),
  );
}

function show(kind: 'placed' | 'failure' | 'unknown' | 'question' | 'waiting', ...content: Node[]): void {
  const result = byPart('result');
  result.dataset.kind = kind;
  result.replaceChildren(...content);
  result.hidden = false;
  result.scrollIntoView({ block: 'nearest' }); // of a call that was started further down
}
