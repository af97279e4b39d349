// The question about a call that a page cannot ask: whether to pay for it, or whether to call a number at all.

import { checkRequest, numberFields } from '../call-subject.ts';
import type { CallQuestion } from '../context-messages.ts';
import { button, byPart, createElement } from '../dom.ts';
import { reasonDetail, reasonText } from '../failure-text.ts';
import { newCall, requestBackground, requestHost, withConfirmed } from '../host-request.ts';
import { t } from '../i18n.ts';
import { countryName, formatLocalTime } from '../locale-format.ts';
import { isPlain } from '../number-text.ts';
import { popupTabId } from '../popup-tab.ts';
import type { NumberChecked, PlaceCall } from '../protocol.ts';
import { withTimeout } from '../with-timeout.ts';
import { enableField, lockField } from './dial-form.ts';
import type { KeyboardGuard } from './keyboard-guard.ts';
import { PressGuard } from './press-guard.ts';
import { closeWindow } from './window-layout.ts';

const CHECK_TIMEOUT_MS = 3_000; // for the details of the number; the question is then shown without them

type Question = NonNullable<CallQuestion['question']>;

let isCalling = false;
let updateCallButton: () => void = () => {};

/** Show whether a call is in progress: until it ends, the question cannot be answered with another one. */
export function setQuestionCalling(value: boolean): void {
  isCalling = value;
  updateCallButton();
}

/** Show the question about the popup's tab, and return whether there is one; `onCall` gets the call that is wanted. */
export async function showQuestion(
  keyboard: KeyboardGuard,
  onCall: (call: PlaceCall) => void,
): Promise<boolean> {
  const tabId = await popupTabId();
  const question = tabId === undefined ? null : await takeQuestion(tabId);
  if (tabId === undefined || question === null) {
    keyboard.release();
    enableField();
    return false;
  }
  // The popup may have opened over somebody who types for the page.
  lockField();
  const checked = await withTimeout(checkNumber(question), CHECK_TIMEOUT_MS);
  const close = async () => {
    byPart('question').hidden = true;
    await requestBackground({ type: 'dismiss_question', tab_id: tabId });
  };
  const cancel = async () => {
    await close();
    // The keyboard can do nothing else here.
    if (keyboard.isRestricted) await closeWindow();
  };
  render(
    question,
    checked,
    () => void cancel(),
    () => {
      void close();
      onCall(callOf(question, checked));
    },
  );
  keyboard.restrictToQuestion(enableField);
  return true;
}

async function takeQuestion(tabId: number): Promise<Question | null> {
  const reply = await requestBackground({ type: 'take_question', tab_id: tabId });
  return reply.type === 'call_question' ? reply.question : null;
}

async function checkNumber(question: Question): Promise<NumberChecked | undefined> {
  const fields = 'request' in question ? question.request : question.subject;
  const reply = await requestHost(checkRequest(fields));
  return reply.type === 'number_checked' ? reply : undefined;
}

function callOf(question: Question, checked: NumberChecked | undefined): PlaceCall {
  if ('request' in question) return withConfirmed(question.request, question.needed.reasons);
  const { subject, page_origin: origin, source } = question;
  return newCall({
    ...numberFields({ ...subject, number: checked?.number ?? subject.number }),
    ...(origin !== undefined && { page_origin: origin }),
    ...(source && { source }),
    trigger: subject.trigger,
  });
}

/** Show the question. The focus goes to Cancel. */
function render(
  question: Question,
  checked: NumberChecked | undefined,
  onCancel: () => void,
  onCall: () => void,
): void {
  const cancel = button({ 'data-part': 'question-cancel' }, t('cancel'), onCancel);
  const label = t('request' in question ? 'call_anyway' : 'call');
  const call = button({ 'data-part': 'question-call' }, label, onCall);
  const isRefused = checked?.decision === 'deny' || !showsNumber(question, checked);
  updateCallButton = () => {
    call.disabled = isCalling || isRefused;
  };
  updateCallButton();
  const section = byPart('question');
  section.replaceChildren(
    createElement('strong', { id: 'question-title' }, t('popup_confirm')),
    ...numberElements(question, checked),
    ...reasonElements(question, checked),
    createElement('div', { class: 'choices' }, cancel, call),
  );
  section.hidden = false;
  new PressGuard(section);
  section.scrollIntoView({ block: 'nearest' });
  cancel.focus();
}

/** Return whether the number can be read in one way only, or is shown as the host has read it. */
function showsNumber(question: Question, checked: NumberChecked | undefined): boolean {
  return Boolean(checked?.number) || isPlain(numberOf(question));
}

function numberOf(question: Question): string {
  return 'request' in question ? question.request.number : question.subject.number;
}

function numberElements(question: Question, checked: NumberChecked | undefined): HTMLElement[] {
  const { phone_extension: extension } = 'request' in question ? question.request : question.subject;
  const origin = 'request' in question ? question.request.page_origin : question.page_origin;
  const details = [
    checked?.country ? countryName(checked.country) : '',
    checked?.local_time ? t('local_time', formatLocalTime(checked.local_time)) : '',
  ].filter(Boolean);
  return [
    createElement(
      'p',
      { class: 'called' },
      createElement('bdi', { dir: 'ltr' }, checked?.international ?? checked?.number ?? numberOf(question)),
    ),
    ...(details.length > 0 ? [createElement('p', { class: 'quiet' }, details.join(' · '))] : []),
    ...(extension === undefined ? [] : [createElement('p', {}, t('card_extension', extension))]),
    ...(origin === undefined
      ? []
      : [createElement('p', { class: 'quiet', 'data-part': 'question-page' }, t('question_page', origin))]),
  ];
}

function reasonElements(question: Question, checked: NumberChecked | undefined): HTMLElement[] {
  const { reasons, params } =
    'request' in question ? question.needed : { reasons: checked?.reasons ?? [], params: {} };
  const texts = reasons.flatMap(reason => [reasonText(reason), reasonDetail(reason, params)]);
  if ('subject' in question && question.subject.label === 'fax') texts.push(t('card_fax'));
  return texts.filter(text => text !== null).map(text => createElement('p', {}, text));
}
