// Parses and matches the prefixes that are dialled before a number: national ("0"), international ("00").

import { CLASS_BASE, REPEAT_BASE } from './pattern-notation.ts';

/** A prefix of fixed digits, or a regular expression that is anchored at the beginning. */
export type Prefix = string | RegExp;

/** Parse a prefix as generate_plans.py writes it; undefined where the plan has none. */
export function prefixOf(pattern: string): Prefix | undefined {
  if (pattern === '') return undefined;
  return /^\d+$/.test(pattern) ? pattern : new RegExp(`^(?:${expandPattern(pattern)})`);
}

/** How many leading digits a prefix matches; 0 where it does not match. */
export function matchLength(prefix: Prefix | undefined, digits: string): number {
  if (prefix === undefined) return 0;
  if (typeof prefix === 'string') return digits.startsWith(prefix) ? prefix.length : 0;
  return prefix.exec(digits)?.[0].length ?? 0;
}

/**
 * Expand the short notation of plans.json ("d", "C", "Ć") into a regular expression ("\d", "\d{3}", "[12]").
 */
function expandPattern(pattern: string): string {
  return pattern
    .replaceAll('d', '\\d')
    .replace(/[A-Z]/g, letter => `\\d{${letter.charCodeAt(0) - REPEAT_BASE}}`)
    .replace(
      /[\u0100-\u04ff]/g,
      char => `[${'0123456789'.replace(/\d/g, digit => (isInClass(char, digit) ? digit : ''))}]`,
    );
}

function isInClass(char: string, digit: string): boolean {
  return (((char.charCodeAt(0) - CLASS_BASE) >> Number(digit)) & 1) === 1;
}
