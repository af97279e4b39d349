// Describes a number in the page for the card that offers to call it.

import type { CallSubject, RegionChoice } from '../call-subject.ts';
import { supportedRegions } from '../finder/metadata/calling-codes.ts';
import type { NumberInPage } from './card/card.ts';
import { explanations } from './explanations.ts';
import type { HitTarget } from './interaction/hit-test.ts';
import { requestFields } from './scan/matches.ts';
import type { SiteContext } from './site/site-context.ts';

export function subjectOf({ target, match, link }: HitTarget, site: SiteContext): CallSubject {
  const { country, isNational, label } = target;
  return {
    ...requestFields(target),
    ...(country !== undefined && { country }),
    ...(isNational && { isNational }),
    ...(label && { label }),
    ...(isNational && (match || link) && { regionChoice: regionChoice(site) }),
    ...(match && site.hostname && { canIgnore: true as const }),
    trigger: link ? 'tel_link' : 'click',
    explanations: explanations(target, site.region),
  };
}

/** Return where a number is in the page. */
export function anchorOf({ box, isUnchanged }: HitTarget): NumberInPage {
  return { rect: box, ...(isUnchanged && { isUnchanged }) };
}

function regionChoice(site: SiteContext): RegionChoice {
  return {
    regions: supportedRegions(),
    suggested: site.suggestedRegions,
    automatic: site.automaticRegion?.region ?? null,
    source: site.region?.source ?? null,
  };
}
