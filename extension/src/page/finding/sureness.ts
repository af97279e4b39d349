// How sure it is that valid digits are a number: their country code, their grouping, and what stands around.

import { grouping } from './grouping.ts';
import { isAlone, type Says } from './label.ts';
import type { Reading } from './reading.ts';
import { isCode, mayBeThousands } from './reject.ts';
import type { Group } from './run.ts';

export interface Evidence {
  readonly reading: Reading;
  readonly written: string;
  readonly sizes: readonly number[]; // of the groups
  readonly says: Says; // the words around
  readonly text: string; // the line, and where in it the number stands
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
  readonly run: readonly Group[]; // the digits that it is some or all of
  readonly isWhole: boolean; // all
}

export const SURE = 0.5; // from here on a number is offered

const BY_SOURCE = { plus: 0.9, prefix: 0.65, bare: 0.35, region: 0.5 };
const BY_GROUPING = { exact: 0.2, joined: 0.1, regular: 0, block: -0.1, odd: -0.3 };
const CALLED = 0.35; // a word says that it is called
const NAMED = 0.7; // a word says that it is something else
const NAMED_ABROAD = 0.2; // the same before a plus sign
const PREFIX = 0.1; // the national prefix was written
const AREA = 0.1; // the area code stands in brackets
const ALONE = 0.15; // nothing else stands in the line
const PART = 0.05; // other digits stand in the same run
const AMONG = 0.14; // other digits stand beside: a table of amounts
const UNUSUAL = 0.25; // so are post codes, paragraphs of laws and amounts written
const CODE = 0.25; // what stands around is source code
const SHORT = 9; // digits; as one block they are as often something else

/** Weigh the evidence, from 0 to 1. What is dear to ask is asked only where it decides. */
export function sureness(evidence: Evidence): number {
  const { reading, written, sizes, says, isWhole, before, after } = evidence;
  const isCalled = says === 'phone' || says === 'fax';
  const isInternational = reading.source === 'plus';
  const form = grouping(reading, sizes);
  let sure = BY_SOURCE[reading.source] + BY_GROUPING[form];
  if (reading.source === 'region' && reading.hasPrefix) sure += PREFIX;
  if (written.startsWith('(') && /^\(\d{2,5}\)/.test(written)) sure += AREA;
  if (isCalled) sure += CALLED;
  if (says === 'other') sure -= isInternational ? NAMED_ABROAD : NAMED;
  if (isCalled || isInternational) return Math.min(1, sure);

  if (!isWhole) sure -= PART;
  if (form === 'regular' && !reading.hasPrefix) sure -= 0.1;
  if (form === 'block' && written.length < SHORT) sure -= 0.15;
  if (form !== 'exact' && written.includes('.') && /^[\d.]+$/.test(written)) sure -= 0.2;
  if (/^\d{3}\.\d{3}\.\d{3}$/.test(written)) sure -= UNUSUAL;
  if (isWhole && (/\d\s+$/.test(before) || /^\s+\d/.test(after))) sure -= AMONG;
  if (sure + ALONE < SURE) return 0;

  const isUnusual = /^\d{5}-\d{4}$|^\d{3}\.\d{3}-\d{4}$|^\d+\.\d+\/\d+$/.test(written);
  const isThousands = mayBeThousands(written);
  if (!isUnusual && !isThousands && sure - CODE >= SURE) return sure;
  const stands = standsAlone(evidence);
  if (isThousands && !(stands && form === 'exact')) return 0;
  if (stands) sure += ALONE;
  else if (isUnusual) sure -= UNUSUAL;
  if (sure - CODE < SURE && isCode(before, after)) sure -= CODE;
  return Math.min(1, sure);
}

function standsAlone({ text, start, end, run, isWhole }: Evidence): boolean {
  if (isWhole) return isAlone(text, start, end);
  return isAlone(text, run[0]?.start ?? start, run.at(-1)?.end ?? end);
}
