// The popup's list of the numbers on the page: every frame of the tab tells its own.

import { button, byPart, createElement } from '../dom.ts';
import { t } from '../i18n.ts';
import { isPageNumbers } from '../message-guards.ts';
import type { PageNumbers } from '../messages.ts';
import { dedupeKey, MAX_PAGE_NUMBERS, PAGE_NUMBERS_PORT, type PageNumber } from '../page-numbers.ts';
import type { CallFinished } from './dial-form.ts';

export interface PageNumberActions {
  readonly put: (number: string) => void; // into the dial field
  readonly call: (listed: PageNumber, ended: CallFinished) => void;
}

const FEW = 5; // shown at first: the last calls stay in sight

const listings = new Map<string, PageNumbers>(); // by frame
const called = new Set<string>(); // may be ringing: a key held down must not ring twice
let isLong = false;

/** List the numbers on the page in front, and follow them while the popup is open. */
export async function showNumbersOnPage(uses: PageNumberActions): Promise<void> {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined) return;
  const port = chrome.tabs.connect(tab.id, { name: PAGE_NUMBERS_PORT });
  port.onMessage.addListener((listing: unknown) => {
    if (!isPageNumbers(listing)) return;
    listings.set(listing.frame.join(), listing);
    draw(uses);
  });
  port.onDisconnect.addListener(() => {
    void chrome.runtime.lastError; // nobody there: the browser's own pages, a page from before an update
    listings.clear();
    draw(uses);
    note(t('onpage_unreadable'));
  });
  byPart('onpage-more').addEventListener('click', () => {
    isLong = true;
    draw(uses);
    byPart('onpage-list')
      .querySelector<HTMLElement>(`li:nth-child(${FEW + 1}) button`)
      ?.focus();
  });
}

function draw(uses: PageNumberActions): void {
  const all = sortedNumbers();
  const shown = isLong || all.length <= FEW + 1 ? all : all.slice(0, FEW);
  byPart('onpage').hidden = false;
  byPart('onpage-list').replaceChildren(...shown.map(listed => row(listed, uses)));
  note(all.length === 0 ? t('onpage_empty') : '');
  const more = byPart('onpage-more');
  more.hidden = shown.length === all.length;
  more.textContent = t(
    'onpage_all',
    all.length >= MAX_PAGE_NUMBERS ? `${MAX_PAGE_NUMBERS}+` : String(all.length),
  );
}

function note(sentence: string): void {
  byPart('onpage-note').textContent = sentence;
  byPart('onpage-note').hidden = sentence === '';
}

/** Each number once: the page's own first, then those of its frames in their order. */
function sortedNumbers(): PageNumber[] {
  const frames = [...listings.values()].sort((one, other) => byPlace(one.frame, other.frame));
  const all = new Map<string, PageNumber>();
  for (const listed of frames.flatMap(({ numbers }) => numbers)) {
    if (all.size < MAX_PAGE_NUMBERS && !all.has(dedupeKey(listed))) all.set(dedupeKey(listed), listed);
  }
  return [...all.values()];
}

function byPlace(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((place, index) => place !== other[index]);
  return at < 0 ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? -1);
}

function row(listed: PageNumber, uses: PageNumberActions): HTMLElement {
  const { number, original_text: originalText = number, extension, label } = listed;
  const use = t('popup_use_number', number);
  const facts = [
    digitsOf(originalText) === digitsOf(number) ? '' : number,
    extension === undefined ? '' : t('card_extension', extension),
  ].filter(Boolean);
  return createElement(
    'li',
    {},
    button({ class: 'number', dir: 'auto', title: use }, originalText, () => uses.put(number)),
    // A machine answers there: it is dialled from the field, by who means it.
    label === 'fax' ? createElement('em', {}, t('onpage_fax')) : callButton(listed, uses),
    facts.length > 0
      ? createElement('p', { class: 'quiet' }, createElement('bdi', { dir: 'ltr' }, facts.join(' · ')))
      : null,
  );
}

function callButton(listed: PageNumber, uses: PageNumberActions): HTMLElement {
  const act = ({ detail }: MouseEvent): void => {
    if (detail > 1) return; // the second click of a double one
    uses.call(listed, ringing => {
      if (ringing) called.add(dedupeKey(listed));
      made.disabled = called.has(dedupeKey(listed));
    });
  };
  const label = t('onpage_call', listed.original_text ?? listed.number);
  const made = button({ class: 'dial', 'aria-label': label, title: label }, '', act);
  made.append(byPart('call').querySelector('svg')?.cloneNode(true) ?? '');
  made.disabled = called.has(dedupeKey(listed));
  return made;
}

function digitsOf(text: string): string {
  return text.replace(/[^\p{Nd}+]/gu, '');
}
