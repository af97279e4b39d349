// The dial field: takes what is typed or pasted, formats it, and previews the number that it is.

import { button, byPart, createElement } from '../dom.ts';
import { requestHost } from '../host-request.ts';
import { t } from '../i18n.ts';
import { MAX_LENGTHS, type NumberChecked, type PlaceCall } from '../protocol.ts';
import { dialRegion, initDialCountry, showDialCountry } from './dial-country.ts';
import { loadFinder } from './lazy-finder.ts';
import { ListKeys } from './list-keys.ts';
import { showPreview, showPreviewNote } from './number-preview.ts';
import type { PastedNumber } from './pasted-numbers.ts';
import { caretIn, isDigits, isNational, visibleText } from './typed-number.ts';

const PREVIEW_DELAY_MS = 100; // after the last key
const MANY_DIGITS = 14; // that many may be two numbers

type NumberFields = Pick<PlaceCall, 'number' | 'original_text' | 'region' | 'phone_extension'>;

const field = byPart<HTMLInputElement>('dial');
const choiceKeys = new ListKeys(byPart('choices-list'));
let checked: { readonly text: string; readonly reply: NumberChecked } | undefined;
let keepsWriting = false; // the agent writes other signs between the digits: they stay as they are
let timer: ReturnType<typeof setTimeout> | undefined;
let onEdited: () => void = () => {};

/** Add the listeners. `onChange` is called whenever the text, or what is known about it, has changed. */
export function initDialField(onChange: () => void): void {
  onEdited = onChange;
  field.addEventListener('input', event => onInput(event as InputEvent));
  field.addEventListener('paste', event => onTextGiven(event, event.clipboardData));
  field.addEventListener('drop', event => onTextGiven(event, event.dataTransfer));
  void initDialCountry(preview);
}

/** Put a number into the field, as the agent would type it. */
export function setNumber(number: string): void {
  field.value = visibleText(number).slice(0, MAX_LENGTHS.number);
  keepsWriting = !isDigits(number);
  onChanged();
  field.focus();
}

/** Move the keyboard focus to the numbers of a pasted text; return whether there are any to choose from. */
export function focusChoices(): boolean {
  return !byPart('choices').hidden && choiceKeys.focus();
}

export function clearDialField(): void {
  field.value = '';
  keepsWriting = false;
  onChanged();
}

export function dialText(): string {
  return field.value.trim();
}

/** Return whether the host has already said that the number must not be called. */
export function isDenied(): boolean {
  return checked?.text === dialText() && checked.reply.decision === 'deny';
}

/** Return the fields of a call to what is in the field now. */
export async function dialledNumber(): Promise<NumberFields> {
  const text = dialText();
  const reply = checked?.text === text ? checked.reply : undefined;
  const region = await dialRegion();
  return {
    number: reply?.number ?? text,
    original_text: text,
    ...(region !== undefined && { region }),
    ...(reply?.phone_extension && { phone_extension: reply.phone_extension }),
  };
}

function onInput({ data, isComposing }: InputEvent): void {
  if (isComposing) return;
  if (data && !isDigits(data)) keepsWriting = true;
  if (field.value === '') keepsWriting = false;
  write(visibleText(field.value));
  onChanged();
}

/** Read the numbers in a text that is pasted or dropped, unless it is plain digits or goes into other text. */
function onTextGiven(event: Event, data: DataTransfer | null): void {
  const text = data?.getData('text/plain') ?? '';
  const replacesAll =
    field.selectionStart === 0 || field.value.trim() === ''
      ? field.selectionEnd === field.value.length
      : false;
  if (field.readOnly || isDigits(text) || !replacesAll) return;
  event.preventDefault();
  void takeText(text);
}

/** Put the number in a text into the field; of several, let the agent choose one. */
export async function takeText(text: string): Promise<void> {
  const { numbersIn } = await loadFinder();
  const numbers = numbersIn(text, await dialRegion());
  const [only, ...others] = numbers;
  if (only && others.length === 0) {
    setNumber(only.text);
    return;
  }
  const isTooLong = visibleText(text).trim().length > MAX_LENGTHS.number;
  if (only || isTooLong) clearDialField();
  else setNumber(text.trim());
  if (only) showChoices(numbers);
  else if (isTooLong) showPreviewNote(t('dial_no_number'));
}

function onChanged(): void {
  clearTimeout(timer);
  byPart('choices').hidden = true;
  const text = dialText();
  showDialCountry(text === '' || isNational(text));
  if (text) timer = setTimeout(preview, PREVIEW_DELAY_MS);
  // Nobody should read about another number while the host is asked.
  if (!text || !goesOn(text, checked?.text)) showPreview(undefined);
  onEdited();
}

function preview(): void {
  const text = dialText();
  if (text) void previewNumber(text);
}

async function previewNumber(text: string): Promise<void> {
  const region = await dialRegion();
  const reply = await requestHost({ type: 'check_number', number: text, ...(region && { region }) });
  const numbers = mayBeSeveral(text) ? (await loadFinder()).numbersIn(text, region) : [];
  const regionNow = await dialRegion();
  // There is a later preview. Nothing is awaited between this and what is written: it would replace what is typed then.
  if (text !== dialText() || region !== regionNow) return;
  if (numbers.length > 1) showChoices(numbers);
  if (reply.type === 'number_checked') {
    if (!keepsWriting && reply.as_typed !== null) write(reply.as_typed);
    checked = { text: dialText(), reply };
  } else {
    checked = undefined;
  }
  showPreview(checked?.reply);
  onEdited();
}

/** Return whether a text is the one before with more or fewer digits at its end. */
function goesOn(text: string, before = ''): boolean {
  const [digits, digitsBefore] = [text, before].map(one => one.replace(/[^\d+]/g, '')) as [string, string];
  return digits.startsWith(digitsBefore) || digitsBefore.startsWith(digits);
}

function mayBeSeveral(text: string): boolean {
  return keepsWriting && text.replace(/\D/g, '').length >= MANY_DIGITS;
}

/** Replace the text; the caret stays behind the same digit. */
function write(text: string): void {
  const { value, selectionStart } = field;
  if (text === value) return;
  field.value = text;
  if (selectionStart !== null && document.activeElement === field) {
    const caret = caretIn(text, value, selectionStart);
    field.setSelectionRange(caret, caret);
  }
}

function showChoices(numbers: readonly PastedNumber[]): void {
  const choices = numbers.map(({ text }) =>
    createElement(
      'li',
      {},
      button({ class: 'choice', dir: 'ltr' }, text, () => setNumber(text)),
    ),
  );
  byPart('choices-list').replaceChildren(...choices);
  byPart('choices').hidden = false;
  choiceKeys.update();
}
