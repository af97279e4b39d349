// What the card says in each state, drawn anew from values; it knows nothing of pages or calls.

import { createElement } from '../../dom.ts';
import { mayBeRinging } from '../../failures.ts';
import { describeFailure, reasonDetail, reasonText, t } from '../../i18n.ts';
import { countryName, formatLocalTime } from '../../locale-format.ts';
import type { CallPlaced, ErrorParams, Failure, NumberChecked, Reason } from '../../protocol.ts';
import { countdown } from '../../retry-countdown.ts';
import { type CardOptions, type CountryOption, countryLine, footer, updateCountry } from './card-options.ts';
import { type Drawing, icon } from './icons.ts';

export type CardState =
  | { readonly type: 'tooltip'; readonly more: () => void }
  | { readonly type: 'offer'; readonly call: () => void; readonly isAsked?: true } // by a click
  | { readonly type: 'no_number'; readonly country: string } // read there, the text is no number
  | { readonly type: 'ignored'; readonly undo: () => void }
  | { readonly type: 'calling' }
  | { readonly type: 'retry_wait'; readonly seconds: number; readonly cancel: () => void } // as Voiso asks
  | { readonly type: 'placed'; readonly call: CallPlaced }
  | {
      readonly type: 'confirm';
      readonly reasons: readonly ConfirmReason[];
      readonly params: ErrorParams;
      readonly call: () => void;
    }
  | { readonly type: 'failed'; readonly failure: Failure };

/** Why the agent is asked: what the host knows, or what the page says. */
export type ConfirmReason = Reason | 'fax';

/** Whose number the card is about. */
export interface CardNumber {
  readonly number: string;
  readonly extension?: string;
  readonly country?: string; // as the page's side knows it; the host knows better
}

type Tone = 'ready' | 'busy' | 'success' | 'warning' | 'error' | 'neutral';

const ICON_BY_TONE = {
  ready: 'phone',
  busy: 'phone',
  success: 'check',
  warning: 'question',
  error: 'bang',
  neutral: 'close',
} as const satisfies Record<Tone, Drawing>;

export class CardView {
  readonly card: HTMLElement;
  readonly #number = createElement('bdi', { class: 'number', id: 'number', dir: 'ltr' }); // digits, in every language
  readonly #where = createElement('p', { class: 'where' });
  readonly #icon = createElement('span', { class: 'icon' });
  readonly #country = createElement('div');
  readonly #body = createElement('div', { class: 'body' });
  readonly #footer = createElement('div');
  readonly #close: () => void;
  readonly #isSettled: () => boolean;
  readonly #grew: () => void;

  /** `isSettled` tells whether what is shown has been there long enough for a click to be meant for it. */
  constructor(close: () => void, isSettled: () => boolean, grew: () => void) {
    this.#close = close;
    this.#isSettled = isSettled;
    this.#grew = grew;
    const dismiss = this.button('close', close, icon('close'));
    dismiss.setAttribute('aria-label', t('card_close'));
    const who = createElement('div', { class: 'who' }, this.#number, this.#where);
    this.card = createElement(
      'div',
      {
        class: 'card',
        role: 'dialog',
        'aria-labelledby': 'number',
        tabindex: '-1',
        lang: chrome.i18n.getUILanguage(),
        dir: chrome.i18n.getMessage('@@bidi_dir'),
      },
      createElement('div', { class: 'head' }, this.#icon, who, dismiss),
      this.#country,
      this.#body,
      this.#footer,
    );
  }

  /** Say whose number it is. */
  setNumber({ number, extension, country }: CardNumber, checked?: NumberChecked): void {
    this.#number.textContent = checked?.international ?? number;
    const facts = [
      extension && t('card_extension', extension),
      ...factsOf(checked ?? (country === undefined ? {} : { country })),
    ];
    this.#where.textContent = facts.filter(Boolean).join(' · ');
  }

  /** Say what may be decided beside the call; while a call is on its way nothing is. */
  setOptions(aside: CardOptions | undefined, state: CardState): void {
    const isOpen = state.type === 'offer' || state.type === 'no_number' || state.type === 'confirm';
    const shown = isOpen || state.type === 'failed' ? aside : undefined;
    this.#tellCountry(shown?.country);
    const button: CardView['button'] = (...named) => this.button(...named);
    this.#footer.replaceChildren(
      ...(shown && state.type !== 'no_number' ? footer(shown, button, this.#grew) : []),
    );
  }

  #tellCountry(country: CountryOption | undefined): void {
    if (country && this.#country.matches(':focus-within')) updateCountry(this.#country, country);
    else this.#country.replaceChildren(...(country ? [countryLine(country)] : []));
  }

  /** Say what is happening to it. */
  render(state: CardState, checked?: NumberChecked): void {
    const tone = toneOf(state, checked);
    const isRetold = this.card.dataset.state === state.type && this.#body.matches(':focus-within');
    this.card.dataset.tone = tone;
    this.card.dataset.state = state.type;
    this.#icon.replaceChildren(icon(ICON_BY_TONE[tone]));
    // News, once: an assistive technology tells of a failure at once and of the rest in its turn.
    this.#body.setAttribute('role', state.type === 'failed' ? 'alert' : 'status');
    this.#body.replaceChildren(...this.#bodyOf(state, checked));
    // Whoever has reached a button by keyboard is not thrown off it by what the host adds.
    if (isRetold) (this.#body.querySelector('button') ?? this.card).focus({ preventScroll: true });
  }

  #bodyOf(state: CardState, checked?: NumberChecked): Node[] {
    switch (state.type) {
      case 'tooltip':
        return [this.#moreOf(state.more)];
      case 'no_number':
        return [text('title', t('card_no_number', countryName(state.country)))];
      case 'ignored':
        return [text('title', t('card_ignored')), this.button('other', state.undo, t('card_undo'))];
      case 'offer': {
        const reasons = (checked?.reasons ?? []).map(reason => text('advice', reasonText(reason)));
        if (checked?.decision === 'deny') return [text('verdict', t('card_not_sent')), ...reasons];
        return [...reasons, this.button('main', state.call, icon('phone'), t('card_call'))];
      }
      case 'calling':
        return [
          text('title', t('card_calling')),
          createElement('div', { class: 'progress' }, createElement('i')),
        ];
      case 'retry_wait': {
        const cancel = this.button('other', this.#close, t('card_cancel'));
        return [text('title', t('waiting_title')), countdown(state.seconds), cancel];
      }
      case 'placed':
        return [text('title', t('card_placed')), this.#receipt(state.call.call_id)];
      case 'confirm': {
        const anyway = this.button('main', state.call, t('card_call_anyway'));
        const cancel = this.button('other', this.#close, t('card_cancel'));
        const reasons = state.reasons.flatMap(reason => {
          if (reason === 'fax') return [text('title', t('card_fax'))];
          const more = reasonDetail(reason, state.params);
          return [text('title', reasonText(reason)), ...(more ? [text('advice', more)] : [])];
        });
        return [...reasons, createElement('div', { class: 'choice' }, anyway, cancel)];
      }
      case 'failed': {
        const { title, advice } = describeFailure(state.failure);
        const verdict = mayBeRinging(state.failure) ? [] : [text('verdict', t('card_not_sent'))];
        return [...verdict, text('title', title), text('advice', advice)];
      }
    }
  }

  /** The call ID, for whoever looks into the call later. */
  #receipt(callId: string): HTMLElement {
    const label = createElement('span', { class: 'label' }, t('card_call_id'));
    const id = createElement('code', { class: 'id', dir: 'ltr' }, callId);
    if (!navigator.clipboard) return createElement('div', { class: 'receipt' }, label, id); // plain http: select it
    const copy = this.button('copy', () => void copied(), t('card_copy'));
    const copied = () =>
      navigator.clipboard.writeText(callId).then(
        () => copy.replaceChildren(t('card_copied')),
        () => getSelection()?.selectAllChildren(id), // a frame that may not write there
      );
    return createElement('div', { class: 'receipt' }, label, copy, id);
  }

  #moreOf(more: () => void): HTMLElement {
    const made = this.button('more', more, icon('chevron'));
    made.setAttribute('aria-label', t('card_more'));
    return made;
  }

  button(name: string, act: () => void, ...children: (Node | string)[]): HTMLButtonElement {
    const made = createElement('button', { class: name, type: 'button' }, ...children);
    made.addEventListener('click', event => {
      if (event.isTrusted && this.#isSettled()) act();
    });
    return made;
  }
}

function text(name: string, sentence: string): HTMLElement {
  return createElement('p', { class: name }, sentence);
}

function toneOf(state: CardState, checked?: NumberChecked): Tone {
  switch (state.type) {
    case 'tooltip':
    case 'offer':
      return checked?.decision === 'deny' ? 'error' : 'ready';
    case 'no_number':
    case 'ignored':
      return 'neutral';
    case 'calling':
    case 'retry_wait':
      return 'busy';
    case 'placed':
      return 'success';
    case 'confirm':
      return 'warning';
    case 'failed':
      return mayBeRinging(state.failure) ? 'warning' : 'error';
  }
}

/** Country, what the clock says there, and whether the call is free: what it may cost is said as a reason. */
function factsOf({ country, number_type: numberType, local_time: time }: Partial<NumberChecked>): string[] {
  return [
    country ? countryName(country) : '',
    numberType === 'toll_free' ? t('kind_toll_free') : '',
    time ? t('card_local_time', formatLocalTime(time)) : '',
  ];
}
