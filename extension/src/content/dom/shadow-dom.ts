// Open and closed shadow roots: which elements host one, and what is rendered inside of what across them.

declare global {
  interface Element {
    readonly openOrClosedShadowRoot?: ShadowRoot | null; // Firefox has it, for extensions only
  }
}

/** Elements that can host a shadow root besides custom elements, the most frequent first. */
export const SHADOW_HOST_TAGS = new Set(
  'div span p section article h3 h2 h4 header footer nav main aside h1 h5 h6 blockquote body'.split(' '),
);
const LARGE_PAGE_ELEMENTS = 3_000;
const LONG_TEXT_CHARS = 10_000; // Firefox copies such a text at each access to its `data`
const HTML_NAMESPACE = 'http://www.w3.org/1999/xhtml';

const ownHosts = new WeakSet<Element>();
const hostsFoundByPointer = new WeakSet<Element>();
let allElements: HTMLCollectionOf<Element> | undefined; // a live collection

/** Attach a closed root to an element of the extension; it does not count as one of the page's roots. */
export function attachOwnShadow(host: HTMLElement): ShadowRoot {
  ownHosts.add(host);
  return host.attachShadow({ mode: 'closed' });
}

/** Return the shadow root of an element; a closed one only if the element is worth querying for it. */
export function shadowRootOf(element: Element): ShadowRoot | null {
  return canHost(element.localName) ? queryShadowRoot(element, isWorthQuerying(element)) : null;
}

/** Return the shadow root of an element that the pointer is on, closed or not. */
export function shadowRootAtPointer(element: Element): ShadowRoot | null {
  const root = canHost(element.localName) ? queryShadowRoot(element, true) : null;
  if (root) hostsFoundByPointer.add(element);
  return root;
}

/** Return all shadow roots in a part of the page, closed ones too. It takes long in a large page. */
export function* allShadowRoots(part: ParentNode): Generator<ShadowRoot> {
  const own = isElement(part) && canHost(part.localName) ? queryShadowRoot(part, true) : null;
  if (own) yield own;
  const roots = own ? [part, own] : [part];
  for (const current of roots) {
    for (const element of current.querySelectorAll('*')) {
      const inner = canHost(element.localName) ? queryShadowRoot(element, true) : null;
      if (!inner) continue;
      yield inner;
      roots.push(inner);
    }
  }
}

function queryShadowRoot(element: Element, includeClosed: boolean): ShadowRoot | null {
  if (ownHosts.has(element)) return null;
  const { openOrClosedShadowRoot, shadowRoot, namespaceURI } = element;
  if (openOrClosedShadowRoot !== undefined) return openOrClosedShadowRoot;
  // Only HTML elements can host a shadow root.
  if (shadowRoot || !includeClosed || namespaceURI !== HTML_NAMESPACE) return shadowRoot;
  return (chrome.dom?.openOrClosedShadowRoot(element as HTMLElement) as ShadowRoot | null) ?? null;
}

/**
 * In Chromium a query takes microseconds, which adds up over a hundred thousand elements. In a large page,
 * elements with content of their own are therefore queried only when the pointer is on them.
 */
function isWorthQuerying(element: Element): boolean {
  return (
    !element.hasChildNodes() || isCustomElement(element) || !isLargePage() || hostsFoundByPointer.has(element)
  );
}

export function isLargePage(): boolean {
  allElements ??= document.getElementsByTagName('*');
  return allElements.item(LARGE_PAGE_ELEMENTS) !== null;
}

function canHost(localName: string): boolean {
  return SHADOW_HOST_TAGS.has(localName) || localName.includes('-');
}

export function isCustomElement({ localName }: Element): boolean {
  return localName.includes('-');
}

// These check the type of a node without classes, because a node of another frame has other classes.

export function isElement(node: Node | null): node is Element {
  return node?.nodeType === Node.ELEMENT_NODE;
}

export function isShadowRoot(node: Node | null): node is ShadowRoot {
  return node?.nodeType === Node.DOCUMENT_FRAGMENT_NODE && 'host' in node;
}

/** Return whether a node is text. A CDATA section of an XML page is text too. */
export function isText(node: Node | null): node is Text {
  return node?.nodeType === Node.TEXT_NODE || node?.nodeType === Node.CDATA_SECTION_NODE;
}

function isSlot(node: Node): node is HTMLSlotElement {
  return isElement(node) && node.localName === 'slot' && 'assignedNodes' in node;
}

/** Return the host of the shadow root that a node is in. */
export function shadowHostOf(node: Node): Element | null {
  const root = node.getRootNode();
  return isShadowRoot(root) ? root.host : null;
}

/** Return the element that a node is rendered in: its slot, its parent, or the host of its shadow root. */
export function flatParent(node: Element | Text): Element | null {
  const parent = node.parentNode;
  if (isShadowRoot(parent)) return parent.host;
  return isElement(parent) ? (slotOf(node, parent) ?? parent) : null;
}

function slotOf(node: Element | Text, parent: Element): HTMLSlotElement | undefined {
  const root = shadowRootOf(parent);
  if (!root) return undefined;
  if (node.assignedSlot) return node.assignedSlot;
  // `assignedSlot` is null for a slot in a closed root.
  return [...root.querySelectorAll('slot')].find(slot => slot.assignedNodes().includes(node));
}

/** Return the nearest element that matches, among an element and everything that it is rendered in. */
export function closestInFlatTree(element: Element, selector: string): Element | undefined {
  for (let ancestor: Element | null = element; ancestor; ancestor = flatParent(ancestor))
    if (ancestor.matches(selector)) return ancestor;
  return undefined;
}

/** Return whether an element is another one, or is rendered inside of it. */
export function isInFlatTree(element: Element, ancestor: Element): boolean {
  for (let current: Element | null = element; current; current = flatParent(current))
    if (current === ancestor) return true;
  return false;
}

/** Return the nodes that are rendered as an element's children. */
function flatChildren(element: Element): readonly Node[] {
  if (isSlot(element)) return element.assignedNodes({ flatten: true });
  return [...(shadowRootOf(element) ?? element).childNodes];
}

/** A text that is rendered in an element, or where an element in it starts or ends. */
type FlatStep = Text | { readonly element: Element; readonly isStart: boolean };

/** Yield what is rendered in an element, in order. Not by recursion: a page may nest its elements deeply. */
export function* flatSteps(root: Element): Generator<FlatStep> {
  const pending: (Node | FlatStep)[] = [...flatChildren(root)].reverse();
  for (let next = pending.pop(); next; next = pending.pop()) {
    if ('isStart' in next) {
      yield next;
    } else if (isText(next)) {
      yield next;
    } else if (isElement(next)) {
      yield { element: next, isStart: true };
      pending.push({ element: next, isStart: false }, ...[...flatChildren(next)].reverse());
    }
  }
}

/** Return whether the browser reports this element for a point on a text. It never reports a slot. */
export function rendersText(element: Element, text: Text): boolean {
  let container = flatParent(text);
  while (container && container !== element && isSlot(container)) container = flatParent(container);
  return container === element || text.parentNode === element;
}

/** Return the texts for which the browser reports this element. */
export function renderedTexts(element: Element): Text[] {
  const slotted = shadowRootOf(element) ? [...element.childNodes] : [];
  const rendered = flatChildren(element).flatMap(node => (isSlot(node) ? flatChildren(node) : node));
  return [...slotted, ...rendered].filter(isText);
}

/** Return a part of a node's text; the offsets are UTF-16 code units, `to` is exclusive. */
export function textSlice(node: Text, from: number, to: number): string {
  if (node.length <= LONG_TEXT_CHARS) return node.data.slice(from, to);
  return from < node.length ? node.substringData(from, to - from) : '';
}

/** Return the innermost element at a point of the viewport, and the shadow roots around it, in order. */
export function hitTest(
  x: number,
  y: number,
): { element: Element; roots: readonly ShadowRoot[] } | undefined {
  let element = document.elementFromPoint(x, y);
  const roots: ShadowRoot[] = [];
  while (element) {
    const root = shadowRootAtPointer(element);
    if (root) roots.push(root);
    const inner = root?.elementFromPoint(x, y);
    if (!inner || inner.getRootNode() !== root) return { element, roots };
    element = inner;
  }
  return undefined;
}

/** Return the element that has the focus, also inside of shadow roots. */
export function deepActiveElement(): Element | null {
  let element = document.activeElement;
  for (let inner = element; inner; inner = shadowRootAtPointer(inner)?.activeElement ?? null) element = inner;
  return element;
}

/** Return an event's target as a listener on the window sees it: for a closed root, the root's host. */
export function retargeted(element: Element): Element {
  let target = element;
  for (let root = element.getRootNode(); isShadowRoot(root); root = root.host.getRootNode()) {
    if (root.mode === 'closed') target = root.host;
  }
  return target;
}
