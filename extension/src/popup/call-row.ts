// One call in the list of the last calls: number, outcome, time; on request more about it, and what to do with it.

import { copyHidden } from '../copy-text.ts';
import { button, createElement } from '../dom.ts';
import { describeFailure } from '../failure-text.ts';
import { formatNumber, t } from '../i18n.ts';
import { formatMoment, formatPastTime } from '../locale-format.ts';
import { isE164 } from '../number-text.ts';
import { outcomeText } from '../outcome-text.ts';
import type { Call, CallState, Trigger } from '../protocol.ts';
import { extensionLine } from './call-result.ts';
import { dialButton } from './dial-button.ts';
import type { RepeatedCall } from './repeated-refusals.ts';

/** What can be done with a call of the list. */
export interface CallActions {
  readonly onEdit: (call: Call) => void; // put its number into the dial field
  readonly onRedial: (call: Call) => void;
  readonly onChange: () => void; // the row has other buttons now
  readonly callAddress: (callId: string) => string | undefined; // of the call's page at Voiso
}

const SYMBOLS: Record<CallState, string> = {
  placed: '✓',
  refused: '–',
  failed: '!',
  unknown: '?',
  dialing: '…',
};

/** Make the row; if it is open, it shows more about the call. */
export function callRow(
  { call, earlier }: RepeatedCall,
  actions: CallActions,
  isOpen = false,
): HTMLLIElement {
  const attempts = earlier.length + 1;
  const { international, state } = call;
  const number = button(
    { class: 'number', dir: 'ltr', title: t('popup_use_number', international) },
    international,
    () => actions.onEdit(call),
  );
  const details = createElement('div', { class: 'details' });
  const setOpen = (value: boolean) => {
    details.hidden = !value;
    more.ariaExpanded = String(value);
    if (value) details.replaceChildren(...detailElements(call, actions));
  };
  const more = button({ class: 'more-about' }, '', () => {
    setOpen(more.ariaExpanded !== 'true');
    actions.onChange();
  });
  setOpen(isOpen);
  more.ariaLabel = more.title = t('call_more', international);
  return createElement(
    'li',
    { 'data-state': state },
    createElement('span', { class: 'symbol', 'aria-hidden': 'true' }, SYMBOLS[state]),
    createElement('div', { class: 'called-at' }, number, timeElement(call)),
    createElement(
      'p',
      { class: 'state' },
      createElement('b', {}, outcomeText(call) ?? t(`state_${state}`)),
      attempts > 1 ? createElement('b', { class: 'attempts' }, `×${formatNumber(attempts)}`) : null,
      ' ',
      createElement('span', { title: summaryOf(call) }, summaryOf(call)),
    ),
    more,
    isE164(call.number) ? dialButton(t('redial', international), () => actions.onRedial(call)) : null,
    details,
  );
}

/** Return whether a row shows more about its call. */
export function isRowOpen(row: HTMLLIElement): boolean {
  return row.querySelector('.more-about')?.ariaExpanded === 'true';
}

/** Return why the call failed, or else where it is from. */
function summaryOf(call: Call): string {
  return call.failure && call.state !== 'placed' ? describeFailure(call.failure).title : originText(call);
}

/** Return the host of the page that a call comes from, or else how it was started. */
function originText({ page_origin: origin, trigger }: Call): string {
  const host = origin && URL.canParse(origin) ? new URL(origin).host : '';
  return host || t(`trigger_${trigger satisfies Trigger}` as const);
}

function timeElement({ requested_at }: Call): HTMLElement {
  const time = new Date(requested_at);
  return createElement('time', { datetime: requested_at, title: formatMoment(time) }, formatPastTime(time));
}

function detailElements(call: Call, { callAddress }: CallActions): Node[] {
  const { call_id: callId, failure, international, phone_extension: extension, requested_at: at } = call;
  const address = callId === null ? undefined : callAddress(callId);
  const elements = [
    extension !== null && extensionLine(extension),
    failure && createElement('p', {}, describeFailure(failure).advice),
    createElement('p', { class: 'quiet' }, `${formatMoment(new Date(at))} · ${originText(call)}`),
    createElement(
      'div',
      { class: 'actions' },
      copyButton('copy-number', t('copy_number'), international),
      callId === null ? null : copyButton('copy-call-id', t('copy_call_id'), callId),
      address === undefined
        ? null
        : createElement(
            'a',
            { class: 'call-page', href: address, target: '_blank', rel: 'noreferrer' },
            t('open_call_page'),
          ),
    ),
  ];
  return elements.filter(element => element instanceof Node);
}

/** Make a button that copies a text; its tooltip shows which. */
function copyButton(className: string, label: string, text: string): HTMLElement {
  const copy = button({ class: className, title: text }, label, () => void copyHidden(text, copy));
  return copy;
}
