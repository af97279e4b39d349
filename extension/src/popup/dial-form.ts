// The popup's dial field: what a number is while it is typed, and the call.

import { storedDefaultRegion } from '../default-region.ts';
import { byPart, createElement } from '../dom.ts';
import { mayBeRinging } from '../failures.ts';
import { newRequestId, requestHost } from '../host-request.ts';
import { reasonText, t } from '../i18n.ts';
import { countryName, formatLocalTime } from '../locale-format.ts';
import type { PageNumber } from '../page-numbers.ts';
import type { NumberChecked, PlaceCall, Reason } from '../protocol.ts';
import { retryDelayOf } from '../retry-countdown.ts';
import { clearResult, showConfirmation, showFailure, showPlaced, showRetryWait } from './call-result.ts';

const PAUSE_MS = 150; // between two keys: the host is asked when the fingers rest

/** Runs after every call, however it ended: whether it may be ringing. */
export type CallFinished = (ringing: boolean) => void;

let checked: { text: string; reply: NumberChecked } | undefined;
let calling = false;
let pause: ReturnType<typeof setTimeout> | undefined;

const field = byPart<HTMLInputElement>('dial');
const callButton = byPart<HTMLButtonElement>('call');

/** Bring the dial field to life. */
export function initDialForm(ended: CallFinished): void {
  field.addEventListener('input', onInput);
  byPart('dialer').addEventListener('submit', event => {
    event.preventDefault();
    if (!callButton.disabled) void dial(ended);
  });
  field.focus();
  // Firefox may load the popup before it shows it, and nothing can have the focus then.
  window.addEventListener('focus', () => {
    if (document.activeElement === document.body) field.focus();
  });
}

/** Put a number into the field, to be looked at or dialled. */
export function setNumber(number: string): void {
  field.value = number;
  onInput();
  field.focus();
}

/** Call a number that the popup lists; while another call is under way nothing happens. */
export function callPageNumber({ label: _, ...callee }: PageNumber, ended: CallFinished): void {
  if (calling) return;
  const call: PlaceCall = { type: 'place_call', request_id: newRequestId(), ...callee, trigger: 'popup' };
  void place(call, ended);
}

function onInput(): void {
  clearResult();
  clearTimeout(pause);
  const text = field.value.trim();
  if (text) pause = setTimeout(() => previewNumber(text), PAUSE_MS);
  else showPreview(undefined);
  updateButton();
}

async function previewNumber(text: string): Promise<void> {
  const reply = await requestHost({ type: 'check_number', number: text, ...(await regionField()) });
  if (text !== field.value.trim()) return; // typed on meanwhile
  checked = reply.type === 'number_checked' ? { text, reply } : undefined;
  showPreview(checked?.reply);
  updateButton();
}

async function dial(ended: CallFinished): Promise<void> {
  const text = field.value.trim();
  const known = checked?.text === text ? checked.reply.number : null;
  calling = true; // before anything is awaited: a second Enter finds it so
  updateButton();
  const call: PlaceCall = {
    type: 'place_call',
    request_id: newRequestId(),
    number: known ?? text,
    original_text: text,
    ...(await regionField()),
    trigger: 'popup',
  };
  await place(call, ended);
}

async function place(call: PlaceCall, ended: CallFinished): Promise<void> {
  calling = true;
  clearResult();
  updateButton();
  const reply = await requestHost(call);
  const seconds = retryDelayOf(reply);
  if (seconds !== undefined) {
    scheduleRetry(call, seconds, ended);
    return;
  }
  calling = false;
  const ringing = mayBeRinging(reply);
  if (ringing && field.value.trim() === call.original_text) clearField();
  updateButton();
  if (reply.type === 'call_placed') showPlaced(reply);
  else if (reply.type === 'failure') showFailure(reply);
  else showConfirmation(reply, () => void place(confirming(call, reply.reasons), ended));
  ended(ringing);
}

/** Wait as Voiso asks, in sight of the agent. A popup that is closed meanwhile calls nobody. */
function scheduleRetry(call: PlaceCall, seconds: number, ended: CallFinished): void {
  const timer = setTimeout(() => void place(call, ended), seconds * 1000);
  showRetryWait(seconds, () => {
    clearTimeout(timer);
    calling = false;
    updateButton();
    ended(false);
  });
}

function confirming(call: PlaceCall, reasons: Reason[]): PlaceCall {
  return { ...call, confirmed: [...new Set([...(call.confirmed ?? []), ...reasons])] };
}

/** A second Enter must not ring the same phone twice; the list has the number for those who mean it. */
function clearField(): void {
  field.value = '';
  showPreview(undefined);
}

function showPreview(reply: NumberChecked | undefined): void {
  const preview = byPart('preview');
  preview.dataset.verdict = reply?.decision ?? '';
  if (!reply) preview.replaceChildren();
  else if (reply.decision === 'deny')
    preview.replaceChildren(...reply.reasons.map(reason => reasonText(reason)));
  else preview.replaceChildren(...factsOf(reply));
}

function factsOf({ number, international, country, local_time, reasons }: NumberChecked): Node[] {
  const facts = [
    createElement('b', { 'data-part': 'international' }, international ?? number ?? ''),
    country && createElement('span', {}, countryName(country)),
    local_time && createElement('span', {}, t('popup_local_time', formatLocalTime(local_time))),
    ...reasons.map(reason => createElement('em', {}, reasonText(reason))),
  ];
  return facts.filter(fact => fact instanceof Node);
}

function updateButton(): void {
  const text = field.value.trim();
  const denied = checked?.text === text && checked.reply.decision === 'deny';
  callButton.disabled = calling || denied || !text;
  callButton.dataset.calling = String(calling);
  field.readOnly = calling;
  byPart('call-label').textContent = t(calling ? 'popup_calling' : 'popup_call');
}

async function regionField(): Promise<{ region?: string }> {
  const region = await storedDefaultRegion();
  return region ? { region } : {};
}
