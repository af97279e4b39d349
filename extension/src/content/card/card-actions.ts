// What the agent may decide of a number beside calling it: its country, and that it is none.

import { supportedRegions } from '../../finder/metadata/calling-codes.ts';
import { type HitTarget, linkTarget } from '../interaction/hit-test.ts';
import type { Match } from '../scan/matches.ts';
import type { PageScanner } from '../scan/page-scanner.ts';
import type { SiteContext } from '../site/site-context.ts';
import type { Card } from './card.ts';
import type { CardOptions } from './card-options.ts';
import { explanations, regionSourceText } from './explanations.ts';

export interface CardDeps {
  readonly here: SiteContext;
  readonly walk: PageScanner;
  readonly card: Card;
  readonly offer: (sight: HitTarget) => void;
}

/** Make what the card says beside the call to what was seen. */
export function buildCardOptions(sight: HitTarget, deciding: CardDeps): CardOptions {
  const { here, walk, card, offer } = deciding;
  const { callee } = sight;
  const { region: where } = here;
  const match = matchOf(sight);
  const spare = (written: string, node: Text) => {
    here.ignore(written);
    walk.rescanNode(node);
    const undo = () => {
      here.unignore(written);
      walk.rescanNode(node);
      offer(sight);
    };
    card.show({ type: 'ignored', undo });
  };
  const choose = (region: string | undefined) => {
    here.setRegion(region);
    const read = rehitTest(sight, deciding);
    if (read) offer(read);
    else {
      card.open({ number: callee.originalText, spot: sight.box, aside: buildCardOptions(sight, deciding) });
      card.show({ type: 'no_number', country: here.region?.region ?? '' });
    }
  };
  return {
    why: () => explanations(callee, where),
    ...(match && { spare: () => spare(match.originalText, match.start.node) }),
    ...(callee.isNational &&
      (match ?? sight.link) && {
        country: {
          regions: supportedRegions(),
          likely: here.suggestedRegions,
          region: where?.region ?? null,
          how: where ? regionSourceText(where) : '',
          choose,
        },
      }),
  };
}

/** The same text, as it is read now. */
function rehitTest(sight: HitTarget, { here, walk }: CardDeps): HitTarget | undefined {
  const match = matchOf(sight);
  if (!match) return sight.link && linkTarget(sight.link as HTMLAnchorElement, here.region?.region);
  const { node, offset } = match.start;
  const last = match.end.node === node ? match.end.offset : node.length;
  const callee = walk.rescanNode(node).find(({ start, end }) => {
    const [from, to] = [start.node === node ? start.offset : 0, end.node === node ? end.offset : node.length];
    return from < last && to > offset;
  });
  return callee && { ...sight, callee };
}

/** The number in the text; what a link or a field says is none. */
function matchOf({ callee, link }: HitTarget): Match | undefined {
  return link || !('nodes' in callee) ? undefined : (callee as Match);
}
