// Finds the blocks in a subtree that may have a number, by searching its text as a whole.

import { SOURCE_CANDIDATE } from '../../finder/text/candidate-scan.ts';
import { type BlockRoot, containingBlock, isInline, SKIPPED_TAGS } from '../dom/inline-elements.ts';
import { isElement, isText } from '../dom/shadow-dom.ts';
import { isShortWithoutNumber } from './block-reader.ts';
import { isTelLink, TEL_LINK_SELECTOR } from './tel-links.ts';

// The text of a subtree up to these sizes is searched at once.
const MAX_SUBTREE_ELEMENTS = 2_000;
const MAX_SUBTREE_CHARS = 100_000;
const CHILDREN_PER_STEP = 16; // children visited before the caller may pause

const OWN_TEXT_XPATH = 'text()[normalize-space()]';
const SKIPPED_SELECTOR = [...SKIPPED_TAGS].join(', ');

/**
 * Yield the blocks in a subtree that may have a number or a link that calls one, and undefined where the
 * caller may pause. The browser creates an object for each node that a script visits, which costs more than
 * to search all text.
 */
export function* findCandidateBlocks(root: BlockRoot): Generator<BlockRoot | undefined> {
  for (const link of root.querySelectorAll(TEL_LINK_SELECTOR)) {
    if (isTelLink(link)) yield* readableBlockOf(link);
  }
  yield undefined;
  yield* scanSubtreeText(root);
}

/** Return whether a subtree has no more than this number of elements. */
export function hasAtMostElements(root: BlockRoot, count: number): boolean {
  return root.childElementCount <= count && root.querySelectorAll('*').length <= count;
}

/** The children of an element that is too large to be searched at once, and how far they have been visited. */
interface Level {
  readonly root: BlockRoot;
  readonly children: ArrayLike<Element>;
  nextIndex: number;
  hasOwnText: boolean;
}

/** The levels are on a stack of their own: a page may nest its elements deeper than calls can be nested. */
function* scanSubtreeText(root: BlockRoot): Generator<BlockRoot | undefined> {
  const levels: Level[] = [];
  const text = searchableText(root);
  if (text === undefined) levels.push(levelOf(root));
  else yield* blocksWithHits(text, root);
  for (let level = levels.at(-1); level; level = levels.at(-1)) {
    const child = level.children[level.nextIndex];
    if (!child) {
      levels.pop();
      if (level.hasOwnText) yield* readableBlockOf(level.root);
      continue;
    }
    if (level.nextIndex++ % CHILDREN_PER_STEP === 0) yield undefined;
    level.hasOwnText ||= isInline(child);
    if (!child.firstElementChild) {
      if (!isShortWithoutNumber(child.textContent ?? '')) yield* readableBlockOf(child);
      continue;
    }
    const childText = searchableText(child);
    if (childText === undefined) {
      levels.push(levelOf(child));
    } else {
      yield* blocksWithHits(childText, child);
      yield undefined;
    }
  }
}

/** Return the text of a subtree; undefined if it is too large to be searched at once. */
function searchableText(root: BlockRoot): string | undefined {
  const text = hasAtMostElements(root, MAX_SUBTREE_ELEMENTS) ? (root.textContent ?? '') : undefined;
  return text === undefined || text.length > MAX_SUBTREE_CHARS ? undefined : text;
}

function levelOf(root: BlockRoot): Level {
  return {
    root,
    // A static list: the page may change its children during a pause.
    children: isElement(root) ? root.querySelectorAll(':scope > *') : [...root.children],
    nextIndex: 0,
    hasOwnText: !isElement(root) || hasOwnTextNode(root),
  };
}

function hasOwnTextNode(element: Element): boolean {
  return document.evaluate(OWN_TEXT_XPATH, element, null, XPathResult.BOOLEAN_TYPE).booleanValue;
}

/** Return the blocks of all places in a subtree's text that may be a number. */
function blocksWithHits(text: string, root: BlockRoot): Set<BlockRoot> {
  const blocks = new Set<BlockRoot>();
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_CDATA_SECTION);
  let nodeEnd = 0; // where the current node ends in the text
  const advance = (): boolean => {
    const node = walker.nextNode();
    if (isText(node)) nodeEnd += node.length;
    return node !== null;
  };
  SOURCE_CANDIDATE.lastIndex = 0;
  for (let hit = SOURCE_CANDIDATE.exec(text); hit; hit = SOURCE_CANDIDATE.exec(text)) {
    const hitEnd = SOURCE_CANDIDATE.lastIndex;
    while (nodeEnd <= hit.index && advance());
    do for (const block of readableBlockOf(walker.currentNode)) blocks.add(block);
    while (nodeEnd < hitEnd && advance());
    SOURCE_CANDIDATE.lastIndex = nodeEnd; // the rest of this node belongs to a block that is read anyway
  }
  return blocks;
}

/** Return the block of a node in a list, which is empty if the block is never read. */
function readableBlockOf(node: Node): BlockRoot[] {
  const block = containingBlock(node);
  return block && !(isElement(block) && block.closest(SKIPPED_SELECTOR)) ? [block] : [];
}
