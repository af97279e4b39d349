// What stands before a number when it is dialled: a few digits, or an expression for them.

export type Prefix = string | RegExp;

/** Read a prefix as generate_plans.py writes it; nothing where there is none. */
export function prefixOf(pattern: string): Prefix | undefined {
  if (pattern === '') return undefined;
  return /^\d+$/.test(pattern) ? pattern : new RegExp(`^(?:${expandPattern(pattern)})`);
}

/** How many digits a prefix takes at the beginning of others; 0 where it does not stand there. */
export function matchLength(prefix: Prefix | undefined, digits: string): number {
  if (prefix === undefined) return 0;
  if (typeof prefix === 'string') return digits.startsWith(prefix) ? prefix.length : 0;
  return prefix.exec(digits)?.[0].length ?? 0;
}

const CLASSES = 0x100; // the sign of no digit; each digit adds a bit
const LETTER = 0x40; // before A, which is one digit

/** A pattern with its classes of digits and their repetitions spelled out. */
function expandPattern(pattern: string): string {
  return pattern
    .replaceAll('d', '\\d')
    .replace(/[A-Z]/g, letter => `\\d{${letter.charCodeAt(0) - LETTER}}`)
    .replace(/[\u0100-\u04ff]/g, sign => `[${'0123456789'.replace(/\d/g, digit => has(sign, digit))}]`);
}

function has(sign: string, digit: string): string {
  return ((sign.charCodeAt(0) - CLASSES) >> Number(digit)) & 1 ? digit : '';
}
