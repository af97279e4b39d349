// The list of the numbers on the page: every frame of the tab sends its own.

import { isPageNumbers } from '../context-message-guards.ts';
import type { PageNumbers } from '../context-messages.ts';
import { button, byPart, createElement } from '../dom.ts';
import { countText, formatNumber, t } from '../i18n.ts';
import { countryName } from '../locale-format.ts';
import { isPlain, spells } from '../number-text.ts';
import { dedupeKey, MAX_PAGE_NUMBERS, PAGE_NUMBERS_PORT, type PageNumber } from '../page-numbers.ts';
import { popupTabId } from '../popup-tab.ts';
import type { CallFinishedListener } from './call-flow.ts';
import { dialButton } from './dial-button.ts';
import { ListKeys } from './list-keys.ts';
import { focusPlace, showRows } from './list-rows.ts';
import { grouped, loadGroups } from './number-groups.ts';
import { PressGuard } from './press-guard.ts';
import { isNational } from './typed-number.ts';

interface PageNumberActions {
  readonly onSelect: (pageNumber: PageNumber) => void;
  readonly onCall: (pageNumber: PageNumber, onFinished: CallFinishedListener) => void;
}

interface Row {
  readonly content: string; // the page number as JSON
  readonly element: HTMLElement;
  readonly write: () => void; // the texts, which change when the groups of the number are known
}

const COLLAPSED_LENGTH = 3; // entries shown at first, so that the last calls stay visible

const numbersByFrame = new Map<string, PageNumbers>();
const rows = new Map<string, Row>(); // those in the list, by `dedupeKey`
const calledKeys = new Set<string>(); // these may be ringing: a key held down must not call them again
const list = byPart('onpage-list');
const keys = new ListKeys(list, '.dial');
let isExpanded = false;
let isReadable = true; // the page has a content script
let guard: PressGuard | undefined;

/** List the numbers on the page of the active tab, and update the list while the popup is open. */
export async function showPageNumbers(actions: PageNumberActions): Promise<void> {
  const tabId = await popupTabId();
  if (tabId === undefined) return;
  guard = new PressGuard(list); // the page may replace its numbers at any time
  const port = chrome.tabs.connect(tabId, { name: PAGE_NUMBERS_PORT });
  port.onMessage.addListener((message: unknown) => {
    if (!isPageNumbers(message)) return;
    numbersByFrame.set(message.frame.join(), message);
    render(actions);
  });
  port.onDisconnect.addListener(() => {
    // A page of the browser, or one opened before an update, has no content script.
    void chrome.runtime.lastError;
    numbersByFrame.clear();
    isReadable = false;
    render(actions);
  });
  byPart('onpage-more').addEventListener('click', () => {
    isExpanded = true;
    render(actions);
  });
}

function render(actions: PageNumberActions): void {
  const numbers = sortedNumbers();
  const { activeElement } = document;
  const fits = numbers.length <= COLLAPSED_LENGTH + 1;
  // The number that has the focus stays in the list.
  const focusedKey = activeElement && keyOf(rows, row => row.contains(activeElement));
  isExpanded ||= !fits && numbers.slice(COLLAPSED_LENGTH).some(it => dedupeKey(it) === focusedKey);
  const showsAll = isExpanded || fits;
  byPart('onpage').hidden = false;
  let keepsFocus = updateRows(showsAll ? numbers : numbers.slice(0, COLLAPSED_LENGTH), actions);
  const note = byPart('onpage-note');
  note.textContent = numbers.length > 0 ? '' : t(isReadable ? 'onpage_empty' : 'onpage_unreadable');
  note.hidden = numbers.length > 0;
  const more = byPart('onpage-more');
  more.hidden = showsAll;
  const isCut = numbers.length >= MAX_PAGE_NUMBERS;
  const count = `${formatNumber(numbers.length)}${isCut ? '+' : ''}`;
  more.textContent = countText('onpage_all', numbers.length, count);
  for (const [element, place] of [
    [more, COLLAPSED_LENGTH],
    [note, 0],
  ] as const) {
    if (element.hidden && element === activeElement) keepsFocus = focusPlace(list, place, guard);
  }
  if (!keepsFocus) note.focus();
}

/** Update the list: the page can change at any time. Returns false if that has taken the focus from it. */
function updateRows(pageNumbers: readonly PageNumber[], actions: PageNumberActions): boolean {
  const previousRows = new Map(rows);
  rows.clear();
  for (const pageNumber of pageNumbers) {
    const key = dedupeKey(pageNumber);
    const content = JSON.stringify(pageNumber);
    const previous = previousRows.get(key);
    rows.set(key, previous?.content === content ? previous : { content, ...newRow(pageNumber, actions) });
  }
  const elements = [...rows.values()].map(({ element }) => element);
  const keepsFocus = showRows(list, elements, guard, gone => {
    const key = keyOf(previousRows, row => row === gone);
    return key === undefined ? undefined : rows.get(key)?.element;
  });
  keys.update();
  void writeInGroups(pageNumbers);
  return keepsFocus;
}

/** Return the key of the row for which `matches` is true. */
function keyOf(all: ReadonlyMap<string, Row>, matches: (row: HTMLElement) => boolean): string | undefined {
  return [...all].find(([, { element }]) => matches(element))?.[0];
}

/** Write the numbers as the rest of the popup does. The rows stay: they may have the focus, or be pressed now. */
async function writeInGroups(pageNumbers: readonly PageNumber[]): Promise<void> {
  if (!(await loadGroups(pageNumbers.map(({ number }) => number)))) return;
  for (const { write } of rows.values()) write();
}

/** Move the keyboard focus to the list; return whether it has anything to focus. */
export function focusPageNumbers(): boolean {
  return keys.focus();
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

function newRow(pageNumber: PageNumber, actions: PageNumberActions): Omit<Row, 'content'> {
  const numberButton = button({ class: 'number', dir: 'ltr' }, '', () => actions.onSelect(pageNumber));
  const call = callElement(pageNumber, actions);
  const about = createElement('p', { class: 'quiet' });
  const write = () => {
    const text = textOf(pageNumber);
    numberButton.textContent = text;
    numberButton.title = t('popup_use_number', grouped(pageNumber.number));
    if (call?.matches('.dial')) call.ariaLabel = call.title = t('onpage_call', text);
    about.replaceChildren(...separated(detailsOf(pageNumber, text)));
    about.hidden = about.childElementCount === 0;
  };
  write();
  return { element: createElement('li', {}, numberButton, call, about), write };
}

/**
 * Return what stands below a number: first the number itself, of which nothing may be cut off. The country of one
 * without a country code is from the page, and decides which number it is.
 */
function detailsOf(pageNumber: PageNumber, text: string): string[] {
  const { number, phone_extension: extension, label, region } = pageNumber;
  const context = label === 'fax' && !pageNumber.context?.includes(' ') ? '' : (pageNumber.context ?? '');
  return [
    spells(text, number) ? '' : grouped(number),
    region !== undefined && isNational(number) ? countryName(region) : '',
    extension === undefined ? '' : t('card_extension', extension),
    context,
  ].filter(Boolean);
}

/** Put dots between texts, each of which is read in its own direction. */
function separated(texts: readonly string[]): (Node | string)[] {
  return texts.flatMap((text, index) => [index === 0 ? '' : ' · ', createElement('bdi', {}, text)]);
}

/** Return what calls a number, or says why nothing does: it can be called from the dial field anyway. */
function callElement(pageNumber: PageNumber, actions: PageNumberActions): HTMLElement | null {
  if (pageNumber.label === 'fax') return createElement('em', {}, t('onpage_fax'));
  // The address of a link that could not be parsed may be read as another number. The dial field has a preview.
  return isPlain(pageNumber.number) ? callButton(pageNumber, actions) : null;
}

function callButton(pageNumber: PageNumber, actions: PageNumberActions): HTMLElement {
  const key = dedupeKey(pageNumber);
  const element = dialButton(t('onpage_call', textOf(pageNumber)), () =>
    actions.onCall(pageNumber, maybeRinging => {
      if (maybeRinging) calledKeys.add(key);
      const shown = rows.get(key)?.element.querySelector<HTMLButtonElement>('.dial');
      if (shown) shown.disabled = calledKeys.has(key); // the list may have changed during the call
      keys.update();
    }),
  );
  element.disabled = calledKeys.has(key);
  return element;
}

/**
 * Return the number in its groups. Where the page writes it otherwise, as "020 7946 0000", it is what the page
 * writes, unless that may be read as another number.
 */
function textOf({ number, original_text: text }: PageNumber): string {
  if (text === undefined || !isPlain(text)) return grouped(number);
  return spells(text, number) ? grouped(number, text) : text;
}
