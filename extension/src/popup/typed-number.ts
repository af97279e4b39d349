// Groups the digits of a number as its country writes them, while it is typed.

import { callingCodeOf, planFor } from '../finder/metadata/calling-codes.ts';
import { matchLength } from '../finder/metadata/dial-prefix.ts';
import type { CallingCode } from '../finder/metadata/number-plan.ts';

// Marks that change the order in which text is drawn, and other characters that nobody sees.
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const ONLY_DIGITS = /^ *\+?[\d ]*$/;
const SIGNIFICANT = /[\d+]/;
const MAX_NATIONAL_DIGITS = 15;

/** Return a text without characters that nobody sees, on one line. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, '').replace(/\s/g, ' ');
}

/**
 * Return a number that is being typed, with its digits in groups. A text with anything but digits, spaces and a
 * plus sign stays as it is: the agent writes it in another way. `region` is ISO 3166-1 alpha-2.
 */
export function formatTyped(text: string, region?: string): string {
  const visible = visibleText(text);
  if (!ONLY_DIGITS.test(visible)) return visible;
  const digits = visible.replace(/\D/g, '');
  if (visible.includes('+')) return `+${groupInternational(digits)}`;
  const plan = region === undefined ? undefined : planFor(region);
  if (!plan) return visible;
  const exitLength = matchLength(plan.internationalPrefix, digits);
  if (exitLength > 0) return joined(digits.slice(0, exitLength), groupInternational(digits.slice(exitLength)));
  const prefixLength = plan.transform === '' ? matchLength(plan.nationalPrefix, digits) : 0;
  const prefix = digits.slice(0, prefixLength);
  const national = group(digits.slice(prefixLength), plan.callingCode);
  return prefix.startsWith('0') ? prefix + national : joined(prefix, national);
}

/** Return whether a number has no country code, so that a country decides which number it is. */
export function isNational(text: string, region?: string): boolean {
  const visible = visibleText(text).trim();
  if (/^\D*[+\uff0b]/.test(visible)) return false;
  const plan = region === undefined ? undefined : planFor(region);
  return matchLength(plan?.internationalPrefix, visible.replace(/\D/g, '')) === 0;
}

/** Return where the caret belongs in `formatted` if it was at `caret` in `text`: after the same digits. */
export function caretIn(formatted: string, text: string, caret: number): number {
  let remaining = [...text.slice(0, caret)].filter(char => SIGNIFICANT.test(char)).length;
  if (caret >= text.length) return formatted.length;
  let position = 0;
  while (remaining > 0 && position < formatted.length) {
    if (SIGNIFICANT.test(formatted.charAt(position))) remaining--;
    position++;
  }
  return position;
}

function groupInternational(digits: string): string {
  const callingCode = callingCodeOf(digits);
  if (!callingCode) return digits;
  const { code } = callingCode;
  return joined(code, group(digits.slice(code.length), callingCode));
}

/** Group the national digits as the shortest number that they can become. */
function group(digits: string, { lengths, formats }: CallingCode): string {
  for (let length = digits.length; length <= MAX_NATIONAL_DIGITS; length++) {
    if (((lengths >> length) & 1) === 0) continue;
    const format = formats
      .of(length)
      .all.find(({ isOfficial, leading }) => isOfficial && (leading?.matchesPrefix(digits) ?? true));
    if (!format) continue;
    const isGroupEnd = (index: number) => (format.groupBoundaries >> (length - index)) & 1;
    return [...digits].map((digit, index) => (index > 0 && isGroupEnd(index) ? ` ${digit}` : digit)).join('');
  }
  return digits;
}

function joined(...parts: string[]): string {
  return parts.filter(Boolean).join(' ');
}
