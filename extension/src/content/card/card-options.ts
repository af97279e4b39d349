// What the card says beside the call: the country a number was read in, why it is one, and that it is none.

import { type Countries, countrySelect } from '../../country-select.ts';
import { element } from '../../dom.ts';
import { say } from '../../i18n.ts';
import { drawing } from './icons.ts';

export interface Aside {
  readonly country?: CountryAside; // of a number that does not say its own
  readonly why: () => readonly string[];
  readonly spare?: () => void; // it is no phone number
}

export interface CountryAside extends Countries {
  readonly how: string; // who says so
  readonly choose: (region: string | undefined) => void;
}

type Button = (name: string, act: () => void, ...children: (Node | string)[]) => HTMLButtonElement;

/** The country, to be seen before the call and changed. */
export function countryLine({ how, choose, ...countries }: CountryAside): HTMLElement {
  const select = countrySelect({ id: 'country', 'aria-describedby': 'how' }, countries, choose);
  return element(
    'div',
    { class: 'country' },
    element('label', { class: 'label', for: 'country' }, say('country')),
    element('span', { class: 'select' }, select, drawing('chevron')),
    element('p', { class: 'how', id: 'how' }, how),
  );
}

/** Say what holds now without touching the choice itself: it is being typed in. */
export function retellCountry(line: Element, { how, region }: CountryAside): void {
  const [select, told] = [line.querySelector('select'), line.querySelector('.how')];
  if (select) select.value = region ?? '';
  if (told) told.textContent = how;
}

/** The quiet line below: questions that are seldom asked. `changed` is told when it has grown. */
export function footer({ why, spare }: Aside, button: Button, changed: () => void): Node[] {
  const reasons = element('ul', { class: 'reasons', id: 'reasons', hidden: '' });
  const ask = button(
    'quiet',
    () => {
      reasons.hidden = !reasons.hidden;
      ask.ariaExpanded = String(!reasons.hidden);
      reasons.replaceChildren(...why().map(reason => element('li', {}, reason)));
      changed();
    },
    say('card_why'),
  );
  ask.ariaExpanded = 'false';
  ask.setAttribute('aria-controls', 'reasons');
  const no = spare ? [button('quiet', spare, say('card_spare'))] : [];
  return [element('div', { class: 'aside' }, ask, ...no), reasons];
}
