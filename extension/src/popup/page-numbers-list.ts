// The list of the numbers on the page: every frame of the tab sends its own.

import { isPageNumbers } from '../context-message-guards.ts';
import type { PageNumbers } from '../context-messages.ts';
import { button, byPart, createElement } from '../dom.ts';
import { t } from '../i18n.ts';
import { dedupeKey, MAX_PAGE_NUMBERS, PAGE_NUMBERS_PORT, type PageNumber } from '../page-numbers.ts';
import type { CallFinished } from './dial-form.ts';

export interface PageNumberActions {
  readonly onSelect: (number: string) => void;
  readonly onCall: (pageNumber: PageNumber, onFinished: CallFinished) => void;
}

const COLLAPSED_LENGTH = 5; // entries shown at first, so that the last calls stay visible

const numbersByFrame = new Map<string, PageNumbers>();
const calledKeys = new Set<string>(); // these may be ringing: a key held down must not call them again
let isExpanded = false;

/** List the numbers on the page of the active tab, and update the list while the popup is open. */
export async function showPageNumbers(actions: PageNumberActions): Promise<void> {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined) return;
  const port = chrome.tabs.connect(tab.id, { name: PAGE_NUMBERS_PORT });
  port.onMessage.addListener((message: unknown) => {
    if (!isPageNumbers(message)) return;
    numbersByFrame.set(message.frame.join(), message);
    render(actions);
  });
  port.onDisconnect.addListener(() => {
    // A page of the browser, or one opened before an update, has no content script.
    void chrome.runtime.lastError;
    numbersByFrame.clear();
    render(actions);
    showNote(t('onpage_unreadable'));
  });
  byPart('onpage-more').addEventListener('click', () => {
    isExpanded = true;
    render(actions);
    byPart('onpage-list')
      .querySelector<HTMLElement>(`li:nth-child(${COLLAPSED_LENGTH + 1}) button`)
      ?.focus();
  });
}

function render(actions: PageNumberActions): void {
  const numbers = sortedNumbers();
  const showsAll = isExpanded || numbers.length <= COLLAPSED_LENGTH + 1;
  const shown = showsAll ? numbers : numbers.slice(0, COLLAPSED_LENGTH);
  byPart('onpage').hidden = false;
  byPart('onpage-list').replaceChildren(...shown.map(pageNumber => row(pageNumber, actions)));
  showNote(numbers.length === 0 ? t('onpage_empty') : '');
  const more = byPart('onpage-more');
  more.hidden = showsAll;
  const count = numbers.length >= MAX_PAGE_NUMBERS ? `${MAX_PAGE_NUMBERS}+` : String(numbers.length);
  more.textContent = t('onpage_all', count);
}

function showNote(text: string): void {
  byPart('onpage-note').textContent = text;
  byPart('onpage-note').hidden = text === '';
}

/** Return each number once: first those of the page itself, then those of its frames in their order. */
function sortedNumbers(): PageNumber[] {
  const frames = [...numbersByFrame.values()].sort((one, other) => compareFrames(one.frame, other.frame));
  const numbers = new Map<string, PageNumber>();
  for (const pageNumber of frames.flatMap(frame => frame.numbers)) {
    const key = dedupeKey(pageNumber);
    if (numbers.size < MAX_PAGE_NUMBERS && !numbers.has(key)) numbers.set(key, pageNumber);
  }
  return [...numbers.values()];
}

function compareFrames(one: readonly number[], other: readonly number[]): number {
  const level = one.findIndex((index, depth) => index !== other[depth]);
  return level < 0 ? one.length - other.length : (one[level] ?? 0) - (other[level] ?? -1);
}

function row(pageNumber: PageNumber, actions: PageNumberActions): HTMLElement {
  const { number, original_text: originalText = number, phone_extension: extension, label } = pageNumber;
  const title = t('popup_use_number', number);
  const details = [
    digitsOf(originalText) === digitsOf(number) ? '' : number,
    extension === undefined ? '' : t('card_extension', extension),
  ].filter(Boolean);
  return createElement(
    'li',
    {},
    button({ class: 'number', dir: 'auto', title }, originalText, () => actions.onSelect(number)),
    // A fax machine answers there: whoever wants to call it anyway can do so from the dial field.
    label === 'fax' ? createElement('em', {}, t('onpage_fax')) : callButton(pageNumber, actions),
    details.length > 0
      ? createElement('p', { class: 'quiet' }, createElement('bdi', { dir: 'ltr' }, details.join(' · ')))
      : null,
  );
}

function callButton(pageNumber: PageNumber, actions: PageNumberActions): HTMLElement {
  const key = dedupeKey(pageNumber);
  const call = ({ detail }: MouseEvent): void => {
    if (detail > 1) return; // the second click of a double click
    actions.onCall(pageNumber, mayRing => {
      if (mayRing) calledKeys.add(key);
      element.disabled = calledKeys.has(key);
    });
  };
  const label = t('onpage_call', pageNumber.original_text ?? pageNumber.number);
  const element = button({ class: 'dial', 'aria-label': label, title: label }, '', call);
  element.append(byPart('call').querySelector('svg')?.cloneNode(true) ?? '');
  element.disabled = calledKeys.has(key);
  return element;
}

function digitsOf(text: string): string {
  return text.replace(/[^\p{Nd}+]/gu, '');
}
