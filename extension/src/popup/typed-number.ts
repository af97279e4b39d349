// Reads what is typed into the dial field: without invisible characters, and with the caret where it belongs.

// Marks that change the order in which text is drawn, and other characters that nobody sees.
const INVISIBLE = /[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const ONLY_DIGITS = /^[\d+ ]*$/;
const SIGNIFICANT = /[\d+]/;

/** Return a text without characters that nobody sees, on one line. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, '').replace(/\s/g, ' ');
}

/** Return whether typed or pasted characters are the digits of a number, without any other signs. */
export function isDigits(characters: string): boolean {
  return ONLY_DIGITS.test(visibleText(characters));
}

/** Return whether a number has no country code: then a country decides which number it is. */
export function isNational(text: string): boolean {
  return /\d/.test(text) && !/^\D*[+\uff0b]/.test(text);
}

/** Return whether two texts differ at most in how they group the digits. */
export function isSameNumber(one: string, other: string): boolean {
  return withoutGroups(one) === withoutGroups(other);
}

function withoutGroups(text: string): string {
  return visibleText(text).replace(/[ ().\u00a0\u2010-\u2013-]/g, '');
}

/** Return where the caret belongs in `formatted` if it was at `caret` in `text`: after the same digits. */
export function caretIn(formatted: string, text: string, caret: number): number {
  if (caret >= text.length) return formatted.length;
  let remaining = [...text.slice(0, caret)].filter(char => SIGNIFICANT.test(char)).length;
  let position = 0;
  for (; remaining > 0 && position < formatted.length; position++) {
    if (SIGNIFICANT.test(formatted.charAt(position))) remaining--;
  }
  return position;
}
