// Shadow roots, open and closed: which elements have one, and what is drawn in what across their borders.

declare global {
  interface Element {
    readonly openOrClosedShadowRoot?: ShadowRoot | null; // Firefox, for extensions alone
  }
}

// Custom elements and these can have one: nobody else is asked. The commonest come first.
export const SHADOW_HOST_TAGS = new Set(
  'div span p section article h3 h2 h4 header footer nav main aside h1 h5 h6 blockquote body'.split(' '),
);
const LARGE = 3_000; // elements in a page
const HTML = 'http://www.w3.org/1999/xhtml';

const ours = new WeakSet<Element>();
const hosts = new WeakSet<Element>(); // found by the pointer
let elements: HTMLCollectionOf<Element> | undefined; // of the page, as they are now

/** Give an element of ours a closed root, one that is none of the page's. */
export function attachOwnShadow(host: HTMLElement): ShadowRoot {
  ours.add(host);
  return host.attachShadow({ mode: 'closed' });
}

/** The root that an element hosts, also a closed one where that is worth the asking. */
export function shadowRootOf(element: Element): ShadowRoot | null {
  return mayHost(element.localName) ? rootOf(element, isWorthQuerying(element)) : null;
}

/** The root of an element that a person points at. */
export function shadowRootAtPointer(element: Element): ShadowRoot | null {
  const root = mayHost(element.localName) ? rootOf(element, true) : null;
  if (root) hosts.add(element);
  return root;
}

function rootOf(element: Element, asks: boolean): ShadowRoot | null {
  if (ours.has(element)) return null;
  const { openOrClosedShadowRoot, shadowRoot, namespaceURI } = element;
  if (openOrClosedShadowRoot !== undefined) return openOrClosedShadowRoot;
  if (shadowRoot || !asks || namespaceURI !== HTML) return shadowRoot; // others can have none
  return (chrome.dom?.openOrClosedShadowRoot(element as HTMLElement) as ShadowRoot | null) ?? null;
}

/**
 * In Chromium the question takes microseconds, which is much for each of a hundred thousand elements: in a large
 * page it waits, for those with content of their own, until the pointer is there.
 */
function isWorthQuerying(element: Element): boolean {
  return !element.hasChildNodes() || isCustom(element) || !isLargePage() || hosts.has(element);
}

export function isLargePage(): boolean {
  elements ??= document.getElementsByTagName('*');
  return elements.item(LARGE) !== null;
}

function mayHost(name: string): boolean {
  return SHADOW_HOST_TAGS.has(name) || name.includes('-');
}

export function isCustom({ localName }: Element): boolean {
  return localName.includes('-');
}

export function isElement(node: Node | null): node is Element {
  return node?.nodeType === Node.ELEMENT_NODE;
}

// Also of another frame, whose classes are not ours.
export function isShadow(node: Node | null): node is ShadowRoot {
  return node?.nodeType === Node.DOCUMENT_FRAGMENT_NODE && 'host' in node;
}

/** The element whose shadow a node is in. */
export function shadowHostOf(node: Node): Element | null {
  const root = node.getRootNode();
  return isShadow(root) ? root.host : null;
}

/** What a node is drawn in: its slot, its parent, its shadow's host. */
export function flatParent(node: Element | Text): Element | null {
  const parent = node.parentNode;
  if (isShadow(parent)) return parent.host;
  return isElement(parent) ? (slotOf(node, parent) ?? parent) : null;
}

function slotOf(node: Element | Text, parent: Element): HTMLSlotElement | undefined {
  const root = shadowRootOf(parent);
  if (!root) return undefined;
  if (node.assignedSlot) return node.assignedSlot;
  return [...root.querySelectorAll('slot')].find(slot => slot.assignedNodes().includes(node)); // a closed one
}

/** The nearest that matches of an element and all it is drawn in. */
export function closestInFlatTree(element: Element, selector: string): Element | undefined {
  for (let each: Element | null = element; each; each = flatParent(each))
    if (each.matches(selector)) return each;
  return undefined;
}

/** The nodes that are drawn as an element's children. */
export function flatChildren(element: Element): readonly Node[] {
  if (isSlot(element)) return element.assignedNodes({ flatten: true });
  return [...(shadowRootOf(element) ?? element).childNodes];
}

/** Whether a text is what the pointer hits as this element: a slot has no box, around it or its host is named. */
export function rendersText(element: Element, text: Text): boolean {
  let holder = flatParent(text);
  while (holder && holder !== element && isSlot(holder)) holder = flatParent(holder);
  return holder === element || text.parentNode === element;
}

/** The texts that the pointer hits as this element. */
export function renderedTexts(element: Element): Text[] {
  const slotted = shadowRootOf(element) ? [...element.childNodes] : [];
  return [
    ...slotted,
    ...flatChildren(element).flatMap(node => (isSlot(node) ? flatChildren(node) : node)),
  ].filter(isText);
}

// A CDATA section, of a page in XML, is a text as well.
export function isText(node: Node | null): node is Text {
  return node?.nodeType === Node.TEXT_NODE || node?.nodeType === Node.CDATA_SECTION_NODE;
}

const LONG = 10_000; // characters: of such a text Firefox makes a copy for each look at its data

/** A part of what a text says. */
export function textSlice(node: Text, from: number, to: number): string {
  if (node.length <= LONG) return node.data.slice(from, to);
  return from < node.length ? node.substringData(from, to - from) : '';
}

function isSlot(node: Node): node is HTMLSlotElement {
  return isElement(node) && node.localName === 'slot' && 'assignedNodes' in node;
}

/** The innermost element at a point of the viewport, and the roots it is reached through. */
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

/** The element that has the focus, however deep. */
export function deepActiveElement(): Element | null {
  let element = document.activeElement;
  for (let inner = element; inner; inner = shadowRootAtPointer(inner)?.activeElement ?? null) element = inner;
  return element;
}

/** What a listener outside is told to be an event's target: of a closed root no more than its host. */
export function retargeted(element: Element): Element {
  let seen = element;
  for (let root = element.getRootNode(); isShadow(root); root = root.host.getRootNode()) {
    if (root.mode === 'closed') seen = root.host;
  }
  return seen;
}
