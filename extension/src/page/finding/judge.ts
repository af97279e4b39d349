// Whether a piece of a run is a number, and how sure that is: the number itself, its grouping, the words around.

import { type Extension, extensionAt } from './extension.ts';
import { grouping, lacksPrefix } from './grouping.ts';
import { isAlone, type Says, saidOf } from './label.ts';
import { type Reading, readDigits } from './reading.ts';
import { isAmount, isCode, isPartOfMore, isShapedOtherwise, mayBeThousands } from './reject.ts';
import type { Group } from './run.ts';

export interface Verdict {
  readonly start: number; // in the line
  readonly end: number;
  readonly reading: Reading;
  readonly label: Says;
  readonly extension: Extension | undefined;
  readonly confidence: number;
}

export interface Surroundings {
  readonly text: string; // the line
  readonly groups: readonly Group[];
  readonly region: string | undefined;
  inherited: Says; // what was said of the number before, in a list
}

const SURE = 0.5; // from here on a number is offered

/** Judge the groups from `first` to `last`; what is not sure enough is no number. */
export function judge(
  around: Surroundings,
  first: number,
  last: number,
  isWhole: boolean,
): Verdict | undefined {
  const { text, groups, region } = around;
  const [head, tail] = [groups[first], groups[last]];
  if (!head || !tail) return undefined;
  const hasPlus = head.gap.includes('+');
  if (region === undefined && !hasPlus) return undefined;
  const piece = isWhole ? groups : groups.slice(first, last + 1);
  const reading = read(piece, hasPlus, region);
  if (!reading || lacksPrefix(reading)) return undefined;

  const { start, end } = span(text, head, tail);
  const written = text.slice(start, end);
  if (!isBalanced(written)) return undefined;
  const isInternational = reading.source === 'plus';
  if (!isInternational && isShapedOtherwise(written)) return undefined;
  const before = text.slice(0, start);
  const extension = extensionAt(text, end);
  const after = text.slice(end + (extension?.length ?? 0));
  const isFormatted = isInternational || piece.length >= 3 || written.startsWith('(');
  if (isPartOfMore({ before, after, isInternational, isFormatted })) return undefined;

  const says = saidOf(text, start, end, piece.length === 1) ?? around.inherited;
  if (!isInternational && says !== 'phone' && says !== 'fax' && isAmount(text, start, end)) return undefined;
  if (isArithmetic(written, before)) return undefined;

  const sizes = piece.map(group => group.digits.length);
  if (reading.code in WITH_BRANCHES && /^ ?- ?$/.test(tail.gap)) joinBranch(sizes);
  const alone = (): boolean =>
    isAlone(text, isWhole ? start : (groups[0]?.start ?? start), isWhole ? end : (groups.at(-1)?.end ?? end));
  const confidence = sureness({
    reading,
    written,
    sizes,
    says,
    isAlone: alone,
    isPart: !isWhole,
    isCode: () => isCode(before, after),
    isAmongDigits: () => isWhole && (/\d\s+$/.test(before) || /^\s+\d/.test(after)),
  });
  return confidence < SURE ? undefined : { start, end, reading, label: says, extension, confidence };
}

const WITH_BRANCHES: Record<string, true> = { 43: true, 49: true }; // "… - 0": the last digits are a branch

function joinBranch(sizes: number[]): void {
  const branch = sizes.pop() ?? 0;
  sizes.push((sizes.pop() ?? 0) + branch);
}

/** Whether a plus sign adds: "2 + 1415…". */
function isArithmetic(written: string, before: string): boolean {
  return written.startsWith('+ ') && /(?:[\d)\]=*]|(?:^|\P{L})\p{L}) ?$/u.test(before);
}

interface Evidence {
  readonly reading: Reading;
  readonly written: string;
  readonly sizes: readonly number[];
  readonly says: Says;
  readonly isAlone: () => boolean;
  readonly isPart: boolean;
  readonly isCode: () => boolean;
  readonly isAmongDigits: () => boolean;
}

const BY_SOURCE = { plus: 0.9, prefix: 0.65, bare: 0.35, region: 0.5 };
const BY_GROUPING = { exact: 0.2, joined: 0.1, regular: 0, block: -0.1, odd: -0.3 };
const ALONE = 0.15; // nothing else stands in the line
const AMONG = 0.14; // other digits stand beside: a table of amounts
const UNUSUAL = /^\d{5}-\d{4}$|^\d{3}\.\d{3}-\d{4}$/; // so are post codes and paragraphs of laws written
const CODE = 0.25; // what stands around is source code
const SHORT = 9; // digits; as one block they are as often something else

function sureness({
  reading,
  written,
  sizes,
  says,
  isAlone,
  isPart,
  isCode,
  isAmongDigits,
}: Evidence): number {
  const isCalled = says === 'phone' || says === 'fax';
  const isInternational = reading.source === 'plus';
  const form = grouping(reading, sizes);
  let sure = BY_SOURCE[reading.source] + BY_GROUPING[form];
  if (reading.source === 'region' && reading.hasPrefix) sure += 0.1;
  if (/^\(\d{2,5}\)/.test(written)) sure += 0.1;
  if (isCalled) sure += 0.35;
  if (says === 'other') sure -= isInternational ? 0.2 : 0.7;
  if (isCalled || isInternational) return Math.min(1, sure);
  if (isPart) sure -= 0.05;
  if (form === 'regular' && !reading.hasPrefix) sure -= 0.1;
  const digits = sizes.reduce((sum, size) => sum + size, 0);
  if (form === 'block' && digits < SHORT) sure -= 0.15;
  if (form !== 'exact' && /^[\d.]+$/.test(written) && written.includes('.')) sure -= 0.2;
  if (/^\d{3}\.\d{3}\.\d{3}$/.test(written)) sure -= 0.25; // so are amounts written
  if (isAmongDigits()) sure -= AMONG;
  if (sure + ALONE < SURE) return 0;
  const stands = isAlone();
  if (mayBeThousands(written) && !(stands && form === 'exact')) return 0;
  if (stands) sure += ALONE;
  else if (UNUSUAL.test(written)) sure -= 0.25;
  if (sure - CODE < SURE && isCode()) sure -= CODE; // asked only where it decides
  return Math.min(1, sure);
}

function read(piece: readonly Group[], hasPlus: boolean, region: string | undefined): Reading | undefined {
  let digits = '';
  for (const group of piece) digits += group.digits;
  const reading = readDigits(digits, hasPlus, region);
  if (reading) return reading;
  const zero = piece.findIndex(
    (group, index) => index > 0 && group.digits === '0' && group.gap.endsWith('('),
  );
  if (zero !== -1) {
    const without = piece.filter((_, index) => index !== zero).map(group => group.digits);
    return readDigits(without.join(''), hasPlus, region);
  }
  return readWithdrawn(digits, hasPlus, region);
}

// Prefixes that were withdrawn and still stand on pages, by region.
const WITHDRAWN: Record<string, { code: string; national: RegExp; abroad: RegExp }> = {
  MX: { code: '52', national: /^(?:01|04[45]|1)(?=\d{10}$)/, abroad: /^521(?=\d{10}$)/ },
};

function readWithdrawn(digits: string, hasPlus: boolean, region: string | undefined): Reading | undefined {
  for (const [where, { code, national, abroad }] of Object.entries(WITHDRAWN)) {
    if (hasPlus && abroad.test(digits)) return readDigits(digits.replace(abroad, code), true);
    if (!hasPlus && where === region && national.test(digits)) {
      const reading = readDigits(digits.replace(national, ''), false, region);
      return reading && Object.assign(reading, { hasPrefix: true });
    }
  }
  return undefined;
}

/** From the number's own first sign to its last: a bracket that encloses the whole is not its own. */
function span(text: string, head: Group, tail: Group): { start: number; end: number } {
  const lead = /(?:\+ ?\(? ?|\( ?\+? ?)?$/.exec(head.gap)?.[0] ?? '';
  let start = head.start - lead.length;
  const inside = text.slice(head.start, tail.end);
  if (lead.startsWith('(') && !closes(inside)) start += lead.length - lead.replace(/^\( ?/, '').length;
  const isOpen = inside.lastIndexOf('(') > inside.lastIndexOf(')');
  return { start, end: isOpen && text[tail.end] === ')' ? tail.end + 1 : tail.end };
}

/** Whether a bracket opened before is closed within. */
function closes(inside: string): boolean {
  const closing = inside.indexOf(')');
  const opening = inside.indexOf('(');
  return closing !== -1 && (opening === -1 || closing < opening);
}

function isBalanced(written: string): boolean {
  let depth = 0;
  for (const sign of written) {
    if (sign === '(') depth++;
    else if (sign === ')') depth--;
    if (depth < 0 || depth > 1) return false;
  }
  return depth === 0;
}
