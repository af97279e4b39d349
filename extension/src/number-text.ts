// Whether a text from elsewhere can be shown for the number that it stands for, and called as it is shown.

const MAX_LENGTH = 25; // what fits into a row, which cuts off the rest
const PLAIN = /^[0-9A-Za-z+()./#,;: \u00a0\u2009\u202f\u2010-\u2013-]+$/;
const DOUBLED_SEPARATOR = /([^0-9A-Za-z])\1/;

/** Digits and usual separators: what may be called as it is shown. `isPlain` is for what is shown only: it allows letters. */
export const PLAIN_DIGITS = /^[\d\s+()./-]{1,30}$/;

/**
 * Return whether a text is read as it is written: from left to right, without invisible characters, without digits
 * of other scripts, and short enough to be shown as a whole.
 */
export function isPlain(text: string): boolean {
  return text.length <= MAX_LENGTH && PLAIN.test(text) && !DOUBLED_SEPARATOR.test(text);
}

/** Return whether a plain text has the digits of a number and nothing else to read. */
export function spells(text: string, number: string): boolean {
  return !/[A-Za-z]/.test(text) && digitsOf(text) === digitsOf(number);
}

/** Return whether a number is in E.164 format, as the protocol takes it: not one that was redacted or cannot be read. */
export function isE164(number: string): boolean {
  return /^\+\d{7,15}$/.test(number);
}

/** Return a number as its page writes it, if that is read as the same digits: the host may be missing that groups them. */
export function shownNumber(number: string, text: string | undefined): string {
  return text !== undefined && isPlain(text) && spells(text, number) ? text.trim() : number;
}

function digitsOf(text: string): string {
  return text.replace(/[^0-9+]/g, '');
}
