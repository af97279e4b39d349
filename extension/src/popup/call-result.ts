// The result of a call in the popup: what becomes of it, a question before it is placed, or why it failed.

import { copyText } from '../copy-text.ts';
import { button, byPart, createElement } from '../dom.ts';
import { actionAfter } from '../failure-action.ts';
import { describeFailure, failureDetail, reasonDetail, reasonText } from '../failure-text.ts';
import { mayBeRinging } from '../failures.ts';
import { t } from '../i18n.ts';
import { commandLine } from '../install-help.ts';
import type { CallPlaced, ConfirmationNeeded, ErrorParams, Failure, Reason } from '../protocol.ts';
import { countdown } from '../retry-countdown.ts';
import { PressGuard } from './press-guard.ts';

const guard = new PressGuard(byPart('result')); // a question appears where the agent may just be pressing
const IN_FIELD = '[data-part="dial"], [data-part="call"]'; // the focus stays there: a number may be typed next

type ResultKind = 'success' | 'failure' | 'unknown' | 'question' | 'waiting';

export function showCalling(): void {
  show('waiting', createElement('strong', {}, t('calling')));
}

interface PlacedDetails {
  readonly extension: string | undefined; // what the agent has to enter once the call is answered
  readonly isTest: boolean; // no phone rings
}

export function showPlaced(
  { call_id, international, repeated }: CallPlaced,
  { extension, isTest }: PlacedDetails,
): void {
  const advice = t(repeated ? 'popup_repeated_advice' : 'popup_placed_advice');
  show(
    'success',
    createElement('strong', {}, t('popup_placed', international)),
    createElement('p', {}, isTest ? t('test_mode_call') : advice),
    ...(extension === undefined ? [] : [extensionLine(extension)]),
    copyLine(t('call_id'), createElement('code', { 'data-part': 'call-id' }, call_id)),
  );
  focusResult();
}

/**
 * Show the failure of a call to a number, with the one action after it; `callAgain` is offered only if certainly nothing
 * was dialled.
 */
export function showFailure(failure: Failure, number: string, callAgain: () => void): void {
  const { title, advice } = describeFailure(failure);
  const isUnknown = mayBeRinging(failure); // the dial field is empty then: the result names the number
  show(
    isUnknown ? 'unknown' : 'failure',
    createElement('strong', {}, isUnknown ? t('popup_unknown', number) : title),
    createElement('p', {}, advice),
    ...actionElements(failure, callAgain),
    whyElement(failure),
  );
  focusResult();
}

/** Make the button that opens the settings page. */
export function settingsButton(): HTMLElement {
  return button({ 'data-part': 'open-options' }, t('popup_open_options'), () => {
    void chrome.runtime.openOptionsPage().then(() => window.close());
  });
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
    byPart('dial').focus();
  });
  show(
    'waiting',
    createElement('strong', {}, t('retry_title')),
    countdown(seconds),
    createElement('div', { class: 'choices' }, cancel),
  );
}

export function showCancelled(): void {
  show('waiting', createElement('strong', {}, t('call_cancelled')));
}

export function clearResult(): void {
  byPart('result').hidden = true;
  byPart('result').replaceChildren();
}

function clearAndFocusField(): void {
  clearResult();
  byPart('dial').focus();
}

function actionElements(failure: Failure, callAgain: () => void): HTMLElement[] {
  switch (actionAfter(failure)) {
    case 'try_again':
      return [choices(button({ 'data-part': 'call-again' }, t('try_again'), callAgain))];
    case 'open_settings':
      return [choices(settingsButton())];
    case 'copy_command':
      return [commandLine()];
    case null:
      return [];
  }
}

function choices(...buttons: HTMLElement[]): HTMLElement {
  return createElement('div', { class: 'choices' }, ...buttons);
}

/** Make what explains the failure to whoever has to solve it. */
function whyElement(failure: Failure): HTMLElement {
  return createElement(
    'details',
    { class: 'why' },
    createElement('summary', {}, t('card_why')),
    createElement('p', { class: 'quiet' }, t('failure_detail')),
    createElement('code', { dir: 'ltr' }, failureDetail(failure)),
  );
}

function reasonElements(reason: Reason, params: ErrorParams): HTMLElement[] {
  const detail = reasonDetail(reason, params);
  return [
    createElement('p', {}, reasonText(reason, params)),
    ...(detail ? [createElement('p', { class: 'quiet' }, detail)] : []),
  ];
}

/** Make the line with the extension or PIN, in large digits: the agent reads it while the phone rings. */
export function extensionLine(extension: string): HTMLElement {
  const digits = createElement('b', { class: 'extension', dir: 'ltr', 'data-part': 'extension' }, extension);
  return copyLine(t('extension_or_pin'), digits);
}

function copyLine(name: string, text: HTMLElement): HTMLElement {
  const label = createElement('span', { class: 'quiet' }, name);
  const copy = button({ 'data-part': 'copy' }, t('copy'), () => void copyText(text, copy));
  return createElement('div', { class: 'id' }, label, copy, text);
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

/** After a call from a list, the keyboard goes on from its result. */
function focusResult(): void {
  if (!document.activeElement?.matches(IN_FIELD)) byPart('result').focus({ preventScroll: true });
}
