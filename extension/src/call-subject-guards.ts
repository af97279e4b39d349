// The guard of the number that a card or the popup offers to call.

import type { CallSubject, RegionChoice } from './call-subject.ts';
import { equals, hasFields, isOneOf, isString, listOf, nullable, optional } from './guards.ts';
import { TRIGGERS, type Trigger } from './protocol.ts';
import { REGION_SOURCES, type RegionSource } from './site-settings.ts';

export function isCallSubject(value: unknown): value is CallSubject {
  return hasFields<CallSubject>(value, {
    number: isString,
    original_text: optional(isString),
    region: optional(isString),
    phone_extension: optional(isString),
    country: optional(isString),
    isNational: optional(isTrue),
    label: optional(equals('fax')),
    regionChoice: optional(isRegionChoice),
    canIgnore: optional(isTrue),
    trigger: isTriggerName,
    explanations: listOf(isString),
  });
}

function isRegionChoice(value: unknown): value is RegionChoice {
  return hasFields<RegionChoice>(value, {
    regions: listOf(isString),
    suggested: listOf(isString),
    automatic: nullable(isString),
    source: nullable(isRegionSource),
  });
}

export function isRegionSource(value: unknown): value is RegionSource {
  return isOneOf(value, REGION_SOURCES);
}

function isTrue(value: unknown): value is true {
  return value === true;
}

function isTriggerName(value: unknown): value is Trigger {
  return isOneOf(value, TRIGGERS);
}
