// A number that was found: where it stands, how it is dialled, and what is told of it when somebody asks.

import type { NumberPlan, NumberType } from '../metadata/number-plan.ts';
import { e164, numberTypeOf, type ParsedNumber } from '../parse/parser.ts';
import type { Classification } from './classifier.ts';
import { type Evidence, evidenceBits, evidenceList } from './evidence.ts';

export interface FoundNumber {
  readonly start: number;
  readonly end: number;
  readonly e164: string;
  readonly extension?: string;
  readonly country?: string; // ISO 3166-1 alpha-2, where the number says it
  readonly numberType?: NumberType;
  readonly confidence: number; // 0.5 and more: a number; 1: beyond doubt
  readonly evidence: readonly Evidence[]; // what speaks for it
  readonly label?: 'fax'; // the words beside it say that a machine answers
  readonly originalText?: string; // the number alone and whole, where an extension or only its last digits ("…/68") stand there
}

/** A number on the page; its kind and the reasons for it are found out when they are asked for. */
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

  constructor(
    start: number,
    end: number,
    classification: Classification,
    extension?: string,
    originalText?: string,
  ) {
    const { parsed, confidence, label } = classification;
    this.start = start;
    this.end = end;
    this.e164 = e164(parsed);
    this.confidence = confidence;
    if (extension !== undefined) this.extension = extension;
    const country = countryOf(parsed);
    if (country) this.country = country;
    if (label === 'fax') this.label = label;
    if (originalText !== undefined) this.originalText = originalText;
    this.#plan = parsed.plan;
    this.#evidence = classification.evidence;
  }

  get evidence(): readonly Evidence[] {
    return evidenceList(this.#evidence | (this.extension === undefined ? 0 : evidenceBits('extension')));
  }

  get numberType(): NumberType {
    const plan = this.#plan;
    return numberTypeOf({ plan, national: this.e164.slice(1 + plan.callingCode.code.length) });
  }
}

const SHARED_CODE = '001'; // a code that belongs to no country

export function countryOf({ plan }: ParsedNumber): string | undefined {
  return plan.region === SHARED_CODE ? undefined : plan.region;
}
