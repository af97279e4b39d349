// The numbers of a page that are rendered, in document order, with those in shadow roots.

import { flatParent, isElement, shadowRootOf } from '../dom/shadow-dom.ts';
import type { Match } from '../scan/matches.ts';
import { clientRects, type ScannerView } from './hit-test.ts';

/** Return the matches that begin in a text node. */
export function matchesStartingIn(node: Text, scanner: Pick<ScannerView, 'matchesIn'>): readonly Match[] {
  return scanner.matchesIn(node).filter(match => match.start.node === node);
}

/** Return whether a match is rendered with a size, anywhere in the page. */
export function isMatchRendered(match: Match): boolean {
  const { node } = match.start;
  if (!isRendered(flatParent(node)) || isCollapsed(node)) return false;
  return clientRects(match).some(({ width, height }) => width > 0 && height > 0);
}

/** Yield elements and texts in document order, the content of a shadow root before its host's. */
export function* deepNodes(tree: Document | ShadowRoot): Generator<Node> {
  const walker = document.createTreeWalker(tree, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    yield node;
    const shadowRoot = isElement(node) && shadowRootOf(node);
    if (shadowRoot) yield* deepNodes(shadowRoot);
  }
}

/** Return whether an element is rendered with a size, anywhere in the page. */
export function isRendered(element: Element | null): boolean {
  let box = element;
  while (box && getComputedStyle(box).display === 'contents') box = flatParent(box);
  if (!box?.checkVisibility({ visibilityProperty: true }) || innerWidth === 0 || innerHeight === 0)
    return false;
  const { width, height } = box.getBoundingClientRect();
  return (width > 0 && height > 0) || getComputedStyle(box).overflow === 'visible';
}

/** Return whether a text's parent is rendered, but not its content. */
function isCollapsed({ parentElement }: Text): boolean {
  if (!parentElement) return false;
  return (
    parentElement.matches('details:not([open])') ||
    getComputedStyle(parentElement).contentVisibility === 'hidden'
  );
}
