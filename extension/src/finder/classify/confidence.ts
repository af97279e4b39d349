// How sure it is that valid digits are a number: their country code, their grouping, and what stands around.

import { fillsTableCell, standsAlone } from '../context/context-label.ts';
import type { Candidate } from '../text/candidate.ts';
import { isDigit } from '../text/char-class.ts';
import { HAS_DOT } from '../text/separators.ts';
import { evidenceBits, EVIDENCE_BY_SOURCE as REASON_BY_SOURCE } from './evidence.ts';
import { isAmount, isSourceCode, mayBeGroupedAmount } from './exclusions.ts';
import { grouping } from './grouping.ts';

export const CONFIDENT = 0.5; // from here on a number is offered
export const POSSIBLE = 0.3; // from here on only to those who ask for it

const BY_SOURCE = { plus: 0.9, idd: 0.65, country_code: 0.35, region: 0.5 };
const BY_GROUPING = { exact: 0.2, joined: 0.1, regular: 0, block: -0.1, odd: -0.3 };
const CALLED = 0.35; // a word says that it is called
const NUMBER = 0.15; // it is called a number, and of nothing else
const OWNED = 0.1; // so does the name of what we do not know
const NAMED = 0.7; // a word says that it is something else
const NAMED_ABROAD = 0.2; // the same before a plus sign
const PREFIX = 0.1; // the national prefix was written
const AREA = 0.1; // the area code stands in brackets
const CODE_IN_BRACKETS = 0.25; // so does the country's own code: (53) 7 831 2345
const EXTENDED = 0.2; // a word behind it names an extension
const FOLLOWS = 0.2; // a sure number stands before it in a list
const ALONE = 0.15; // nothing else stands in the line
const PART = 0.05; // other digits stand in the same run
const AMONG = 0.14; // other digits stand beside: a table of amounts
const UNUSUAL = 0.25; // so are post codes, paragraphs of laws and amounts written
const CODE = 0.25; // what stands around is source code
const PAIRS = 4; // gaps: "27 22 46 25 05" is hardly anything else
const SHORT = 9; // digits; as one block they are as often something else

const GROUPED = evidenceBits('usual_grouping');
const HAS_PREFIX = evidenceBits('national_prefix');
const HAS_AREA = evidenceBits('area_code');
const IS_PHONE = evidenceBits('phone_word');
const IS_FAX = evidenceBits('fax_word');
const STANDS_ALONE = evidenceBits('alone');

/**
 * Weigh the evidence, from 0 to 1; what is less than `least` may be told as 0. What is dear to ask is asked only
 * where it decides. What spoke for it is noted on the piece.
 */
export function confidenceOf(candidate: Candidate, least: number, follows: boolean): number {
  const { run, start, end, extensionEnd, parsed, label, hasPhoneLabel, isInternational, isWhole } = candidate;
  const { text } = run;
  const form = grouping(candidate);
  let sure = BY_SOURCE[parsed.source] + BY_GROUPING[form];
  candidate.evidence = REASON_BY_SOURCE[parsed.source];
  if (form === 'exact' || form === 'joined') candidate.evidence |= GROUPED;
  if (parsed.source === 'region' && parsed.hasPrefix) {
    sure += PREFIX;
    candidate.evidence |= HAS_PREFIX;
  }
  if (hasArea(candidate)) {
    sure += parsed.source === 'country_code' ? CODE_IN_BRACKETS : AREA;
    candidate.evidence |= HAS_AREA;
  }
  if (hasPhoneLabel) {
    sure += CALLED;
    candidate.evidence |= label === 'fax' ? IS_FAX : IS_PHONE;
  }
  if (label === 'number') {
    sure += NUMBER;
    candidate.evidence |= IS_PHONE;
  } else if (label === 'named') sure += OWNED;
  if (label === 'other') sure -= isInternational ? NAMED_ABROAD : NAMED;
  if (candidate.isExtended) sure += EXTENDED;
  if (follows) sure += FOLLOWS;
  if (
    isInternational &&
    !hasPhoneLabel &&
    (form === 'odd' || form === 'regular') &&
    isAmount(text, start, end)
  )
    return 0; // "a change of +33 612 845 078 shares"
  if (form === 'block' && text.charCodeAt(start - 1) !== SPACE && candidate.text === TEN_DIGITS) return 0;
  if (hasPhoneLabel || isInternational) return Math.min(1, sure);

  const hasDots = candidate.hasSeparator(HAS_DOT);
  if (!isWhole) sure -= PART;
  if (form === 'regular' && !parsed.hasPrefix && candidate.last - candidate.first < PAIRS) sure -= 0.1;
  if (form === 'block' && end - start < SHORT) sure -= 0.15;
  if (hasDots) {
    const { text } = candidate;
    if (form !== 'exact' && /^[\d.]+$/.test(text)) sure -= 0.2;
    if (/^\d{3}\.\d{3}\.\d{3}$/.test(text)) sure -= UNUSUAL;
  }
  if (isWhole && isAmong(text, start, extensionEnd)) sure -= AMONG;
  if (sure + ALONE < least) return 0;

  const isUnusual = (hasDots || candidate.last - candidate.first === 1) && UNUSUALLY.test(candidate.text);
  const isThousands = !follows && !candidate.isExtended && mayBeGroupedAmount(candidate);
  if (!isUnusual && !isThousands && sure - CODE >= CONFIDENT) return sure;
  const stands = isWhole
    ? standsAlone(text, start, end) || (form !== 'block' && fillsTableCell(text, start, end))
    : run.isOnlyTextInLine();
  if (isThousands && !(stands && form === 'exact')) return 0;
  if (stands && (form !== 'regular' || parsed.hasPrefix || candidate.last - candidate.first > 1)) {
    sure += ALONE;
    candidate.evidence |= STANDS_ALONE;
  } else if (!stands && isUnusual) sure -= UNUSUAL;
  if (sure - CODE < CONFIDENT && isSourceCode(text, start, extensionEnd)) sure -= CODE;
  return Math.min(1, sure);
}

const SPACE = 0x20;
const TEN_DIGITS = '0123456789'; // as programs list them, in quotes or brackets
const UNUSUALLY = /^\d{5}-\d{4}$|^\d{3}\.\d{3}-\d{4}$|^\d+\.\d+\/\d+$/;

/** Whether it begins with an area code in brackets. */
function hasArea({ run, first, start }: Candidate): boolean {
  const { text } = run;
  if (text.charCodeAt(start) !== 0x28 || run.startOf(first) !== start + 1) return false;
  const size = run.sizeOf(first);
  return size >= 2 && size <= 5 && text.charCodeAt(run.endOf(first)) === 0x29;
}

/** Whether other digits stand beside it, some spaces away. */
function isAmong(text: string, start: number, end: number): boolean {
  let before = start;
  while (before > 0 && isSpace(text.charCodeAt(before - 1))) before--;
  if (before > 0 && before < start && isDigit(text.charCodeAt(before - 1))) return true;
  let after = end;
  while (after < text.length && isSpace(text.charCodeAt(after))) after++;
  return after > end && after < text.length && isDigit(text.charCodeAt(after));
}

function isSpace(code: number): boolean {
  return code === SPACE || code === 0x09 || code === 0x2028 || code === 0x2029;
}
