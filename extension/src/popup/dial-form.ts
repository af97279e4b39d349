// The popup's dial field: what a number is while it is typed, and the call.

import { element, part } from '../dom.ts';
import { ask, newRequestId } from '../host-request.ts';
import { reasonFor, say } from '../i18n.ts';
import { clockThere, countryName } from '../locale-format.ts';
import type { Listed } from '../page-numbers.ts';
import type { Failure, NumberChecked, PlaceCall, Reason, ReplyTo } from '../protocol.ts';
import { waitOf } from '../retry-countdown.ts';
import { defaultRegion } from '../storage-item.ts';
import { clearResult, showFailure, showPlaced, showQuestion, showWait } from './call-result.ts';

const PAUSE_MS = 150; // between two keys: the host is asked when the fingers rest

/** Runs after every call, however it ended: whether it may be ringing. */
export type Ended = (ringing: boolean) => void;

let checked: { text: string; reply: NumberChecked } | undefined;
let calling = false;
let pause: ReturnType<typeof setTimeout> | undefined;

const field = part<HTMLInputElement>('dial');
const callButton = part<HTMLButtonElement>('call');

/** Bring the dial field to life. */
export function startDialer(ended: Ended): void {
  field.addEventListener('input', typed);
  part('dialer').addEventListener('submit', event => {
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
export function putNumber(number: string): void {
  field.value = number;
  typed();
  field.focus();
}

/** Call a number that the popup lists; while another call is under way nothing happens. */
export function callListed({ label: _, ...callee }: Listed, ended: Ended): void {
  if (calling) return;
  const call: PlaceCall = { type: 'place_call', request_id: newRequestId(), ...callee, via: 'popup' };
  void place(call, ended);
}

function typed(): void {
  clearResult();
  clearTimeout(pause);
  const text = field.value.trim();
  if (text) pause = setTimeout(() => check(text), PAUSE_MS);
  else showPreview(undefined);
  updateButton();
}

async function check(text: string): Promise<void> {
  const reply = await ask({ type: 'check_number', number: text, ...(await inRegion()) });
  if (text !== field.value.trim()) return; // typed on meanwhile
  checked = reply.type === 'number_checked' ? { text, reply } : undefined;
  showPreview(checked?.reply);
  updateButton();
}

async function dial(ended: Ended): Promise<void> {
  const text = field.value.trim();
  const known = checked?.text === text ? checked.reply.number : null;
  calling = true; // before anything is awaited: a second Enter finds it so
  updateButton();
  const call: PlaceCall = {
    type: 'place_call',
    request_id: newRequestId(),
    number: known ?? text,
    written: text,
    ...(await inRegion()),
    via: 'popup',
  };
  await place(call, ended);
}

async function place(call: PlaceCall, ended: Ended): Promise<void> {
  calling = true;
  clearResult();
  updateButton();
  const reply = await ask(call);
  const seconds = waitOf(reply);
  if (seconds !== undefined) {
    placeAgain(call, seconds, ended);
    return;
  }
  calling = false;
  const ringing = maybeRinging(reply);
  if (ringing && field.value.trim() === call.written) emptyField();
  updateButton();
  if (reply.type === 'call_placed') showPlaced(reply);
  else if (reply.type === 'failure') showFailure(reply);
  else showQuestion(reply, () => void place(confirming(call, reply.reasons), ended));
  ended(ringing);
}

/** Wait as Voiso asks, in sight of the agent. A popup that is closed meanwhile calls nobody. */
function placeAgain(call: PlaceCall, seconds: number, ended: Ended): void {
  const timer = setTimeout(() => void place(call, ended), seconds * 1000);
  showWait(seconds, () => {
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
function emptyField(): void {
  field.value = '';
  showPreview(undefined);
}

function maybeRinging(reply: ReplyTo<PlaceCall> | Failure): boolean {
  return reply.type === 'call_placed' || (reply.type === 'failure' && reply.params.outcome === 'unknown');
}

function showPreview(reply: NumberChecked | undefined): void {
  const preview = part('preview');
  preview.dataset.verdict = reply?.verdict ?? '';
  if (!reply) preview.replaceChildren();
  else if (reply.verdict === 'deny')
    preview.replaceChildren(...reply.reasons.map(reason => reasonFor(reason)));
  else preview.replaceChildren(...factsOf(reply));
}

function factsOf({ number, international, country, local_time, reasons }: NumberChecked): Node[] {
  const facts = [
    element('b', { 'data-part': 'international' }, international ?? number ?? ''),
    country && element('span', {}, countryName(country)),
    local_time && element('span', {}, say('popup_local_time', clockThere(local_time))),
    ...reasons.map(reason => element('em', {}, reasonFor(reason))),
  ];
  return facts.filter(fact => fact instanceof Node);
}

function updateButton(): void {
  const text = field.value.trim();
  const denied = checked?.text === text && checked.reply.verdict === 'deny';
  callButton.disabled = calling || denied || !text;
  callButton.dataset.calling = String(calling);
  field.readOnly = calling;
  part('call-label').textContent = say(calling ? 'popup_calling' : 'popup_call');
}

async function inRegion(): Promise<{ region?: string }> {
  const region = await defaultRegion.get().catch(() => null); // then the host's own default decides
  return region ? { region } : {};
}
