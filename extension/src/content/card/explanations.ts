// Why something is taken for a phone number, in sentences: what its finder saw, and where it was read.

import { t } from '../../i18n.ts';
import { countryName } from '../../locale-format.ts';
import type { PhoneTarget } from '../scan/matches.ts';
import type { DetectedRegion } from '../site/region-detection.ts';

/** Say why this is a number, and one of this country. */
export function explanations(callee: PhoneTarget, where: DetectedRegion | undefined): string[] {
  const country = callee.country ?? callee.region;
  const said = (callee.reasons?.() ?? []).flatMap(why => {
    if (why !== 'valid_in_region') return t(`evidence_${why}` as const);
    return country === undefined ? [] : t('evidence_valid_in_region', countryName(country));
  });
  if (!callee.isNational || !where) return said;
  return [...said, t('evidence_read_in', countryName(where.region), regionSourceText(where))];
}

/** Say who told the country of numbers that do not say it. */
export function regionSourceText({ source, region }: DetectedRegion): string {
  return t(`region_source_${source}` as const, countryName(region));
}
