// The result of a call in the popup: its ID, a question before it is placed, or why it failed.

import { copyText } from '../copy-text.ts';
import { button, byPart, createElement } from '../dom.ts';
import { describeFailure, reasonDetail, reasonText } from '../failure-text.ts';
import { mayBeRinging } from '../failures.ts';
import { t } from '../i18n.ts';
import type { CallPlaced, ConfirmationNeeded, ErrorParams, Failure, Reason } from '../protocol.ts';
import { countdown } from '../retry-countdown.ts';
import { PressGuard } from './press-guard.ts';

const guard = new PressGuard(byPart('result')); // a question appears where the agent may just be pressing

type ResultKind = 'placed' | 'failure' | 'unknown' | 'question' | 'waiting';

export function showPlaced({ call_id, international, repeated }: CallPlaced): void {
  show(
    'placed',
    createElement('strong', {}, t('popup_placed', international)),
    createElement('p', {}, t(repeated ? 'popup_repeated_advice' : 'popup_placed_advice')),
    callIdLine(call_id),
  );
}

export function showFailure(failure: Failure): void {
  const { title, advice } = describeFailure(failure);
  const kind = mayBeRinging(failure) ? 'unknown' : 'failure';
  show(kind, createElement('strong', {}, title), createElement('p', {}, advice));
}

/** Ask before an unusual call. The focus goes to Cancel, because a second Enter must not place the call. */
export function showConfirmation({ reasons, params }: ConfirmationNeeded, callAnyway: () => void): void {
  const cancel = button({ 'data-part': 'cancel' }, t('cancel'), clearAndFocusField);
  const callAnywayButton = button({ 'data-part': 'call-anyway' }, t('call_anyway'), callAnyway);
  show(
    'question',
    createElement('strong', {}, t('popup_confirm')),
    ...reasons.flatMap(reason => reasonElements(reason, params)),
    createElement('div', { class: 'choices' }, cancel, callAnywayButton),
  );
  cancel.focus();
}

/** Show how long Voiso asks to wait; `onCancel` is called if the agent does not want the call any more. */
export function showRetryWait(seconds: number, onCancel: () => void): void {
  const cancel = button({ 'data-part': 'cancel' }, t('cancel'), () => {
    onCancel();
    clearAndFocusField();
  });
  show(
    'waiting',
    createElement('strong', {}, t('retry_title')),
    countdown(seconds),
    createElement('div', { class: 'choices' }, cancel),
  );
}

export function clearResult(): void {
  byPart('result').hidden = true;
  byPart('result').replaceChildren();
}

function clearAndFocusField(): void {
  clearResult();
  byPart('dial').focus();
}

function reasonElements(reason: Reason, params: ErrorParams): HTMLElement[] {
  const detail = reasonDetail(reason, params);
  return [
    createElement('p', {}, reasonText(reason, params)),
    ...(detail ? [createElement('p', { class: 'quiet' }, detail)] : []),
  ];
}

/** Make a line with the call ID and a button that copies it. */
function callIdLine(callId: string): HTMLElement {
  const label = createElement('span', { class: 'quiet' }, t('call_id'));
  const id = createElement('code', { 'data-part': 'call-id' }, callId);
  const copy = button({ 'data-part': 'copy' }, t('copy'), () => void copyText(id, copy));
  return createElement('div', { class: 'id' }, label, copy, id);
}

function show(kind: ResultKind, ...content: Node[]): void {
  const result = byPart('result');
  result.dataset.kind = kind;
  result.replaceChildren(...content);
  result.hidden = false;
  guard.restart();
  // A button of the previous result had the focus, and is gone: the keyboard goes on from here.
  if (document.activeElement === document.body) result.focus();
  result.scrollIntoView({ block: 'nearest' }); // the call may have been started from a list further down
}
