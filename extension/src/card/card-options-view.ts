// Renders the options of the card besides the call: country, explanation, and to ignore the number.

import { type CountryOptions, countrySelect } from '../country-select.ts';
import { createElement } from '../dom.ts';
import { t } from '../i18n.ts';
import { icon } from './icons.ts';

export interface CardOptions {
  readonly country?: CountryOption; // for a number without a country code
  readonly explanations: readonly string[]; // why the text is a number
  readonly ignore?: () => void; // do not detect this text as a number any more
}

export interface CountryOption extends CountryOptions {
  readonly sourceText: string; // where the country is from
  readonly onSelect: (region: string | undefined) => void;
}

export type MakeButton = (
  className: string,
  onClick: () => void,
  ...children: (Node | string)[]
) => HTMLButtonElement;

/** Make the line with the country, which can be changed before the call. */
export function countryLine({ sourceText, onSelect, ...countries }: CountryOption): HTMLElement {
  const select = countrySelect({ id: 'country', 'aria-describedby': 'country-source' }, countries, onSelect);
  return createElement(
    'div',
    { class: 'country' },
    createElement('label', { class: 'label', for: 'country' }, t('country')),
    createElement('span', { class: 'select' }, select, icon('chevron')),
    createElement('p', { class: 'source', id: 'country-source' }, sourceText),
  );
}

/** Update the line without replacing its select element, which has the keyboard focus. */
export function updateCountry(line: Element, { sourceText, region }: CountryOption): void {
  const [select, source] = [line.querySelector('select'), line.querySelector('.source')];
  if (select) select.value = region ?? '';
  if (source) source.textContent = sourceText;
}

/** Make the last line, with options that are rarely needed. */
export function footer({ explanations, ignore }: CardOptions, makeButton: MakeButton): Node[] {
  const items = explanations.map(reason => createElement('li', {}, reason));
  const reasons = createElement('ul', { class: 'reasons', id: 'reasons', hidden: '' }, ...items);
  const toggleReasons = () => {
    reasons.hidden = !reasons.hidden;
    why.ariaExpanded = String(!reasons.hidden);
  };
  const why = makeButton('tertiary', toggleReasons, t('card_why'));
  why.ariaExpanded = 'false';
  why.setAttribute('aria-controls', 'reasons');
  const ignoreButton = ignore ? [makeButton('tertiary', ignore, t('card_ignore'))] : [];
  return [createElement('div', { class: 'footer' }, why, ...ignoreButton), reasons];
}
