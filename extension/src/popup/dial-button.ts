// The round button that calls the number of a row.

import { button, byPart } from '../dom.ts';

export function dialButton(label: string, onCall: () => void): HTMLButtonElement {
  const element = button({ class: 'dial', 'aria-label': label, title: label }, '', ({ detail }) => {
    if (detail <= 1) onCall(); // not the second click of a double click
  });
  element.append(byPart('call').querySelector('svg')?.cloneNode(true) ?? '');
  return element;
}
