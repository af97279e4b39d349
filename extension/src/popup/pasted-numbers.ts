// The numbers in a text that the agent has typed or pasted.

import { find } from '../finder/find.ts';
import { visibleText } from './typed-number.ts';

const MAX_CHARS = 20_000; // of a pasted text; the rest is not read

export interface PastedNumber {
  readonly number: string; // E.164
  readonly text: string; // as it is written, with its extension
  readonly extension?: string;
}

/** Return each number in a text once. `region` (ISO 3166-1 alpha-2) is that of numbers without a country code. */
export function numbersIn(text: string, region?: string): PastedNumber[] {
  const read = text.slice(0, MAX_CHARS);
  const numbers = new Map<string, PastedNumber>();
  for (const { start, end, e164, extension, originalText } of find(read, region, {
    includeUncertain: true,
  })) {
    const key = `${e164};${extension ?? ''}`;
    const isWhole = extension !== undefined || originalText === undefined; // else only its last digits are there
    const written = visibleText(isWhole ? read.slice(start, end) : originalText).trim();
    if (!numbers.has(key)) {
      numbers.set(key, { number: e164, text: written, ...(extension !== undefined && { extension }) });
    }
  }
  return [...numbers.values()];
}
