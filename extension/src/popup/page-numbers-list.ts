// The popup's list of the numbers on the page: every frame of the tab tells its own.

import { button, element, part } from '../dom.ts';
import { say } from '../i18n.ts';
import { keyOf, LISTING, type Listed, type Listing, MOST_LISTED } from '../page-numbers.ts';
import type { Ended } from './dial-form.ts';

export interface Uses {
  readonly put: (number: string) => void; // into the dial field
  readonly call: (listed: Listed, ended: Ended) => void;
}

const FEW = 5; // shown at first: the last calls stay in sight

const listings = new Map<string, Listing>(); // by frame
const called = new Set<string>(); // may be ringing: a key held down must not ring twice
let isLong = false;

/** List the numbers on the page in front, and follow them while the popup is open. */
export async function showNumbersOnPage(uses: Uses): Promise<void> {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined) return;
  const port = chrome.tabs.connect(tab.id, { name: LISTING });
  port.onMessage.addListener((listing: Listing) => {
    listings.set(listing.frame.join(), listing);
    draw(uses);
  });
  port.onDisconnect.addListener(() => {
    void chrome.runtime.lastError; // nobody there: the browser's own pages, a page from before an update
    listings.clear();
    draw(uses);
    note(say('onpage_unreadable'));
  });
  part('onpage-more').addEventListener('click', () => {
    isLong = true;
    draw(uses);
    part('onpage-list')
      .querySelector<HTMLElement>(`li:nth-child(${FEW + 1}) button`)
      ?.focus();
  });
}

function draw(uses: Uses): void {
  const all = inOrder();
  const shown = isLong || all.length <= FEW + 1 ? all : all.slice(0, FEW);
  part('onpage').hidden = false;
  part('onpage-list').replaceChildren(...shown.map(listed => row(listed, uses)));
  note(all.length === 0 ? say('onpage_empty') : '');
  const more = part('onpage-more');
  more.hidden = shown.length === all.length;
  more.textContent = say('onpage_all', all.length >= MOST_LISTED ? `${MOST_LISTED}+` : String(all.length));
}

function note(sentence: string): void {
  part('onpage-note').textContent = sentence;
  part('onpage-note').hidden = sentence === '';
}

/** Each number once: the page's own first, then those of its frames in their order. */
function inOrder(): Listed[] {
  const frames = [...listings.values()].sort((one, other) => byPlace(one.frame, other.frame));
  const all = new Map<string, Listed>();
  for (const listed of frames.flatMap(({ numbers }) => numbers)) {
    if (all.size < MOST_LISTED && !all.has(keyOf(listed))) all.set(keyOf(listed), listed);
  }
  return [...all.values()];
}

function byPlace(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((place, index) => place !== other[index]);
  return at < 0 ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? -1);
}

function row(listed: Listed, uses: Uses): HTMLElement {
  const { number, written = number, extension, label } = listed;
  const use = say('popup_use_number', number);
  const facts = [
    digitsOf(written) === digitsOf(number) ? '' : number,
    extension === undefined ? '' : say('card_extension', extension),
  ].filter(Boolean);
  return element(
    'li',
    {},
    button({ class: 'number', dir: 'auto', title: use }, written, () => uses.put(number)),
    // A machine answers there: it is dialled from the field, by who means it.
    label === 'fax' ? element('em', {}, say('onpage_fax')) : callButton(listed, uses),
    facts.length > 0
      ? element('p', { class: 'quiet' }, element('bdi', { dir: 'ltr' }, facts.join(' · ')))
      : null,
  );
}

function callButton(listed: Listed, uses: Uses): HTMLElement {
  const act = ({ detail }: MouseEvent): void => {
    if (detail > 1) return; // the second click of a double one
    uses.call(listed, ringing => {
      if (ringing) called.add(keyOf(listed));
      made.disabled = called.has(keyOf(listed));
    });
  };
  const label = say('onpage_call', listed.written ?? listed.number);
  const made = button({ class: 'dial', 'aria-label': label, title: label }, '', act);
  made.append(part('call').querySelector('svg')?.cloneNode(true) ?? '');
  made.disabled = called.has(keyOf(listed));
  return made;
}

function digitsOf(text: string): string {
  return text.replace(/[^\p{Nd}+]/gu, '');
}
