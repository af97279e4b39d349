// A first call, to a number that the agent types.

import { button, byPart, createElement } from '../dom.ts';
import { reasonText } from '../failure-text.ts';
import { mayBeRinging } from '../failures.ts';
import { newCall, requestHost, withConfirmed } from '../host-request.ts';
import { t } from '../i18n.ts';
import type { CallPlaced, ConfirmationNeeded, Failure, PlaceCall, Status } from '../protocol.ts';
import { hideNotice, showNotice } from './notice.ts';
import { describeOnPage } from './page-advice.ts';

const RESULT = 'result';

const field = byPart<HTMLInputElement>('test-number');
const fields = byPart<HTMLFieldSetElement>('test-call-fields');
let isCalling = false;
let isSandbox = false;
let onReply: (reply: CallPlaced | Failure) => void = () => {};

/** `whenCalled` is told how each call ended. */
export function initTestCall(whenCalled: typeof onReply): void {
  onReply = whenCalled;
  byPart('dialer').addEventListener('submit', event => {
    event.preventDefault();
    const number = field.value.trim();
    if (!isCalling && number) void place(newCall({ number, original_text: number, trigger: 'popup' }));
  });
}

export function showTestCall(status: Status | undefined): void {
  fields.disabled = isCalling || !status?.configured;
  isSandbox = status?.sandbox === true;
}

async function place(call: PlaceCall): Promise<void> {
  isCalling = fields.disabled = true;
  hideNotice(RESULT);
  const reply = await requestHost(call);
  isCalling = fields.disabled = false;
  showReply(reply, call);
}

function showReply(reply: CallPlaced | ConfirmationNeeded | Failure, call: PlaceCall): void {
  if (reply.type === 'confirmation_needed') {
    askFirst(reply, call);
    return;
  }
  onReply(reply);
  if (reply.type === 'call_placed') {
    const id = createElement(
      'p',
      { class: 'quiet' },
      `${t('call_id')} `,
      createElement('code', {}, reply.call_id),
    );
    const advice = t(isSandbox ? 'test_mode_call' : 'popup_placed_advice');
    showNotice(RESULT, 'success', t('popup_placed', reply.international), advice, id, t('options_ready'));
  } else {
    const { title, advice } = describeOnPage(reply);
    showNotice(RESULT, mayBeRinging(reply) ? 'unknown' : 'failure', title, advice);
  }
  byPart(RESULT).focus(); // the number may be called again only on purpose
}

/** Ask before an unusual call. The focus goes to Cancel, because a second Enter must not place the call. */
function askFirst({ reasons, params }: ConfirmationNeeded, call: PlaceCall): void {
  const cancel = button({ 'data-part': 'cancel' }, t('cancel'), () => {
    hideNotice(RESULT);
    field.focus();
  });
  const anyway = button(
    { 'data-part': 'call-anyway' },
    t('call_anyway'),
    () => void place(withConfirmed(call, reasons)),
  );
  showNotice(
    RESULT,
    'question',
    t('popup_confirm'),
    ...reasons.map(reason => reasonText(reason, params)),
    createElement('div', { class: 'choices' }, cancel, anyway),
  );
  cancel.focus();
}
