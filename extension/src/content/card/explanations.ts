// Why something is taken for a phone number, in sentences: what its finder saw, and where it was read.

import { say } from '../../i18n.ts';
import { countryName } from '../../locale-format.ts';
import type { Callee } from '../scan/matches.ts';
import type { Where } from '../site/region-detection.ts';

/** Say why this is a number, and one of this country. */
export function whySentences(callee: Callee, where: Where | undefined): string[] {
  const country = callee.country ?? callee.region;
  const said = (callee.reasons?.() ?? []).flatMap(why => {
    if (why !== 'valid_in_region') return say(`why_${why}` as const);
    return country === undefined ? [] : say('why_valid_in_region', countryName(country));
  });
  if (!callee.isNational || !where) return said;
  return [...said, say('why_read_in', countryName(where.region), howSentence(where))];
}

/** Say who told the country of numbers that do not say it. */
export function howSentence({ how, region }: Where): string {
  return say(`how_${how}` as const, countryName(region));
}
