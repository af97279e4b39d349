// What the card says in each state, drawn anew from values; it knows nothing of pages or calls.

import { element } from '../../dom.ts';
import { moreOf, reasonFor, say, sentenceFor } from '../../i18n.ts';
import { clockThere, countryName } from '../../locale-format.ts';
import type { CallPlaced, Failure, NumberChecked, Params, Reason } from '../../protocol.ts';
import { countdown } from '../../retry-countdown.ts';
import { type Aside, type CountryAside, countryLine, footer, retellCountry } from './card-options.ts';
import { type Drawing, drawing } from './icons.ts';

export type State =
  | { readonly is: 'glimpse'; readonly more: () => void }
  | { readonly is: 'offer'; readonly call: () => void; readonly isAsked?: true } // by a click
  | { readonly is: 'absent'; readonly country: string } // read there, the text is no number
  | { readonly is: 'spared'; readonly undo: () => void }
  | { readonly is: 'calling' }
  | { readonly is: 'waiting'; readonly seconds: number; readonly cancel: () => void } // as Voiso asks
  | { readonly is: 'placed'; readonly call: CallPlaced }
  | {
      readonly is: 'asking';
      readonly reasons: readonly Question[];
      readonly params: Params;
      readonly call: () => void;
    }
  | { readonly is: 'failed'; readonly failure: Failure };

/** Why the agent is asked: what the host knows, or what the page says. */
export type Question = Reason | 'fax';

/** Whose number the card is about. */
export interface Whose {
  readonly number: string;
  readonly extension?: string;
  readonly country?: string; // as the page's side knows it; the host knows better
}

type Mood = 'ready' | 'busy' | 'good' | 'careful' | 'bad' | 'quiet';

const DRAWINGS = {
  ready: 'phone',
  busy: 'phone',
  good: 'check',
  careful: 'question',
  bad: 'bang',
  quiet: 'close',
} as const satisfies Record<Mood, Drawing>;

export class Face {
  readonly card: HTMLElement;
  readonly #number = element('bdi', { class: 'number', id: 'number', dir: 'ltr' }); // digits, in every language
  readonly #where = element('p', { class: 'where' });
  readonly #icon = element('span', { class: 'icon' });
  readonly #country = element('div');
  readonly #body = element('div', { class: 'body' });
  readonly #footer = element('div');
  readonly #close: () => void;
  readonly #isSettled: () => boolean;
  readonly #grew: () => void;

  /** `isSettled` tells whether what is shown has been there long enough for a click to be meant for it. */
  constructor(close: () => void, isSettled: () => boolean, grew: () => void) {
    this.#close = close;
    this.#isSettled = isSettled;
    this.#grew = grew;
    const dismiss = this.button('close', close, drawing('close'));
    dismiss.setAttribute('aria-label', say('card_close'));
    const who = element('div', { class: 'who' }, this.#number, this.#where);
    this.card = element(
      'div',
      {
        class: 'card',
        role: 'dialog',
        'aria-labelledby': 'number',
        tabindex: '-1',
        lang: chrome.i18n.getUILanguage(),
        dir: chrome.i18n.getMessage('@@bidi_dir'),
      },
      element('div', { class: 'head' }, this.#icon, who, dismiss),
      this.#country,
      this.#body,
      this.#footer,
    );
  }

  /** Say whose number it is. */
  about({ number, extension, country }: Whose, checked?: NumberChecked): void {
    this.#number.textContent = checked?.international ?? number;
    const facts = [
      extension && say('card_extension', extension),
      ...factsOf(checked ?? (country === undefined ? {} : { country })),
    ];
    this.#where.textContent = facts.filter(Boolean).join(' · ');
  }

  /** Say what may be decided beside the call; while a call is on its way nothing is. */
  beside(aside: Aside | undefined, state: State): void {
    const isOpen = state.is === 'offer' || state.is === 'absent' || state.is === 'asking';
    const shown = isOpen || state.is === 'failed' ? aside : undefined;
    this.#tellCountry(shown?.country);
    const button: Face['button'] = (...named) => this.button(...named);
    this.#footer.replaceChildren(
      ...(shown && state.is !== 'absent' ? footer(shown, button, this.#grew) : []),
    );
  }

  #tellCountry(country: CountryAside | undefined): void {
    if (country && this.#country.matches(':focus-within')) retellCountry(this.#country, country);
    else this.#country.replaceChildren(...(country ? [countryLine(country)] : []));
  }

  /** Say what is happening to it. */
  tell(state: State, checked?: NumberChecked): void {
    const mood = moodOf(state, checked);
    const isRetold = this.card.dataset.is === state.is && this.#body.matches(':focus-within');
    this.card.dataset.mood = mood;
    this.card.dataset.is = state.is;
    this.#icon.replaceChildren(drawing(DRAWINGS[mood]));
    // News, once: an assistive technology tells of a failure at once and of the rest in its turn.
    this.#body.setAttribute('role', state.is === 'failed' ? 'alert' : 'status');
    this.#body.replaceChildren(...this.#bodyOf(state, checked));
    // Whoever has reached a button by keyboard is not thrown off it by what the host adds.
    if (isRetold) (this.#body.querySelector('button') ?? this.card).focus({ preventScroll: true });
  }

  #bodyOf(state: State, checked?: NumberChecked): Node[] {
    switch (state.is) {
      case 'glimpse':
        return [this.#moreOf(state.more)];
      case 'absent':
        return [text('title', say('card_absent', countryName(state.country)))];
      case 'spared':
        return [text('title', say('card_spared')), this.button('other', state.undo, say('card_undo'))];
      case 'offer': {
        const reasons = (checked?.reasons ?? []).map(reason => text('advice', reasonFor(reason)));
        if (checked?.verdict === 'deny') return [text('verdict', say('card_not_sent')), ...reasons];
        return [...reasons, this.button('main', state.call, drawing('phone'), say('card_call'))];
      }
      case 'calling':
        return [text('title', say('card_calling')), element('div', { class: 'progress' }, element('i'))];
      case 'waiting': {
        const cancel = this.button('other', this.#close, say('card_cancel'));
        return [text('title', say('waiting_title')), countdown(state.seconds), cancel];
      }
      case 'placed':
        return [text('title', say('card_placed')), this.#receipt(state.call.call_id)];
      case 'asking': {
        const anyway = this.button('main', state.call, say('card_call_anyway'));
        const cancel = this.button('other', this.#close, say('card_cancel'));
        const reasons = state.reasons.flatMap(reason => {
          if (reason === 'fax') return [text('title', say('card_fax'))];
          const more = moreOf(reason, state.params);
          return [text('title', reasonFor(reason)), ...(more ? [text('advice', more)] : [])];
        });
        return [...reasons, element('div', { class: 'choice' }, anyway, cancel)];
      }
      case 'failed': {
        const { title, advice } = sentenceFor(state.failure);
        const verdict = mayRing(state.failure) ? [] : [text('verdict', say('card_not_sent'))];
        return [...verdict, text('title', title), text('advice', advice)];
      }
    }
  }

  /** The call ID, for whoever looks into the call later. */
  #receipt(callId: string): HTMLElement {
    const label = element('span', { class: 'label' }, say('card_call_id'));
    const id = element('code', { class: 'id', dir: 'ltr' }, callId);
    if (!navigator.clipboard) return element('div', { class: 'receipt' }, label, id); // plain http: select it
    const copy = this.button('copy', () => void copied(), say('card_copy'));
    const copied = () =>
      navigator.clipboard.writeText(callId).then(
        () => copy.replaceChildren(say('card_copied')),
        () => getSelection()?.selectAllChildren(id), // a frame that may not write there
      );
    return element('div', { class: 'receipt' }, label, copy, id);
  }

  #moreOf(more: () => void): HTMLElement {
    const made = this.button('more', more, drawing('chevron'));
    made.setAttribute('aria-label', say('card_more'));
    return made;
  }

  button(name: string, act: () => void, ...children: (Node | string)[]): HTMLButtonElement {
    const made = element('button', { class: name, type: 'button' }, ...children);
    made.addEventListener('click', event => {
      if (event.isTrusted && this.#isSettled()) act();
    });
    return made;
  }
}

function text(name: string, sentence: string): HTMLElement {
  return element('p', { class: name }, sentence);
}

function moodOf(state: State, checked?: NumberChecked): Mood {
  switch (state.is) {
    case 'glimpse':
    case 'offer':
      return checked?.verdict === 'deny' ? 'bad' : 'ready';
    case 'absent':
    case 'spared':
      return 'quiet';
    case 'calling':
    case 'waiting':
      return 'busy';
    case 'placed':
      return 'good';
    case 'asking':
      return 'careful';
    case 'failed':
      return mayRing(state.failure) ? 'careful' : 'bad';
  }
}

/** Whether the call may be ringing although nobody said so. */
function mayRing({ code, params }: Failure): boolean {
  return code === 'call_outcome_unknown' || params.outcome === 'unknown';
}

/** Country, what the clock says there, and whether the call is free: what it may cost is said as a reason. */
function factsOf({ country, kind, local_time: time }: Partial<NumberChecked>): string[] {
  return [
    country ? countryName(country) : '',
    kind === 'toll_free' ? say('kind_toll_free') : '',
    time ? say('card_local_time', clockThere(time)) : '',
  ];
}
