// Numbers in form fields: a value is read when pointer or popup ask, never kept and never altered.

import { find, mayContainNumber } from '../../finder/find.ts';
import { type PhoneTarget, targetOf } from './matches.ts';

export type Field = HTMLInputElement | HTMLTextAreaElement;

// Of inputs whatever holds text; an unknown type is one too. Secrets, amounts and dates have types of their own,
const TYPES = new Set(['text', 'tel', 'search']);
// … or say it to the browser's autofill.
const SENSITIVE_AUTOCOMPLETE =
  /(?:^|\s)(?:cc-\S+|one-time-code|\S*password|bday\S*|transaction-\S+)(?:\s|$)/i;
const LONGEST = 20_000; // characters that are read of a long text
const NEAR = 300; // and around the pointer

/** The field that an element is, if its value may be read. */
export function readableField(element: Element): Field | undefined {
  const isField =
    element instanceof HTMLTextAreaElement ||
    (element instanceof HTMLInputElement && TYPES.has(element.type));
  if (!isField || SENSITIVE_AUTOCOMPLETE.test(element.getAttribute('autocomplete') ?? '')) return undefined;
  return isMasked(element) ? undefined : element;
}

/** Whether dots are drawn instead of what is typed. */
function isMasked(field: Field): boolean {
  return !/^(?:none)?$/.test(getComputedStyle(field).getPropertyValue('-webkit-text-security'));
}

/** All numbers in a field's value. */
export function targetsInField(field: Field, region: string | undefined): PhoneTarget[] {
  const text = field.value.slice(0, LONGEST);
  return mayContainNumber(text) ? find(text, region).map(found => targetOf(text, found, region)) : [];
}

/** The number a field consists of, or else the one that stands at a place (in characters) in its value. */
export function targetAtCaret(
  field: Field,
  place: number,
  region: string | undefined,
): PhoneTarget | undefined {
  const from = Math.max(0, field.value.lastIndexOf('\n', place - 1) + 1, place - NEAR);
  const [line = ''] = field.value.slice(from, place + NEAR).split('\n', 1);
  if (!mayContainNumber(line)) return undefined;
  const all = find(line, region);
  const isAlone =
    all.length === 1 && line.length === field.value.length && !/[\p{L}\p{Nd}]/u.test(rest(line, all));
  const found = isAlone ? all[0] : all.find(({ start, end }) => start <= place - from && place - from <= end);
  return found && targetOf(line, found, region);
}

function rest(line: string, [found]: ReturnType<typeof find>): string {
  return line.slice(0, found?.start) + line.slice(found?.end);
}
