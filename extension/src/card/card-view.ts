// Renders the card from its state. It does not depend on the page or on calls.

import type { CallSubject } from '../call-subject.ts';
import { copyText } from '../copy-text.ts';
import { createElement } from '../dom.ts';
import { actionAfter } from '../failure-action.ts';
import { describeFailure, failureDetail, reasonDetail, reasonText } from '../failure-text.ts';
import { mayBeRinging } from '../failures.ts';
import { t } from '../i18n.ts';
import { INSTALL_COMMAND } from '../install-command.ts';
import { countryName, formatLocalTime } from '../locale-format.ts';
import { shownNumber } from '../number-text.ts';
import type { ErrorParams, Failure, NumberChecked } from '../protocol.ts';
import { countdown } from '../retry-countdown.ts';
import {
  type CardOptions,
  type CountryOption,
  countryLine,
  footer,
  type MakeButton,
  updateCountry,
} from './card-options-view.ts';
import type { CardState, ConfirmReason } from './card-state.ts';
import { type IconName, icon } from './icons.ts';

const CARD_WIDTH_PX = 300; // in every state but `tooltip`, which is as wide as its text

type Tone = 'ready' | 'busy' | 'success' | 'warning' | 'error' | 'neutral';

const ICON_BY_TONE = {
  ready: 'phone',
  busy: 'phone',
  success: 'check',
  warning: 'question',
  error: 'exclamation',
  neutral: 'close',
} as const satisfies Record<Tone, IconName>;

interface CardViewCallbacks {
  readonly accepts: () => Promise<boolean>; // whether a press counts: the agent could see what it does
  readonly onResize: (width: number, height: number) => void; // of what the card needs, in CSS pixels
}

export class CardView {
  readonly card: HTMLElement;
  onClose: () => void = () => {};
  readonly #callbacks: CardViewCallbacks;
  readonly #number = createElement('bdi', { class: 'number', id: 'number', dir: 'ltr' });
  readonly #details = createElement('p', { class: 'details' });
  readonly #icon = createElement('span', { class: 'icon' });
  readonly #country = createElement('div');
  readonly #body = createElement('div', { class: 'body' });
  readonly #note = createElement('p', { class: 'note advice', role: 'status' });
  readonly #footer = createElement('div');
  #extension: string | undefined; // of the number that is shown

  constructor(callbacks: CardViewCallbacks) {
    this.#callbacks = callbacks;
    const closeButton = createElement('button', { class: 'close', type: 'button' }, icon('close'));
    closeButton.addEventListener('click', () => this.onClose());
    closeButton.setAttribute('aria-label', t('card_close'));
    const heading = createElement('div', { class: 'heading' }, this.#number, this.#details);
    this.card = createElement(
      'div',
      { class: 'card', role: 'dialog', 'aria-labelledby': 'number', tabindex: '-1' },
      createElement('div', { class: 'head' }, this.#icon, heading, closeButton),
      this.#country,
      this.#body,
      this.#note,
      this.#footer,
    );
    new ResizeObserver(() => this.#onResize()).observe(this.card);
  }

  #onResize(): void {
    const { width, height } = this.card.getBoundingClientRect();
    // Rounded up: else the document would get scrollbars.
    const isTooltip = this.card.dataset.state === 'tooltip';
    const neededWidth = isTooltip ? Math.ceil(width) : CARD_WIDTH_PX * (this.card.currentCSSZoom ?? 1);
    this.#callbacks.onResize(neededWidth, Math.ceil(height));
  }

  /** Return whether the card is drawn at all: it is not in a dialog that the page has closed. */
  isDrawn(): boolean {
    return window.innerWidth > 0 && window.innerHeight > 0;
  }

  /** Show the number, and its details if the host has sent them. */
  setNumber(subject: CallSubject, info?: NumberChecked): void {
    const { number, original_text: text, phone_extension: extension, country } = subject;
    this.#number.textContent = info?.international ?? shownNumber(number, text);
    this.#extension = extension;
    const details = [
      extension && t('card_extension', extension),
      ...detailsOf(info ?? (country === undefined ? {} : { country })),
    ];
    // The style sheet puts dots between those that are in one line.
    this.#details.replaceChildren(
      ...details.flatMap(text => (text ? [createElement('bdi', {}, text), ' '] : [])),
    );
  }

  /** Before the card shows another number, tell whether the call to the one before was cancelled by that. */
  tellCancelled(isCancelled: boolean): void {
    this.#note.textContent = isCancelled ? t('card_other_cancelled', this.#number.textContent ?? '') : '';
  }

  /** Show the country and the footer, in the states in which the agent may use them. */
  setOptions(options: CardOptions | undefined, state: CardState): void {
    const hasOptions = ['offer', 'no_number', 'confirm', 'failed'].includes(state.type);
    const shown = hasOptions && options ? optionsFor(state, options) : undefined;
    this.#setCountry(shown?.country);
    const makeButton: MakeButton = (...args) => this.#makeButton(...args);
    this.#footer.replaceChildren(...(shown && state.type !== 'no_number' ? footer(shown, makeButton) : []));
  }

  #setCountry(country: CountryOption | undefined): void {
    if (country && this.#country.matches(':focus-within')) updateCountry(this.#country, country);
    else this.#country.replaceChildren(...(country ? [countryLine(country)] : []));
  }

  /** Show a state; `info` is the host's reply to `check_number`. */
  render(state: CardState, info?: NumberChecked): void {
    const tone = toneOf(state, info);
    const keepsFocus = this.card.dataset.state === state.type && this.#body.matches(':focus-within');
    this.card.dataset.tone = tone;
    this.card.dataset.state = state.type;
    this.#icon.replaceChildren(icon(ICON_BY_TONE[tone]));
    // Assistive technology reads an alert at once, and a status when the user is idle.
    this.#body.setAttribute('role', state.type === 'failed' ? 'alert' : 'status');
    this.#keepFocus(() => this.#body.replaceChildren(...this.#bodyOf(state, info)));
    // Rendering the same state again must not take the keyboard focus from a button.
    if (keepsFocus) (this.#body.querySelector('button') ?? this.card).focus({ preventScroll: true });
    this.#onResize(); // also if the new content has the same size
  }

  /** Make a change; the card has the focus after it if the element that had it has gone. */
  #keepFocus(change: () => void): void {
    const hadFocus = this.card.contains(document.activeElement);
    change();
    if (hadFocus && !this.card.contains(document.activeElement)) this.card.focus({ preventScroll: true });
  }

  /** Move the focus to the button that calls, if there is one. */
  focusCall(): void {
    this.#body.querySelector<HTMLButtonElement>('button.primary')?.focus({ preventScroll: true });
  }

  #bodyOf(state: CardState, info?: NumberChecked): Node[] {
    switch (state.type) {
      case 'tooltip':
        return [this.#moreButton(state.more)];
      case 'no_number':
        return [paragraph('title', t('card_no_number', countryName(state.country)))];
      case 'ignored':
        return [
          paragraph('title', t('card_ignored')),
          this.#makeButton('secondary', state.undo, t('card_undo')),
        ];
      case 'offer': {
        const params = { country: info?.country ?? null };
        const reasons = (info?.reasons ?? []).map(reason => paragraph('advice', reasonText(reason, params)));
        if (info?.decision === 'deny') return [paragraph('outcome', t('card_not_sent')), ...reasons];
        return [...reasons, this.#makeButton('primary', state.call, icon('phone'), t('call'))];
      }
      case 'calling':
        return [
          paragraph('title', t('calling')),
          createElement('div', { class: 'progress' }, createElement('i')),
        ];
      case 'retry_wait': {
        const cancel = this.#makeButton('secondary', state.cancel, t('cancel'));
        return [paragraph('title', t('retry_title')), countdown(state.seconds), cancel];
      }
      case 'cancelled':
        return [paragraph('title', t('call_cancelled'))];
      case 'placed':
        return [
          paragraph('title', t('card_placed')),
          ...(state.isTest ? [paragraph('advice', t('test_mode_call'))] : []),
          ...(this.#extension === undefined ? [] : [this.#copyLine(t('extension_or_pin'), this.#extension)]),
          this.#copyLine(t('call_id'), state.call.call_id),
          ...(state.askOneClick ? [this.#oneClickQuestion(state.askOneClick)] : []),
        ];
      case 'confirm': {
        const callAnyway = this.#makeButton('primary', state.call, t('call_anyway'));
        const cancel = this.#makeButton('secondary', () => this.onClose(), t('cancel'));
        const reasons = state.reasons.flatMap(reason => confirmTexts(reason, state.params));
        return [...reasons, createElement('div', { class: 'choices' }, callAnyway, cancel)];
      }
      case 'asked_elsewhere': {
        const show = this.#makeButton('secondary', state.showQuestion, t('card_show_question'));
        const reasons = state.reasons.flatMap(reason => confirmTexts(reason, state.params));
        return [...reasons, paragraph('advice', t('card_asked_elsewhere')), show];
      }
      case 'failed': {
        const { title, advice } = describeFailure(state.failure);
        const outcome = mayBeRinging(state.failure) ? [] : [paragraph('outcome', t('card_not_sent'))];
        const actions = this.#actionElements(state.failure, state.callAgain);
        return [...outcome, paragraph('title', title), paragraph('advice', advice), ...actions];
      }
    }
  }

  /** Make a line with something to copy: the call ID, by which a call can be found later, or a PIN to enter. */
  #copyLine(name: string, value: string): HTMLElement {
    const label = createElement('span', { class: 'label' }, name);
    const text = createElement('code', { class: 'id', dir: 'ltr' }, value);
    const copy = this.#makeButton('copy', () => void copyText(text, copy), t('copy'));
    return createElement('div', { class: 'receipt' }, label, copy, text);
  }

  /** Make what the agent can do at once after a failure. */
  #actionElements(failure: Failure, callAgain: () => void): HTMLElement[] {
    switch (actionAfter(failure)) {
      case 'try_again':
        return [this.#makeButton('secondary', callAgain, t('try_again'))];
      case 'open_settings': {
        const open = () => void chrome.runtime.openOptionsPage();
        return [this.#makeButton('secondary', open, t('popup_open_options'))];
      }
      case 'copy_command':
        return [this.#copyLine(t('command'), INSTALL_COMMAND)];
      case null:
        return [];
    }
  }

  /** Ask, once for each site, whether one click shall call there from now on. */
  #oneClickQuestion(decide: (isAllowed: boolean) => void): HTMLElement {
    const answer = (isAllowed: boolean) => {
      decide(isAllowed);
      const note = paragraph('advice', t(isAllowed ? 'one_click_allowed' : 'one_click_declined'));
      this.#keepFocus(() => question.replaceChildren(note));
    };
    const yes = this.#makeButton('secondary', () => answer(true), t('one_click_yes'));
    const no = this.#makeButton('secondary', () => answer(false), t('one_click_no'));
    const question = createElement(
      'div',
      { class: 'question' },
      paragraph('title', t('one_click_question')),
      createElement('div', { class: 'choices' }, yes, no),
    );
    return question;
  }

  #moreButton(more: () => void): HTMLElement {
    const element = this.#makeButton('more', more, icon('chevron'));
    element.setAttribute('aria-label', t('card_more'));
    return element;
  }

  /** Make a button that reacts only to a click by a person, on a card that the person has seen. */
  #makeButton(className: string, onClick: () => void, ...children: (Node | string)[]): HTMLButtonElement {
    const element = createElement('button', { class: className, type: 'button' }, ...children);
    element.addEventListener('click', event => {
      if (!event.isTrusted) return;
      void this.#callbacks.accepts().then(isAccepted => {
        if (isAccepted && element.isConnected) onClick();
      });
    });
    return element;
  }
}

/** After a failure it is the failure that needs an explanation, no longer the number. */
function optionsFor(state: CardState, { ignore, ...options }: CardOptions): CardOptions {
  if (state.type !== 'failed') return { ...options, ...(ignore && { ignore }) };
  const explanations = [`${t('failure_detail')} ${failureDetail(state.failure)}`];
  return { ...options, explanations, ...(ignore && state.failure.code === 'number_invalid' && { ignore }) };
}

function confirmTexts(reason: ConfirmReason, params: ErrorParams): HTMLElement[] {
  if (reason === 'fax') return [paragraph('title', t('card_fax'))];
  const detail = reasonDetail(reason, params);
  return [paragraph('title', reasonText(reason, params)), ...(detail ? [paragraph('advice', detail)] : [])];
}

function paragraph(className: string, text: string): HTMLElement {
  return createElement('p', { class: className }, text);
}

function toneOf(state: CardState, info?: NumberChecked): Tone {
  switch (state.type) {
    case 'tooltip':
    case 'offer':
      return info?.decision === 'deny' ? 'error' : 'ready';
    case 'no_number':
    case 'ignored':
    case 'cancelled':
      return 'neutral';
    case 'calling':
    case 'retry_wait':
      return 'busy';
    case 'placed':
      return 'success';
    case 'confirm':
    case 'asked_elsewhere':
      return 'warning';
    case 'failed':
      return mayBeRinging(state.failure) ? 'warning' : 'error';
  }
}

/** List the country, whether the call is free, and the local time. Costs are among the reasons instead. */
function detailsOf({ country, number_type: numberType, local_time: time }: Partial<NumberChecked>): string[] {
  return [
    country ? countryName(country) : '',
    numberType === 'toll_free' ? t('number_type_toll_free') : '',
    time ? t('local_time', formatLocalTime(time)) : '',
  ];
}
