// A phone number that was found in a text: the result type of the finder.

import { countryOf } from '../metadata/calling-codes.ts';
import type { NumberPlan, NumberType } from '../metadata/number-plan.ts';
import { e164, numberTypeOf } from '../parse/parser.ts';
import type { Classification } from './classifier.ts';
import { type Evidence, evidenceBits, evidenceList } from './evidence.ts';

/** Indices are UTF-16 code units of the source text; `end` is exclusive and includes the extension. */
export interface FoundNumber {
  readonly start: number;
  readonly end: number;
  readonly e164: string; // without the extension
  readonly extension?: string; // digits
  readonly country?: string; // ISO 3166-1 alpha-2; absent where the calling code belongs to no country
  readonly numberType?: NumberType;
  readonly confidence: number; // see CONFIDENT and POSSIBLE; 1 or more is certain
  readonly evidence: readonly Evidence[];
  readonly label?: 'fax'; // a word beside it calls it a fax number
  readonly originalText?: string; // the number in full, where an extension follows it or it is short: "…/68"
}

/** Its type and its evidence are computed when they are first read: most are never read. */
export class LazyFoundNumber implements FoundNumber {
  readonly start: number;
  readonly end: number;
  readonly e164: string;
  readonly extension?: string;
  readonly country?: string;
  readonly confidence: number;
  readonly label?: 'fax';
  readonly originalText?: string;
  readonly #plan: NumberPlan;
  readonly #evidence: number;

  /** `start` and `end` are indices of the source text, unlike those of the classification. */
  constructor(start: number, end: number, classification: Classification, originalText?: string) {
    const { parsed, confidence, label, extension, evidence } = classification;
    this.start = start;
    this.end = end;
    this.e164 = e164(parsed);
    this.confidence = confidence;
    if (extension !== undefined) this.extension = extension.digits;
    const country = countryOf(parsed.plan);
    if (country) this.country = country;
    if (label === 'fax') this.label = label;
    if (originalText !== undefined) this.originalText = originalText;
    this.#plan = parsed.plan;
    this.#evidence = evidence;
  }

  get evidence(): readonly Evidence[] {
    return evidenceList(this.#evidence | (this.extension === undefined ? 0 : evidenceBits('extension')));
  }

  get numberType(): NumberType {
    const plan = this.#plan;
    return numberTypeOf({ plan, national: this.e164.slice(1 + plan.callingCode.code.length) });
  }
}
