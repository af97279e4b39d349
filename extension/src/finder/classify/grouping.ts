// Whether digits are grouped as people group a number of that country, and whether its prefix may be left out.

import type { ParsedNumber } from '../parse/parser.ts';
import type { Candidate } from '../text/candidate.ts';
import type { DigitRun } from '../text/digit-run.ts';

/** `exact`: as the country writes it; `joined`: some of those groups run together; `block`: one group. */
export type Grouping = 'exact' | 'joined' | 'block' | 'regular' | 'odd';

/** Whether the country writes a prefix before this number that is missing here. */
export function missesNationalPrefix({ source, hasPrefix, plan, national }: ParsedNumber): boolean {
  if (source !== 'region' || hasPrefix) return false;
  const forms = plan.formats.of(national.length);
  if (!forms.mayNeedPrefix) return false;
  const form = forms.all.find(each => each.isOfficial && (each.leading?.matchesPrefix(national) ?? true));
  return form?.needsPrefix ?? false;
}

const WITH_BRANCHES: ReadonlySet<string> = new Set(['43', '49']); // "… - 0": the last digits are a branch

/** How the written groups, country code and prefix included, stand to those of the country. */
export function grouping(candidate: Candidate): Grouping {
  const { run, first, last, parsed } = candidate;
  if (first === last) return 'block';
  const { national, plan } = parsed;
  const hasBranch = candidate.lastGroupIsDashed && WITH_BRANCHES.has(parsed.code);
  const joins = hasBranch ? last : 0; // the group that is one with that before it
  if (hasBranch && last - first === 1) return 'block';
  let own = 0;
  for (let group = last, place = 0; group > first; group--) {
    place += run.sizeOf(group);
    if (place >= national.length) break;
    if (group !== joins) own |= 1 << place;
  }
  if (own === 0) return 'block';
  let isJoined = false;
  for (const { groupBoundaries, leading } of plan.formats.of(national.length).all) {
    if ((own & ~groupBoundaries) !== 0 || !(leading?.matchesPrefix(national) ?? true)) continue;
    if (own === groupBoundaries) return 'exact';
    isJoined = true;
  }
  if (isJoined) return 'joined';
  return isEven(candidate, hasBranch) ? 'regular' : 'odd';
}

const BRAZIL = '55'; // a nine before mobile numbers stands for itself there

/** Whether all groups but the first have two to four digits, and are not too many. */
function isEven({ run, first, last, startsWithBracket, parsed }: Candidate, hasBranch: boolean): boolean {
  const end = hasBranch ? last - 1 : last;
  for (let group = first + 1; group <= end; group++) {
    const size = group === end && hasBranch ? run.sizeFrom(group, last) : run.sizeOf(group);
    const isPaired = parsed.hasPrefix && WITH_BRANCHES.has(parsed.code); // "0551 / 3 84 17 29"
    const isLead =
      size === 1 && (startsWithBracket || isPaired || parsed.code === BRAZIL) && group === first + 1; // "(53) 7 831 2345", "(41) 9 9123-4567"
    const isTail = isPaired && group === last && endsInPairs(run, first, last);
    if ((size < 2 && !isLead && !isTail) || size > (group === last ? 5 : 4)) return false;
  }
  return end - first <= 5;
}

/** Whether an area code is followed by pairs, the last of which is a branch of one digit: "030 26 39 62 0". */
function endsInPairs(run: DigitRun, first: number, last: number): boolean {
  return last - first > 2 && run.sizeOf(first) > 2 && run.sizeOf(last - 1) === 2;
}
