// Classes of single characters, tested by their UTF-16 code units, and codes that several files compare with.

export const TAB = 0x09;
export const SPACE = 0x20;
export const HASH = 0x23;
export const OPENING_BRACKET = 0x28;
export const CLOSING_BRACKET = 0x29;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const DOT = 0x2e;
export const SLASH = 0x2f;
export const ZERO = 0x30;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const EQUALS = 0x3d;
export const OPENING_SQUARE_BRACKET = 0x5b;

/** Whether a code unit is an ASCII digit; normalized text has no others. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** Whether a code unit is one of A to Z. */
export function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

/**
 * Whether a code unit is a letter or a combining mark on one. Exact below U+00C0; above it decides by Unicode
 * block, which is fast, but counts the few signs of a script's block ("؟") as letters too.
 */
export function isLetter(code: number): boolean {
  if (code < 0x80) return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
  if (code < 0xc0) return code === 0xaa || code === 0xba; // ª º
  if (code < 0x2000) return code !== 0xd7 && code !== 0xf7; // not × ÷
  return (
    (code >= 0x2c00 && code < 0x2e00) || // Glagolitic to Cyrillic Extended-A
    (code >= 0x3005 && code !== 0x3008 && (code < 0x3008 || code > 0x3030) && code < 0xd800) || // 々, kana, Hangul
    (code >= 0xf900 && code < 0xfe00) || // CJK compatibility ideographs, Hebrew and Arabic forms
    (code >= 0xfe70 && code <= 0xfefc) // more Arabic forms
  );
}

/** Whether only white space and control characters precede an index of a text. */
export function isBlankBefore(text: string, end: number): boolean {
  for (let index = 0; index < end; index++) if (text.charCodeAt(index) > SPACE) return false;
  return true;
}

/** The index after the character at an index, which may take two code units. */
export function indexAfterChar(text: string, index: number): number {
  return index + ((text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1);
}
