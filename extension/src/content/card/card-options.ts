// Builds the options of the card besides the call: to change the country, and to ignore the number.

import { supportedRegions } from '../../finder/metadata/calling-codes.ts';
import { type HitTarget, linkTarget } from '../interaction/hit-test.ts';
import type { Match } from '../scan/matches.ts';
import type { PageScanner } from '../scan/page-scanner.ts';
import type { SiteContext } from '../site/site-context.ts';
import type { Card } from './card.ts';
import type { CardOptions, CountryOption } from './card-options-view.ts';
import { explanations, regionSourceText } from './explanations.ts';

interface CardDeps {
  readonly site: SiteContext;
  readonly scanner: PageScanner;
  readonly card: Card;
  readonly showCard: (hit: HitTarget) => void;
}

/** Build the options of the card for a number in the page. */
export function buildCardOptions(hit: HitTarget, deps: CardDeps): CardOptions {
  const { target, match, link } = hit;
  const { region } = deps.site;
  const hasCountry = target.isNational && (match ?? link);
  return {
    explain: () => explanations(target, region),
    ...(match && { ignore: () => ignore(hit, match, deps) }),
    ...(hasCountry && { country: countryOption(hit, deps) }),
  };
}

/** Ignore the text of a match on this site, and offer to undo that. */
function ignore(hit: HitTarget, match: Match, { site, scanner, card, showCard }: CardDeps): void {
  const { originalText } = match;
  const { node } = match.start;
  site.ignore(originalText);
  scanner.rescanNode(node);
  const undo = () => {
    site.unignore(originalText);
    scanner.rescanNode(node);
    showCard(hit);
  };
  card.show({ type: 'ignored', undo });
}

function countryOption(hit: HitTarget, deps: CardDeps): CountryOption {
  const { region, suggestedRegions } = deps.site;
  return {
    regions: supportedRegions(),
    suggested: suggestedRegions,
    region: region?.region ?? null,
    sourceText: region ? regionSourceText(region) : '',
    onSelect: selected => setRegion(hit, selected, deps),
  };
}

/** Set the region of the site, and show what number the same text is now. */
function setRegion(hit: HitTarget, region: string | undefined, deps: CardDeps): void {
  const { site, card, showCard } = deps;
  site.setRegion(region);
  const newHit = rehitTest(hit, deps);
  if (newHit) {
    showCard(newHit);
    return;
  }
  card.open({
    number: hit.target.originalText,
    anchor: hit.box,
    options: buildCardOptions(hit, deps),
  });
  card.show({ type: 'no_number', country: site.region?.region ?? '' });
}

/** Return the hit on the same text as it is parsed now, or undefined if it is not a number any more. */
function rehitTest(hit: HitTarget, { site, scanner }: CardDeps): HitTarget | undefined {
  const { match: previous, link } = hit;
  if (!previous) return link && linkTarget(link, site.region?.region);
  const { node, offset } = previous.start;
  const previousEnd = previous.end.node === node ? previous.end.offset : node.length;
  const match = scanner.rescanNode(node).find(({ start, end }) => {
    const matchStart = start.node === node ? start.offset : 0;
    const matchEnd = end.node === node ? end.offset : node.length;
    return matchStart < previousEnd && matchEnd > offset;
  });
  return match && { ...hit, target: match, match };
}
