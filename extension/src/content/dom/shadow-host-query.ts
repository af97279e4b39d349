// Which elements of a part of the page may host a shadow root, and are worth asking.

import type { BlockRoot } from './inline-elements.ts';
import { isLargePage, SHADOW_HOST_TAGS } from './shadow-dom.ts';

// Elements that cannot have one, the commonest first: custom ones are all others, but for a few rare names.
const PLAIN =
  'a li td tr br img b i em strong path g svg ul ol dl dt dd th table tbody thead input button label form option select script style link meta small sup sub u s code pre hr iframe video picture source figure figcaption time use rect circle line text defs font center textarea tfoot colgroup col caption canvas template slot title base noscript head html';
const CUSTOM = `:not(${[...SHADOW_HOST_TAGS, ...PLAIN.split(' ')].join(', ')})`;
const EMPTY = `:empty:is(${[...SHADOW_HOST_TAGS].join(', ')})`;

/** The elements in a part of the page that may host a root, as far as it is worth asking them: see `shadowOf`. */
export function queryPossibleShadowHosts(part: BlockRoot): NodeListOf<Element> {
  const isDear = isLargePage() && !('openOrClosedShadowRoot' in Element.prototype);
  return part.querySelectorAll(isDear ? `${CUSTOM}, ${EMPTY}` : [CUSTOM, ...SHADOW_HOST_TAGS].join(', '));
}
