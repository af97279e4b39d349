// What single signs are, told by their codes: digits and letters.

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

export function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

/** Whether a code unit is a letter or a mark on one; near enough beyond ASCII, and quick. */
export function isLetter(code: number): boolean {
  if (code < 0x80) return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
  if (code < 0xc0) return code === 0xaa || code === 0xba;
  if (code < 0x2000) return code !== 0xd7 && code !== 0xf7;
  return (
    (code >= 0x2c00 && code < 0x2e00) ||
    (code >= 0x3005 && code !== 0x3008 && (code < 0x3008 || code > 0x3030) && code < 0xd800) ||
    (code >= 0xf900 && code < 0xfe00) ||
    (code >= 0xfe70 && code <= 0xfefc)
  );
}
