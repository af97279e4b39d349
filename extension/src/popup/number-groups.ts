// Writes numbers in the groups of the host, which has the formats of all countries: everywhere in the same way.

import { requestHost } from '../host-request.ts';
import { isE164, spells } from '../number-text.ts';

const known = new Map<string, string>(); // by number, in E.164
const requested = new Set<string>();

/** Return a number in groups; `ungrouped` until the host has told them, and if it cannot. */
export function grouped(number: string, ungrouped = number): string {
  return known.get(number) ?? ungrouped;
}

/** Ask the host for the groups of numbers, each once; return whether `grouped` writes any in another way now. */
export async function loadGroups(numbers: readonly string[]): Promise<boolean> {
  const unknown = numbers.filter(number => isE164(number) && !requested.has(number));
  if (unknown.length === 0) return false;
  for (const number of unknown) requested.add(number);
  const reply = await requestHost({ type: 'format_numbers', numbers: unknown });
  if (reply.type === 'failure') {
    for (const number of unknown) requested.delete(number); // the host may be there later
    return false;
  }
  for (const [index, number] of unknown.entries()) {
    const text = reply.international[index];
    if (text !== undefined && spells(text, number)) known.set(number, text);
  }
  return true;
}
