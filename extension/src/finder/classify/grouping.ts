// Compares how a number's digits are grouped with the number formats of its country.

import type { ParsedNumber } from '../parse/parser.ts';
import type { DigitRun } from '../text/digit-run.ts';
import type { Candidate } from './candidate.ts';

/**
 * `exact`: one of the country's formats; `joined`: one of them with some groups joined, "415-5550100";
 * `block`: one group of digits, "4155550100"; `regular`: groups of two to four digits, "41 55 55 01 00";
 * `irregular`: any others.
 */
export type Grouping = 'exact' | 'joined' | 'block' | 'regular' | 'irregular';

/** Whether a national prefix is missing that the country always writes: "30 1234567" in Germany. */
export function missesNationalPrefix({ source, hasPrefix, plan, national }: ParsedNumber): boolean {
  if (source !== 'region' || hasPrefix) return false;
  const formats = plan.formats.of(national.length);
  if (!formats.mayNeedPrefix) return false;
  const format = formats.all.find(one => one.isOfficial && (one.leading?.matchesPrefix(national) ?? true));
  return format?.needsPrefix ?? false;
}

// Austria and Germany: a last group after a dash is a branch, "030 12345-0", and joins the group before it.
const BRANCH_CODES: ReadonlySet<string> = new Set(['43', '49']);

/** Compare the written groups, without calling code and national prefix, with the country's formats. */
export function groupingOf(candidate: Candidate): Grouping {
  const { run, first, last, parsed } = candidate;
  if (first === last) return 'block';
  const { national, plan } = parsed;
  const hasBranch = candidate.lastGroupIsDashed && BRANCH_CODES.has(parsed.code);
  const branchGroup = hasBranch ? last : 0;
  if (hasBranch && last - first === 1) return 'block';
  let boundaries = 0; // as in NumberFormat.groupBoundaries
  for (let group = last, digitsAfter = 0; group > first; group--) {
    digitsAfter += run.sizeOf(group);
    if (digitsAfter >= national.length) break;
    if (group !== branchGroup) boundaries |= 1 << digitsAfter;
  }
  if (boundaries === 0) return 'block';
  let isJoined = false;
  for (const { groupBoundaries, leading } of plan.formats.of(national.length).all) {
    if ((boundaries & ~groupBoundaries) !== 0 || !(leading?.matchesPrefix(national) ?? true)) continue;
    if (boundaries === groupBoundaries) return 'exact';
    isJoined = true;
  }
  if (isJoined) return 'joined';
  return isRegular(candidate, hasBranch) ? 'regular' : 'irregular';
}

const BRAZIL = '55'; // the first 9 of a mobile number may be a group: "(41) 9 9123-4567"
const MAX_GROUPS = 6;
const MAX_GROUP_DIGITS = 4;
const MAX_LAST_GROUP_DIGITS = 5;

/** Whether all groups but the first have two to four digits (the last up to five), and are not too many. */
function isRegular({ run, first, last, startsWithBracket, parsed }: Candidate, hasBranch: boolean): boolean {
  const end = hasBranch ? last - 1 : last;
  for (let group = first + 1; group <= end; group++) {
    const size = group === end && hasBranch ? run.digitCount(group, last) : run.sizeOf(group);
    const mayHavePairs = parsed.hasPrefix && BRANCH_CODES.has(parsed.code); // "0551 / 3 84 17 29"
    const isSingleAfterArea = // "(53) 7 831 2345"
      size === 1 && (startsWithBracket || mayHavePairs || parsed.code === BRAZIL) && group === first + 1;
    const isBranchDigit = mayHavePairs && group === last && endsInPairs(run, first, last);
    if (size < 2 && !isSingleAfterArea && !isBranchDigit) return false;
    if (size > (group === last ? MAX_LAST_GROUP_DIGITS : MAX_GROUP_DIGITS)) return false;
  }
  return end - first < MAX_GROUPS;
}

/** Whether pairs precede the last group, after an area code: "030 26 39 62 0", where 0 is a branch. */
function endsInPairs(run: DigitRun, first: number, last: number): boolean {
  return last - first > 2 && run.sizeOf(first) > 2 && run.sizeOf(last - 1) === 2;
}
