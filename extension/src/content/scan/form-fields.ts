// Finds numbers in form fields. A value is read only when pointer or popup need it, and never stored.

import { find, mayContainNumber } from '../../finder/find.ts';
import { type PhoneTarget, targetOf } from './matches.ts';

export type Field = HTMLInputElement | HTMLTextAreaElement;

// Passwords, amounts and dates have other types; an input with an unknown type counts as "text".
const READABLE_TYPES = new Set(['text', 'tel', 'search']);
// Text inputs that hold something else, according to their hint for the browser's autofill.
const SENSITIVE_AUTOCOMPLETE =
  /(?:^|\s)(?:cc-\S+|one-time-code|\S*password|bday\S*|transaction-\S+)(?:\s|$)/i;
const MAX_VALUE_CHARS = 20_000; // the rest of a longer value is not read
const MAX_CHARS_AROUND_CARET = 300; // on each side

/** Return an element as a field if its value may be read. */
export function readableField(element: Element): Field | undefined {
  const isField =
    element instanceof HTMLTextAreaElement ||
    (element instanceof HTMLInputElement && READABLE_TYPES.has(element.type));
  if (!isField || SENSITIVE_AUTOCOMPLETE.test(element.getAttribute('autocomplete') ?? '')) return undefined;
  return isMasked(element) ? undefined : element;
}

/** Return whether a field shows dots instead of its value. */
function isMasked(field: Field): boolean {
  return !/^(?:none)?$/.test(getComputedStyle(field).getPropertyValue('-webkit-text-security'));
}

/** Return all numbers in a field's value. */
export function targetsInField(field: Field, region: string | undefined): PhoneTarget[] {
  const text = field.value.slice(0, MAX_VALUE_CHARS);
  return mayContainNumber(text) ? find(text, region).map(found => targetOf(text, found, region)) : [];
}

/** Return the number that is a field's whole value, or else the one at the caret's offset in the value. */
export function targetAtCaret(
  field: Field,
  caret: number,
  region: string | undefined,
): PhoneTarget | undefined {
  const lineStart = field.value.lastIndexOf('\n', caret - 1) + 1;
  const from = Math.max(0, lineStart, caret - MAX_CHARS_AROUND_CARET);
  const [line = ''] = field.value.slice(from, caret + MAX_CHARS_AROUND_CARET).split('\n', 1);
  if (!mayContainNumber(line)) return undefined;
  const numbers = find(line, region);
  const caretInLine = caret - from;
  const found = isWholeValue(field, line, numbers)
    ? numbers[0]
    : numbers.find(({ start, end }) => start <= caretInLine && caretInLine <= end);
  return found && targetOf(line, found, region);
}

function isWholeValue(field: Field, line: string, numbers: ReturnType<typeof find>): boolean {
  const [number, ...others] = numbers;
  if (!number || others.length > 0 || line.length !== field.value.length) return false;
  const rest = line.slice(0, number.start) + line.slice(number.end);
  return !/[\p{L}\p{Nd}]/u.test(rest);
}
