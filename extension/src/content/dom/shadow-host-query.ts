// Finds the elements in a part of the page that may host a shadow root and are worth querying for one.

import type { BlockRoot } from './inline-elements.ts';
import { isLargePage, SHADOW_HOST_TAGS } from './shadow-dom.ts';

// Elements that cannot host one, the most frequent first. Nearly all others are custom elements.
const PLAIN_TAGS =
  'a li td tr br img b i em strong path g svg ul ol dl dt dd th table tbody thead input button label form option select script style link meta small sup sub u s code pre hr iframe video picture source figure figcaption time use rect circle line text defs font center textarea tfoot colgroup col caption canvas template slot title base noscript head html';
const CUSTOM_ELEMENTS = `:not(${[...SHADOW_HOST_TAGS, ...PLAIN_TAGS.split(' ')].join(', ')})`;
const EMPTY_HOSTS = `:empty:is(${[...SHADOW_HOST_TAGS].join(', ')})`;
const ALL_HOSTS = [CUSTOM_ELEMENTS, ...SHADOW_HOST_TAGS].join(', ');

/** Return the elements that may host a root; in a large page only some of them, see `shadowRootOf`. */
export function queryPossibleShadowHosts(part: BlockRoot): NodeListOf<Element> {
  const isExpensive = isLargePage() && !('openOrClosedShadowRoot' in Element.prototype);
  return part.querySelectorAll(isExpensive ? `${CUSTOM_ELEMENTS}, ${EMPTY_HOSTS}` : ALL_HOSTS);
}
