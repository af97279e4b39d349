// Whether a piece of a run is a number, and how sure that is: the number itself, its grouping, the words around.

import { type Extension, extensionAt } from './extension.ts';
import { lacksPrefix } from './grouping.ts';
import { type Says, saidOf } from './label.ts';
import { type Reading, readDigits } from './reading.ts';
import { isAmount, isPartOfMore, isShapedOtherwise } from './reject.ts';
import type { Group } from './run.ts';
import { SURE, sureness } from './sureness.ts';

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
  if (!reading) return undefined;
  const lacks = lacksPrefix(reading);
  if (lacks && !head.gap.endsWith('(')) return undefined;

  const { start, end } = span(text, head, tail);
  const written = text.slice(start, end);
  if (!isBalanced(written) || (lacks && !written.startsWith('('))) return undefined;
  const isInternational = reading.source === 'plus';
  if (!isInternational && isShapedOtherwise(written)) return undefined;
  const before = text.slice(0, start);
  const extension = extensionAt(text, end);
  const after = text.slice(end + (extension?.length ?? 0));
  const isFormatted = isInternational || piece.length >= 3 || written.startsWith('(');
  if (isPartOfMore({ before, after, isInternational, isFormatted })) return undefined;

  const says = saidOf(text, start, end, piece.length === 1) ?? around.inherited;
  if (!isInternational && says !== 'phone' && says !== 'fax' && isAmount(text, start, end)) return undefined;
  if (lacks && !(says === 'phone' || says === 'fax')) return undefined; // "Tel. (1) 234-5678"
  if (isArithmetic(written, before)) return undefined;

  const sizes: number[] = [];
  for (const group of piece) sizes.push(group.digits.length);
  if (WITH_BRANCHES.has(reading.code) && /^ ?- ?$/.test(tail.gap)) joinBranch(sizes);
  const confidence = sureness({
    reading,
    written,
    sizes,
    says,
    text,
    start,
    end,
    before,
    after,
    run: groups,
    isWhole,
  });
  return confidence < SURE ? undefined : { start, end, reading, label: says, extension, confidence };
}

const WITH_BRANCHES: ReadonlySet<string> = new Set(['43', '49']); // "… - 0": the last digits are a branch

function joinBranch(sizes: number[]): void {
  const branch = sizes.pop() ?? 0;
  sizes.push((sizes.pop() ?? 0) + branch);
}

/** Whether a plus sign adds: "2 + 1415…". */
function isArithmetic(written: string, before: string): boolean {
  return written.startsWith('+ ') && /(?:[\d)\]=*]|(?:^|\P{L})\p{L}) ?$/u.test(before);
}

function read(piece: readonly Group[], hasPlus: boolean, region: string | undefined): Reading | undefined {
  let digits = '';
  for (let index = 0; index < piece.length; index++) digits += (piece[index] as Group).digits;
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

// Mexico withdrew these prefixes in 2019; they still stand on pages.
const MEXICAN = /^(?:01|04[45]|1)(?=\d{10}$)/;
const MEXICAN_ABROAD = /^521\d{10}$/;

function readWithdrawn(digits: string, hasPlus: boolean, region: string | undefined): Reading | undefined {
  if (hasPlus) return MEXICAN_ABROAD.test(digits) ? readDigits(`52${digits.slice(3)}`, true) : undefined;
  if (region !== 'MX' || !MEXICAN.test(digits)) return undefined;
  const reading = readDigits(digits.replace(MEXICAN, ''), false, region);
  return reading && Object.assign(reading, { hasPrefix: true });
}

/** From the number's own first sign to its last: a bracket that encloses the whole is not its own. */
function span(text: string, head: Group, tail: Group): { start: number; end: number } {
  if (head.gap === '' && text.indexOf('(', head.start) === -1) return { start: head.start, end: tail.end };
  const lead = /(?:\+ ?\(? ?|\( ?\+? ?)?$/.exec(head.gap)?.[0] ?? '';
  let start = head.start - lead.length;
  const inside = text.slice(head.start, tail.end);
  if (lead.startsWith('(') && !closes(inside)) start += lead.length - lead.replace(/^\( ?/, '').length;
  const isOpen = inside.includes('(') && inside.lastIndexOf('(') > inside.lastIndexOf(')');
  return { start, end: isOpen && text[tail.end] === ')' ? tail.end + 1 : tail.end };
}

/** Whether a bracket opened before is closed within. */
function closes(inside: string): boolean {
  const closing = inside.indexOf(')');
  const opening = inside.indexOf('(');
  return closing !== -1 && (opening === -1 || closing < opening);
}

function isBalanced(written: string): boolean {
  if (!written.includes('(') && !written.includes(')')) return true;
  let depth = 0;
  for (const sign of written) {
    if (sign === '(') depth++;
    else if (sign === ')') depth--;
    if (depth < 0 || depth > 1) return false;
  }
  return depth === 0;
}
