// Where in a part of the page numbers may be, told by its text as a whole: what holds none is hardly touched.

import { SOURCE_CANDIDATE } from '../../finder/text/candidate-scan.ts';
import {
  type BlockRoot,
  containingBlock,
  isInline,
  isTelLink,
  SKIPPED_TAGS,
} from '../dom/inline-elements.ts';
import { isElement, isText } from '../dom/shadow-dom.ts';
import { isPlainText } from './block-reader.ts';

const MANY = 2_000; // elements whose text is looked at as one
const MUCH = 100_000; // characters
const FEW = 16; // children in one breath
const OWN_TEXT = 'text()[normalize-space()]';
const LINKS = ['tel:', 'callto:', 'sip']
  .flatMap(scheme => [`a[*|href*="${scheme}" i]`, `area[href*="${scheme}" i]`])
  .join(', ');
const UNREAD_NAMES = [...SKIPPED_TAGS].join(', ');

/**
 * Tell the blocks in a part of the page that may hold a number or a link that calls; nothing in between, to take a
 * breath. The browser makes an object of each node that a script touches: that is dearer than all its text.
 */
export function* findCandidateBlocks(part: BlockRoot): Generator<BlockRoot | undefined> {
  for (const link of part.querySelectorAll(LINKS)) if (isTelLink(link)) yield* blocksOf(link);
  yield undefined;
  yield* scanSubtreeText(part);
}

function* scanSubtreeText(part: BlockRoot): Generator<BlockRoot | undefined> {
  const text = isSmall(part) ? (part.textContent ?? '') : undefined;
  if (text === undefined || text.length > MUCH) {
    yield* scanChildren(part);
  } else {
    yield* blocksWithHits(text, part);
    yield undefined;
  }
}

function isSmall(part: BlockRoot): boolean {
  return part.childElementCount <= MANY && part.querySelectorAll('*').length <= MANY;
}

function* scanChildren(part: BlockRoot): Generator<BlockRoot | undefined> {
  // As they are now, whatever the page does between two breaths.
  const children = isElement(part) ? part.querySelectorAll(':scope > *') : [...part.children];
  let hasOwnText = !isElement(part) || saysSomethingItself(part);
  for (let index = 0; index < children.length; index++) {
    const child = children[index] as Element;
    if (index % FEW === 0) yield undefined;
    if (child.firstElementChild) yield* scanSubtreeText(child);
    else if (!isPlainText(child.textContent ?? '')) yield* blocksOf(child);
    hasOwnText ||= isInline(child);
  }
  if (hasOwnText) yield* blocksOf(part);
}

function saysSomethingItself(part: Element): boolean {
  return document.evaluate(OWN_TEXT, part, null, XPathResult.BOOLEAN_TYPE).booleanValue;
}

/** The blocks of all places in a part's text that may be a number. */
function blocksWithHits(text: string, part: BlockRoot): Set<BlockRoot> {
  const found = new Set<BlockRoot>();
  const nodes = document.createTreeWalker(part, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_CDATA_SECTION);
  let end = 0; // of the current node in the text
  const goOn = (): boolean => {
    const node = nodes.nextNode();
    if (isText(node)) end += node.length;
    return node !== null;
  };
  SOURCE_CANDIDATE.lastIndex = 0;
  for (let hit = SOURCE_CANDIDATE.exec(text); hit; hit = SOURCE_CANDIDATE.exec(text)) {
    const past = SOURCE_CANDIDATE.lastIndex;
    while (end <= hit.index && goOn());
    do for (const block of blocksOf(nodes.currentNode)) found.add(block);
    while (end < past && goOn());
    SOURCE_CANDIDATE.lastIndex = end; // the whole of a block is read
  }
  return found;
}

function blocksOf(node: Node): BlockRoot[] {
  const block = containingBlock(node);
  return block && !(isElement(block) && block.closest(UNREAD_NAMES)) ? [block] : [];
}
