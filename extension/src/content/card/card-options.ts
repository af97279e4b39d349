// What the card says beside the call: the country a number was read in, why it is one, and that it is none.

import { type CountryOptions, countrySelect } from '../../country-select.ts';
import { createElement } from '../../dom.ts';
import { t } from '../../i18n.ts';
import { icon } from './icons.ts';

export interface CardOptions {
  readonly country?: CountryOption; // of a number that does not say its own
  readonly why: () => readonly string[];
  readonly spare?: () => void; // it is no phone number
}

export interface CountryOption extends CountryOptions {
  readonly how: string; // who says so
  readonly choose: (region: string | undefined) => void;
}

type Button = (name: string, act: () => void, ...children: (Node | string)[]) => HTMLButtonElement;

/** The country, to be seen before the call and changed. */
export function countryLine({ how, choose, ...countries }: CountryOption): HTMLElement {
  const select = countrySelect({ id: 'country', 'aria-describedby': 'how' }, countries, choose);
  return createElement(
    'div',
    { class: 'country' },
    createElement('label', { class: 'label', for: 'country' }, t('country')),
    createElement('span', { class: 'select' }, select, icon('chevron')),
    createElement('p', { class: 'how', id: 'how' }, how),
  );
}

/** Say what holds now without touching the choice itself: it is being typed in. */
export function updateCountry(line: Element, { how, region }: CountryOption): void {
  const [select, told] = [line.querySelector('select'), line.querySelector('.how')];
  if (select) select.value = region ?? '';
  if (told) told.textContent = how;
}

/** The quiet line below: questions that are seldom asked. `changed` is told when it has grown. */
export function footer({ why, spare }: CardOptions, button: Button, changed: () => void): Node[] {
  const reasons = createElement('ul', { class: 'reasons', id: 'reasons', hidden: '' });
  const ask = button(
    'quiet',
    () => {
      reasons.hidden = !reasons.hidden;
      ask.ariaExpanded = String(!reasons.hidden);
      reasons.replaceChildren(...why().map(reason => createElement('li', {}, reason)));
      changed();
    },
    t('card_why'),
  );
  ask.ariaExpanded = 'false';
  ask.setAttribute('aria-controls', 'reasons');
  const no = spare ? [button('quiet', spare, t('card_ignore'))] : [];
  return [createElement('div', { class: 'aside' }, ask, ...no), reasons];
}
