// Explains why a text counts as a phone number, and where its region is from.

import { t } from '../i18n.ts';
import { countryName } from '../locale-format.ts';
import type { PhoneTarget } from './scan/matches.ts';
import type { DetectedRegion } from './site/region-detection.ts';

/** List the reasons why a text is a number, and one of its country. */
export function explanations(target: PhoneTarget, pageRegion: DetectedRegion | undefined): string[] {
  const country = target.country ?? target.region;
  const texts = (target.evidence?.() ?? []).flatMap(evidence => {
    if (evidence !== 'valid_in_region') return t(`evidence_${evidence}` as const);
    return country === undefined ? [] : t('evidence_valid_in_region', countryName(country));
  });
  if (!target.isNational || !pageRegion) return texts;
  const { region } = pageRegion;
  return [...texts, t('evidence_read_in', countryName(region), regionSourceText(pageRegion))];
}

/** Return where the region of numbers without a country code is from. */
function regionSourceText({ source, region }: DetectedRegion): string {
  return t(`region_source_${source}` as const, countryName(region));
}
