// Numbers whose last part is a word on the keys of a telephone: 1-800-FLOWERS.

import type { NumberPlan } from '../metadata/number-plan.ts';
import { numberTypeOf, type ParsedNumber, parseWithPlan } from './parser.ts';

const KEYS = '22233344455566677778889999'; // by letter
// A prefix, a place where it ends, digits perhaps, and the word. Only toll-free prefixes are run together with the word.
const WRITTEN =
  /(?<![\p{L}\p{N}.,/#:_-])(?:(?:\+|00|011 ?)?\d{1,3}[-. ])?(?:(?:\(\d{3,4}\) ?|\d{3,4}[-. ]|13[- ]?)(?:\d{1,4}[-. ]?)?|(?:1?8(?:00|([2-8])\1)|1?900|0800|0808|1300|1800))(?=[-A-Z\d. ]{3})[A-Z\d]*[A-Z]{2,}[A-Z\d]*(?:[-. ][A-Z\d]+){0,4}/gu;
const CALLED: ReadonlySet<string> = new Set(['toll_free', 'premium_rate', 'shared_cost', 'uan']);
const AREA = /^\(\d{3}\) ?\d{3}-[A-Z]{4}$/; // (604) 555-TAXI
const FEWEST_LETTERS = 3;
const NANP = '1'; // where the keys of telephones bear letters, and words are called by them

export interface Vanity {
  readonly start: number;
  readonly end: number;
  readonly parsed: ParsedNumber;
}

/** The numbers with words in a line. `isCalled` tells whether the words before one say that it is called. */
export function findVanityNumbers(
  text: string,
  localPlan: NumberPlan | undefined,
  isCalled: (at: number) => boolean,
): Vanity[] {
  const found: Vanity[] = [];
  for (const { 0: written, index } of text.matchAll(WRITTEN)) {
    const vanity = shortestValid(written, index, text, localPlan);
    if (!vanity) continue;
    const isSure =
      CALLED.has(numberTypeOf(vanity.parsed)) || vanity.parsed.source === 'plus' || AREA.test(written);
    // Elsewhere a word behind digits calls nobody, but for free: "Reach 2030 USB".
    if (isSure || (vanity.parsed.code === NANP && isCalled(index))) found.push(vanity);
  }
  return found;
}

/** The first whole words that make a valid number; further words are no part of it. */
function shortestValid(
  written: string,
  start: number,
  text: string,
  localPlan?: NumberPlan,
): Vanity | undefined {
  for (const { 0: part, index } of written.matchAll(/[A-Z\d]+/g)) {
    const end = index + part.length;
    const said = written.slice(0, end);
    if (said.replace(/[^A-Z]/g, '').length < FEWEST_LETTERS) continue;
    if (/[\p{L}\p{N}]/u.test(text[start + end] ?? '')) continue;
    const digits = said
      .replace(/[A-Z]/g, letter => KEYS[letter.charCodeAt(0) - 65] as string)
      .replace(/\D/g, '');
    const parsed = parseWithPlan(digits, said.includes('+'), localPlan);
    if (parsed) return { start, end: start + end, parsed };
  }
  return undefined;
}
