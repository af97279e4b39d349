// What the agent may decide of a number beside calling it: its country, and that it is none.

import { regions } from '../../finder/metadata/calling-codes.ts';
import { linkSight, type Sight } from '../interaction/hit-test.ts';
import type { Match } from '../scan/matches.ts';
import type { Walk } from '../scan/page-scanner.ts';
import type { Here } from '../site/site-context.ts';
import type { Card } from './card.ts';
import type { Aside } from './card-options.ts';
import { howSentence, whySentences } from './explanations.ts';

export interface Deciding {
  readonly here: Here;
  readonly walk: Walk;
  readonly card: Card;
  readonly offer: (sight: Sight) => void;
}

/** Make what the card says beside the call to what was seen. */
export function asideOf(sight: Sight, deciding: Deciding): Aside {
  const { here, walk, card, offer } = deciding;
  const { callee } = sight;
  const { where } = here;
  const match = matchOf(sight);
  const spare = (written: string, node: Text) => {
    here.spare(written);
    walk.readNow(node);
    const undo = () => {
      here.bringBack(written);
      walk.readNow(node);
      offer(sight);
    };
    card.show({ is: 'spared', undo });
  };
  const choose = (region: string | undefined) => {
    here.choose(region);
    const read = seenAgain(sight, deciding);
    if (read) offer(read);
    else {
      card.open({ number: callee.written, spot: sight.box, aside: asideOf(sight, deciding) });
      card.show({ is: 'absent', country: here.where?.region ?? '' });
    }
  };
  return {
    why: () => whySentences(callee, where),
    ...(match && { spare: () => spare(match.written, match.start.node) }),
    ...(callee.isNational &&
      (match ?? sight.link) && {
        country: {
          regions: regions(),
          likely: here.likely,
          region: where?.region ?? null,
          how: where ? howSentence(where) : '',
          choose,
        },
      }),
  };
}

/** The same text, as it is read now. */
function seenAgain(sight: Sight, { here, walk }: Deciding): Sight | undefined {
  const match = matchOf(sight);
  if (!match) return sight.link && linkSight(sight.link as HTMLAnchorElement, here.where?.region);
  const { node, offset } = match.start;
  const last = match.end.node === node ? match.end.offset : node.length;
  const callee = walk.readNow(node).find(({ start, end }) => {
    const [from, to] = [start.node === node ? start.offset : 0, end.node === node ? end.offset : node.length];
    return from < last && to > offset;
  });
  return callee && { ...sight, callee };
}

/** The number in the text; what a link or a field says is none. */
function matchOf({ callee, link }: Sight): Match | undefined {
  return link || !('nodes' in callee) ? undefined : (callee as Match);
}
