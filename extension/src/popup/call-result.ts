// The popup's answer to a call: its ID, a question before it is dialled, or why there is none.

import { button, element, part } from '../dom.ts';
import { moreOf, reasonFor, say, sentenceFor } from '../i18n.ts';
import type { CallPlaced, ConfirmationNeeded, Failure } from '../protocol.ts';
import { countdown } from '../retry-countdown.ts';

/** Show that the call was placed, with its ID. */
export function showPlaced({ call_id, international, repeated }: CallPlaced): void {
  show(
    'placed',
    element('strong', {}, say('popup_placed', international)),
    element('p', {}, say(repeated ? 'popup_repeated_advice' : 'popup_placed_advice')),
    callId(call_id),
  );
}

/** Show what went wrong and what to do now. */
export function showFailure(failure: Failure): void {
  const { title, advice } = sentenceFor(failure);
  const kind = failure.params.outcome === 'unknown' ? 'unknown' : 'failure';
  show(kind, element('strong', {}, title), element('p', {}, advice));
}

/** Ask before an unusual call. The safe answer has the focus: a second Enter must not dial. */
export function showQuestion({ reasons, params }: ConfirmationNeeded, callAnyway: () => void): void {
  const cancel = button({ 'data-part': 'cancel' }, say('popup_cancel'), () => {
    clearResult();
    part('dial').focus();
  });
  const anyway = button({ 'data-part': 'call-anyway' }, say('popup_call_anyway'), callAnyway);
  show(
    'question',
    element('strong', {}, say('popup_confirm')),
    ...reasons.flatMap(reason => {
      const more = moreOf(reason, params);
      return [element('p', {}, reasonFor(reason)), ...(more ? [element('p', { class: 'quiet' }, more)] : [])];
    }),
    element('div', { class: 'choices' }, cancel, anyway),
  );
  cancel.focus();
}

/** Show how long Voiso asks to wait; `giveUp` runs when the agent wants the call no more. */
export function showWait(seconds: number, giveUp: () => void): void {
  const cancel = button({ 'data-part': 'cancel' }, say('popup_cancel'), () => {
    giveUp();
    clearResult();
    part('dial').focus();
  });
  show(
    'waiting',
    element('strong', {}, say('waiting_title')),
    countdown(seconds),
    element('div', { class: 'choices' }, cancel),
  );
}

/** Take the last answer away. */
export function clearResult(): void {
  part('result').hidden = true;
  part('result').replaceChildren();
}

/** Make a call ID that can be read and copied. */
function callId(id: string): HTMLElement {
  const copy = button({ 'data-part': 'copy' }, say('popup_copy'), async () => {
    await navigator.clipboard.writeText(id);
    copy.textContent = say('popup_copied');
  });
  const label = element('span', { class: 'quiet' }, say('popup_call_id'));
  return element('div', { class: 'id' }, label, copy, element('code', { 'data-part': 'call-id' }, id));
}

function show(kind: 'placed' | 'failure' | 'unknown' | 'question' | 'waiting', ...content: Node[]): void {
  const result = part('result');
  result.dataset.kind = kind;
  result.replaceChildren(...content);
  result.hidden = false;
  result.scrollIntoView({ block: 'nearest' }); // of a call that was started further down
}
