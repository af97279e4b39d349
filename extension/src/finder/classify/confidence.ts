// Computes how likely a valid number is meant as a phone number: a sum of weights for its evidence.

import type { ContextLabel } from '../context/label.ts';
import { CLOSING_BRACKET, isDigit, OPENING_BRACKET, SPACE, TAB } from '../text/char-class.ts';
import { fillsTableCell, standsAlone } from '../text/isolation.ts';
import { HAS_DOT } from '../text/separators.ts';
import { isSourceCode } from './adjacent-text.ts';
import { DOTTED_THOUSANDS, isAmount, mayBeGroupedAmount } from './amounts.ts';
import type { Candidate } from './candidate.ts';
import { EVIDENCE_BY_SOURCE, evidenceBits } from './evidence.ts';
import { type Grouping, groupingOf } from './grouping.ts';

export const CONFIDENT = 0.5; // at least: a phone number
export const POSSIBLE = 0.3; // at least: may be a phone number; found only with `includeUncertain`
export const VANITY_CONFIDENCE = 0.8; // of a vanity number, whose prefix is checked: "1-800-FLOWERS"

/**
 * What each piece of evidence adds to the confidence: heuristics; measure a change with
 * tests/finder/score.py.
 */
const WEIGHTS = {
  /** How the country was found. A plus sign is enough; a bare calling code needs more evidence. */
  source: { plus: 0.9, international_prefix: 0.65, country_code: 0.35, region: 0.5 },
  /** How the digits are grouped; see grouping.ts. */
  grouping: { exact: 0.2, joined: 0.1, regular: 0, block: -0.1, irregular: -0.3 },
  /** A national prefix is written: the 0 of "030 1234567". */
  nationalPrefix: 0.1,
  /** Brackets around an area code: "(415) 555-0100". */
  areaInBrackets: 0.1,
  /** Brackets around the region's own calling code: "(53) 7 831 2345" in Cuba. */
  codeInBrackets: 0.25,
  /** A word beside it calls it a phone or fax number: "Tel. 030 1234567". */
  phoneLabel: 0.35,
  /** It is called a number, but not of what: "Number: 030 1234567". */
  numberLabel: 0.15,
  /** An unknown name with a colon stands before it: "Owner: 030 1234567". */
  nameLabel: 0.1,
  /** A word beside it calls it something else: "Invoice no. 030 1234567". */
  otherLabel: -0.7,
  /** The same before a plus sign, which few other things have: "Customer +49 30 1234567". */
  otherLabelInternational: -0.2,
  /** A word introduces an extension behind it: "555-0100 ext. 23". */
  extensionKeyword: 0.2,
  /** It follows a number with CONFIDENT or more in a list: "030 1234567, 030 7654321". */
  followsNumber: 0.2,
  /** Nothing else is in its line or its table cell. */
  alone: 0.15,
  /** Other digits are in the same run: "12 030 1234567". */
  partOfRun: -0.05,
  /** Digits stand beside it, two spaces or a tab away, as in a table of amounts. */
  digitsBeside: -0.14,
  /** Groups of two to four digits without a national prefix, and not many of them: "27 2246 25". */
  regularWithoutPrefix: -0.1,
  /** One group of few digits: "1234567". */
  shortBlock: -0.15,
  /** Pairs of digits that only rise, as in a draw or a timetable: "06 12 23 34 45". */
  ascending: -0.4,
  /** Only digits and dots that are not a format of the country: "41.5555.0100". */
  dottedDigits: -0.2,
  /** Three groups of three digits with dots, like an amount: "681.537.356". */
  dottedThousands: -0.25,
  /** It looks like a post code, a paragraph of a law or an amount, and is not alone; see UNUSUAL_SHAPE. */
  unusualShape: -0.25,
  /** The text around it looks like source code: "foo(4155550100)". */
  sourceCode: -0.25,
} as const;

const MANY_GROUPS = 5; // "27 22 46 25 05" is hardly anything but a phone number
const SHORT_BLOCK_CHARS = 9;
const ALL_DIGITS = '0123456789'; // as source code lists them
// "12345-6789" (a US post code), "123.4567-8901", "1.25/100"
const UNUSUAL_SHAPE = /^\d{5}-\d{4}$|^\d{3}\.\d{3}-\d{4}$|^\d+\.\d+\/\d+$/;

const USUAL_GROUPING = evidenceBits('usual_grouping');
const NATIONAL_PREFIX = evidenceBits('national_prefix');
const AREA_CODE = evidenceBits('area_code');
const PHONE_WORD = evidenceBits('phone_word');
const FAX_WORD = evidenceBits('fax_word');
const ALONE = evidenceBits('alone');

/**
 * The confidence in a candidate that is parsed and labelled; 1 or more is certain. Any value below
 * `threshold` may be given as 0, because tests that cost much are made only where they decide. Sets the
 * candidate's evidence.
 */
export function confidenceOf(candidate: Candidate, threshold: number, followsNumber: boolean): number {
  const grouping = groupingOf(candidate);
  if (isExcluded(candidate, grouping)) return 0;
  let confidence = numberWeight(candidate, grouping) + labelWeight(candidate);
  if (candidate.hasExtensionKeyword) confidence += WEIGHTS.extensionKeyword;
  if (followsNumber) confidence += WEIGHTS.followsNumber;
  if (candidate.hasPhoneLabel || candidate.isInternational) return Math.min(1, confidence);

  confidence = withShapeWeights(candidate, grouping, confidence);
  if (confidence + WEIGHTS.alone < threshold) return 0;
  return withContextWeights(candidate, grouping, confidence, followsNumber);
}

/** Whether it is something else in spite of its other evidence. */
function isExcluded(candidate: Candidate, grouping: Grouping): boolean {
  const { run, start, end } = candidate;
  if (
    candidate.isInternational &&
    !candidate.hasPhoneLabel &&
    (grouping === 'irregular' || grouping === 'regular') &&
    isAmount(run.text, start, end)
  )
    return true; // "a change of +33 612 845 078 shares"
  return grouping === 'block' && run.text.charCodeAt(start - 1) !== SPACE && candidate.text === ALL_DIGITS;
}

/** The weight of the number itself. */
function numberWeight(candidate: Candidate, grouping: Grouping): number {
  const { source, hasPrefix } = candidate.parsed;
  let weight = WEIGHTS.source[source] + WEIGHTS.grouping[grouping];
  candidate.evidence = EVIDENCE_BY_SOURCE[source];
  if (grouping === 'exact' || grouping === 'joined') candidate.evidence |= USUAL_GROUPING;
  if (source === 'region' && hasPrefix) {
    weight += WEIGHTS.nationalPrefix;
    candidate.evidence |= NATIONAL_PREFIX;
  }
  if (startsWithBracketedArea(candidate)) {
    weight += source === 'country_code' ? WEIGHTS.codeInBrackets : WEIGHTS.areaInBrackets;
    candidate.evidence |= AREA_CODE;
  }
  return weight;
}

const EVIDENCE_BY_LABEL: Readonly<Partial<Record<NonNullable<ContextLabel>, number>>> = {
  phone: PHONE_WORD,
  number: PHONE_WORD,
  fax: FAX_WORD,
};

function labelWeight(candidate: Candidate): number {
  const { label } = candidate;
  if (label === undefined) return 0;
  candidate.evidence |= EVIDENCE_BY_LABEL[label] ?? 0;
  switch (label) {
    case 'phone':
    case 'fax':
      return WEIGHTS.phoneLabel;
    case 'number':
      return WEIGHTS.numberLabel;
    case 'name':
      return WEIGHTS.nameLabel;
    case 'other':
      return candidate.isInternational ? WEIGHTS.otherLabelInternational : WEIGHTS.otherLabel;
  }
}

/** Add the weights of how a national number without a label is written. */
function withShapeWeights(candidate: Candidate, grouping: Grouping, before: number): number {
  const { run, start, end, extensionEnd, isWholeRun } = candidate;
  let confidence = before;
  if (!isWholeRun) confidence += WEIGHTS.partOfRun;
  if (grouping === 'regular' && !candidate.parsed.hasPrefix && candidate.groupCount < MANY_GROUPS)
    confidence += WEIGHTS.regularWithoutPrefix;
  if (grouping === 'block' && end - start < SHORT_BLOCK_CHARS) confidence += WEIGHTS.shortBlock;
  if (candidate.hasSeparator(HAS_DOT)) {
    const { text } = candidate;
    if (grouping !== 'exact' && /^[\d.]+$/.test(text)) confidence += WEIGHTS.dottedDigits;
    if (DOTTED_THOUSANDS.test(text)) confidence += WEIGHTS.dottedThousands;
  }
  if (isWholeRun && !candidate.areDigitsBesideKnown && hasDigitsBeside(run.text, start, extensionEnd))
    confidence += WEIGHTS.digitsBeside;
  if (grouping !== 'block' && isAscendingSeries(candidate)) confidence += WEIGHTS.ascending;
  return confidence;
}

/** Add the weights of the line around it, where they decide. */
function withContextWeights(
  candidate: Candidate,
  grouping: Grouping,
  before: number,
  followsNumber: boolean,
): number {
  const { run, start, end, groupCount } = candidate;
  const isUnusual =
    (groupCount === 2 || candidate.hasSeparator(HAS_DOT)) && UNUSUAL_SHAPE.test(candidate.text);
  const mayBeAmount = !followsNumber && !candidate.hasExtensionKeyword && mayBeGroupedAmount(candidate);
  if (!isUnusual && !mayBeAmount && before + WEIGHTS.sourceCode >= CONFIDENT) return before;

  let confidence = before;
  const isAlone = candidate.isWholeRun
    ? standsAlone(run.text, start, end) || (grouping !== 'block' && fillsTableCell(run.text, start, end))
    : run.isOnlyTextInLine();
  if (mayBeAmount && !(isAlone && grouping === 'exact')) return 0;
  if (isAlone && (grouping !== 'regular' || candidate.parsed.hasPrefix || groupCount > 2)) {
    confidence += WEIGHTS.alone;
    candidate.evidence |= ALONE;
  } else if (!isAlone && isUnusual) confidence += WEIGHTS.unusualShape;
  if (confidence + WEIGHTS.sourceCode < CONFIDENT && isSourceCode(run.text, start, candidate.extensionEnd))
    confidence += WEIGHTS.sourceCode;
  return Math.min(1, confidence);
}

const MIN_SERIES = 5; // four pairs are a whole number in Denmark and Norway
const MAX_IN_SERIES = 60; // minutes, and nearly all balls of a lottery

/** Whether its pairs of digits rise from the second one on, and could be minutes or drawn numbers. */
function isAscendingSeries({ run, first, last }: Candidate): boolean {
  if (last - first < MIN_SERIES - 1) return false;
  let previous = -1;
  for (let group = first; group <= last; group++) {
    if (run.sizeOf(group) !== 2) return false;
    const value = Number(run.digits(group, group));
    if (value >= MAX_IN_SERIES || (group > first + 1 && value <= previous)) return false;
    previous = value;
  }
  return true;
}

/** Whether it begins with brackets around two to five digits: "(415) 555-0100". */
function startsWithBracketedArea({ run, first, start }: Candidate): boolean {
  const { text } = run;
  if (text.charCodeAt(start) !== OPENING_BRACKET || run.startOf(first) !== start + 1) return false;
  const size = run.sizeOf(first);
  return size >= 2 && size <= 5 && text.charCodeAt(run.endOf(first)) === CLOSING_BRACKET;
}

/** Whether digits are on either side, with only white space between. */
function hasDigitsBeside(text: string, start: number, end: number): boolean {
  let before = start;
  while (before > 0 && isWhiteSpace(text.charCodeAt(before - 1))) before--;
  if (before > 0 && before < start && isDigit(text.charCodeAt(before - 1))) return true;
  let after = end;
  while (after < text.length && isWhiteSpace(text.charCodeAt(after))) after++;
  return after > end && after < text.length && isDigit(text.charCodeAt(after));
}

function isWhiteSpace(code: number): boolean {
  return code === SPACE || code === TAB || code === 0x2028 || code === 0x2029; // line and paragraph separator
}
