// Which numbers one click may call, by their first digits.

/** Return whether a number, in E.164 format or as it is written, begins with one of the prefixes, if there are any. */
export function hasPrefix(number: string, prefixes: readonly string[]): boolean {
  const digits = number.replace(/[^\d+]/g, '');
  return prefixes.length === 0 || prefixes.some(prefix => digits.startsWith(prefix));
}
