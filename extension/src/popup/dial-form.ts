// The dial field: previews the number while it is typed, and places the calls of the popup.

import { storedDefaultRegion } from '../default-region.ts';
import { byPart, createElement } from '../dom.ts';
import { reasonText } from '../failure-text.ts';
import { mayBeRinging } from '../failures.ts';
import { newCall, requestHost, withConfirmed } from '../host-request.ts';
import { t } from '../i18n.ts';
import { countryName, formatLocalTime } from '../locale-format.ts';
import type { PageNumber } from '../page-numbers.ts';
import type { NumberChecked, PlaceCall } from '../protocol.ts';
import { retryDelayOf } from '../retry-countdown.ts';
import { clearResult, showConfirmation, showFailure, showPlaced, showRetryWait } from './call-result.ts';

const PREVIEW_DELAY_MS = 150; // after the last key

/** Called after every call, however it ended; the argument tells whether a phone may be ringing. */
export type CallFinishedListener = (mayBeRinging: boolean) => void;

let preview: { readonly text: string; readonly reply: NumberChecked } | undefined;
let isCalling = false;
let isLocked = false;
let previewTimer: ReturnType<typeof setTimeout> | undefined;

const field = byPart<HTMLInputElement>('dial');
const callButton = byPart<HTMLButtonElement>('call');

/** Add the listeners of the form, whose field is disabled until it is known whether there is a question. */
export function initDialForm(onFinished: CallFinishedListener): void {
  field.addEventListener('input', onInput);
  byPart('dialer').addEventListener('submit', event => {
    event.preventDefault();
    if (!callButton.disabled) void dial(onFinished);
  });
  // Firefox may load the popup before it shows it; nothing can have the focus then.
  window.addEventListener('focus', focusField);
}

/** Let the agent type, and focus the field. */
export function enableField(): void {
  field.disabled = isLocked = false;
  updateButton();
  focusField();
}

/** Empty the field, and let nobody type: the popup may have opened over an agent who types for the page. */
export function lockField(): void {
  isLocked = true;
  clearField();
  updateButton();
}

function focusField(): void {
  if (!isLocked && document.activeElement === document.body) field.focus();
}

/** Put a number into the field. */
export function setNumber(number: string): void {
  field.value = number;
  onInput();
  field.focus();
}

/** Call a number of the page, unless another call is in progress. */
export function callPageNumber({ label: _, ...fields }: PageNumber, onFinished: CallFinishedListener): void {
  placeCall(newCall({ ...fields, trigger: 'popup' }), onFinished);
}

/** Place a call that the agent has confirmed elsewhere in the popup, unless another one is in progress. */
export function placeCall(call: PlaceCall, onFinished: CallFinishedListener): void {
  if (!isCalling) void place(call, onFinished);
}

function onInput(): void {
  clearResult();
  clearTimeout(previewTimer);
  const text = field.value.trim();
  if (text) previewTimer = setTimeout(() => previewNumber(text), PREVIEW_DELAY_MS);
  else showPreview(undefined);
  updateButton();
}

async function previewNumber(text: string): Promise<void> {
  const reply = await requestHost({ type: 'check_number', number: text, ...(await regionField()) });
  if (text !== field.value.trim()) return; // the text has changed in the meantime
  preview = reply.type === 'number_checked' ? { text, reply } : undefined;
  showPreview(preview?.reply);
  updateButton();
}

async function dial(onFinished: CallFinishedListener): Promise<void> {
  const text = field.value.trim();
  const checkedNumber = preview?.text === text ? preview.reply.number : null;
  isCalling = true; // before the first `await`, so that a second Enter does nothing
  updateButton();
  const number = checkedNumber ?? text;
  const fields = { number, original_text: text, ...(await regionField()) };
  await place(newCall({ ...fields, trigger: 'popup' }), onFinished);
}

async function place(call: PlaceCall, onFinished: CallFinishedListener): Promise<void> {
  isCalling = true;
  clearResult();
  updateButton();
  const reply = await requestHost(call);
  const seconds = retryDelayOf(reply);
  if (seconds !== undefined) {
    scheduleRetry(call, seconds, onFinished);
    return;
  }
  isCalling = false;
  const maybeRinging = mayBeRinging(reply);
  if (maybeRinging && field.value.trim() === call.original_text) clearField();
  updateButton();
  if (reply.type === 'call_placed') showPlaced(reply);
  else if (reply.type === 'failure') showFailure(reply);
  else showConfirmation(reply, () => void place(withConfirmed(call, reply.reasons), onFinished));
  onFinished(maybeRinging);
}

/**
 * Send the request again after the time that Voiso asks for, unless the agent cancels it or closes the popup.
 */
function scheduleRetry(call: PlaceCall, seconds: number, onFinished: CallFinishedListener): void {
  const timer = setTimeout(() => void place(call, onFinished), seconds * 1000);
  showRetryWait(seconds, () => {
    clearTimeout(timer);
    isCalling = false;
    updateButton();
    onFinished(false);
  });
}

/** Empty the field, so that a second Enter does not call the same number; the history still has it. */
function clearField(): void {
  field.value = '';
  showPreview(undefined);
}

function showPreview(reply: NumberChecked | undefined): void {
  const element = byPart('preview');
  if (!reply) element.replaceChildren();
  else if (reply.decision === 'deny')
    element.replaceChildren(...reply.reasons.map(reason => reasonText(reason, { country: reply.country })));
  else element.replaceChildren(...previewElements(reply));
}

function previewElements({ number, international, country, local_time, reasons }: NumberChecked): Node[] {
  const elements = [
    createElement('b', { 'data-part': 'international' }, international ?? number ?? ''),
    country && createElement('span', {}, countryName(country)),
    local_time && createElement('span', {}, t('local_time', formatLocalTime(local_time))),
    ...reasons.map(reason => createElement('em', {}, reasonText(reason, { country }))),
  ];
  return elements.filter(element => element instanceof Node);
}

function updateButton(): void {
  const text = field.value.trim();
  const isDenied = preview?.text === text && preview.reply.decision === 'deny';
  callButton.disabled = isCalling || isDenied || !text;
  callButton.dataset.calling = String(isCalling);
  field.readOnly = isCalling || isLocked;
  byPart('call-label').textContent = t(isCalling ? 'calling' : 'call');
}

async function regionField(): Promise<{ region?: string }> {
  const region = await storedDefaultRegion();
  return region ? { region } : {};
}
