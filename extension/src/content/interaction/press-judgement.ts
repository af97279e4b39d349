// Judges whether a press was meant for the number that was seen: what is not clear counts as not meant.

import { rectsOf } from '../dom/text-rects.ts';
import { numberReadInLink } from '../scan/link-text.ts';
import type { Match } from '../scan/matches.ts';
import { hasPlainDigits } from './glyphs.ts';
import { boxOf, clientRects, type HitTarget, isVisibleToUser, renderedTextsIn } from './hit-test.ts';
import type { ObservedNumber } from './settled-numbers.ts';
import { isProbablySeen, isReadAsWritten } from './sight.ts';

const DIGIT = /\p{Nd}/u;
const MAX_SEEN_TEXTS = 10; // of a link, that are sampled

/**
 * Return whether a person sees the number, and reads it as the one that would be called. Where a field draws
 * its digits is not known: for a number in a field only the field is judged.
 */
export function isClearlySeen(hit: HitTarget): boolean {
  if (!isVisibleToUser(hit)) return false;
  if (!hasPlainDigits(hit.target.originalText)) return false;
  if (!hit.link) return !hit.match || isReadAsWritten(hit.match);
  const match = numberReadInLink(hit.link, hit.target);
  return match !== undefined && isReadAsWritten(match);
}

/** Return what to observe of a hit; undefined for a field, and for a link without text. */
export function observedHit({ link, match, target }: HitTarget): ObservedNumber | undefined {
  if (match) return observedMatch(match);
  const node = link && renderedTextsIn(link)[0];
  return node && observedLink(link, node, target);
}

/** Return what to observe of a match. */
export function observedMatch(match: Match): ObservedNumber {
  const { link, start } = match;
  if (link) return observedLink(link, start.node, match);
  const place = () => clientRects(match)[0];
  return {
    key: start.node,
    text: `${start.offset} ${match.number} ${match.originalText}`,
    place,
    isVisible: renderings =>
      match.nodes.every(node => isProbablySeen(node, rectsIn(match, node), renderings)),
  };
}

/** Return where the part of a match in one of its nodes is drawn. */
function rectsIn({ start, end }: Match, node: Text): DOMRect[] {
  return rectsOf(range => {
    range.setStart(node, node === start.node ? Math.min(start.offset, node.length) : 0);
    range.setEnd(node, node === end.node ? Math.min(end.offset, node.length) : node.length);
  });
}

function observedLink(
  link: Element,
  node: Text,
  { number, originalText }: Pick<Match, 'number' | 'originalText'>,
): ObservedNumber {
  return {
    key: link,
    text: `${number} ${originalText}`,
    place: () => boxOf(link),
    isVisible: renderings => {
      const texts = renderedTextsIn(link).filter(({ data }) => DIGIT.test(data));
      return (texts.length === 0 ? [node] : texts.slice(0, MAX_SEEN_TEXTS)).every(text =>
        isProbablySeen(
          text,
          rectsOf(range => range.selectNodeContents(text)),
          renderings,
        ),
      );
    },
  };
}
