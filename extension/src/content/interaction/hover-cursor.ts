// Shows a pointer cursor over a number, with an attribute on the hovered element.

const ATTRIBUTE = 'data-voiso-call'; // content.css sets the cursor of elements with it

let cursorSheet: CSSStyleSheet | undefined;

export function hasHoverCursor(element: Element): boolean {
  return element.hasAttribute(ATTRIBUTE);
}

/** Return whether the browser draws the pointer over an element: a page can hide it, and draw another one elsewhere. */
export function isPointerShown(element: Element): boolean {
  const { cursor } = getComputedStyle(element);
  return cursor !== 'none' && !cursor.includes('url(');
}

export function setCursor(element: Element): void {
  element.setAttribute(ATTRIBUTE, '');
  const root = element.getRootNode();
  if (!(root instanceof ShadowRoot) || getComputedStyle(element).cursor === 'pointer') return;
  // A Firefox without css_origin does not let a content script change the list: the cursor stays as it is.
  if (typeof root.adoptedStyleSheets.push !== 'function') return;
  // Chromium does not apply content.css in shadow roots. An attribute on the root's host would work without
  // this sheet, but Chromium would then compute the styles of the host's whole content again, often the page.
  cursorSheet ??= new CSSStyleSheet();
  if (cursorSheet.cssRules.length === 0)
    cursorSheet.insertRule(`[${ATTRIBUTE}] { cursor: pointer !important }`);
  root.adoptedStyleSheets.push(cursorSheet);
}

export function restoreCursor(element: Element): void {
  const root = element.getRootNode() as Document | ShadowRoot;
  element.removeAttribute(ATTRIBUTE);
  // The page may have cloned the element together with the attribute.
  for (const tree of new Set([document, root])) {
    for (const clone of tree.querySelectorAll(`[${ATTRIBUTE}]`)) clone.removeAttribute(ATTRIBUTE);
  }
  if (!(root instanceof ShadowRoot)) return;
  if (typeof root.adoptedStyleSheets.splice !== 'function') return;
  const index = cursorSheet ? root.adoptedStyleSheets.indexOf(cursorSheet) : -1;
  if (index >= 0) root.adoptedStyleSheets.splice(index, 1);
}
