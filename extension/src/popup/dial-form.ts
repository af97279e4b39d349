// The form around the dial field: its button, and when it can be used.

import { byPart } from '../dom.ts';
import { dismissResult, placeNewCall } from './call-flow.ts';
import { clearDialField, dialledNumber, dialText, initDialField, isDenied } from './dial-field.ts';
import { isSameNumber } from './typed-number.ts';

let isCalling = false;
let isLocked = true; // until it is known whether there is a question
let isReady = true; // the host answers, as far as is known

const field = byPart<HTMLInputElement>('dial');
const callButton = byPart<HTMLButtonElement>('call');

/** Add the listeners of the form. `focusList` moves the keyboard focus to the first list, if there is one. */
export function initDialForm(focusList: () => boolean): void {
  field.addEventListener('input', dismissResult);
  field.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' && !event.isComposing && focusList()) event.preventDefault();
  });
  initDialField(updateButton);
  byPart('dialer').addEventListener('submit', event => {
    event.preventDefault();
    if (!callButton.disabled) void dial();
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
  clearDialField();
}

/** Show whether a call is in progress. */
export function setCalling(value: boolean): void {
  isCalling = value;
  updateButton();
}

/** No call can be placed while the host does not answer. */
export function setHostReady(value: boolean): void {
  isReady = value;
  document.body.dataset.ready = String(value);
  updateButton();
}

/**
 * Empty the field after its number was called, so that a second Enter does not call it: the history has it. Who
 * was faster than the preview has the number in other groups now.
 */
export function clearIfCalled(originalText: string | undefined): void {
  if (originalText !== undefined && isSameNumber(dialText(), originalText)) clearDialField();
}

function focusField(): void {
  // Firefox would scroll the notice away that says why nothing can be called.
  if (!isLocked && document.activeElement === document.body) field.focus({ preventScroll: true });
}

async function dial(): Promise<void> {
  setCalling(true); // before the first `await`, so that a second Enter does nothing
  placeNewCall(await dialledNumber());
}

function updateButton(): void {
  callButton.disabled = isCalling || !isReady || isDenied() || !dialText();
  callButton.dataset.calling = String(isCalling);
  field.readOnly = isCalling || isLocked;
}
