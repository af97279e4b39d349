// The cursor over a number: an attribute on the one element that is hovered, gone with the pointer.

const ATTRIBUTE = 'data-voiso-call'; // content.css makes the cursor a pointer there

let rule: CSSStyleSheet | undefined;

export function hasHoverCursor(element: Element): boolean {
  return element.hasAttribute(ATTRIBUTE);
}

export function setCursor(element: Element): void {
  element.setAttribute(ATTRIBUTE, '');
  const root = element.getRootNode();
  if (!(root instanceof ShadowRoot) || getComputedStyle(element).cursor === 'pointer') return;
  // A Firefox that does not know css_origin lets no script of ours change the list: the cursor stays as it is.
  if (typeof root.adoptedStyleSheets.push !== 'function') return;
  // Chromium keeps content.css out of shadow roots. An attribute on the host would do without this sheet, but
  // the whole of what the host draws would be styled anew, which is often the whole page.
  rule ??= new CSSStyleSheet();
  if (rule.cssRules.length === 0) rule.insertRule(`[${ATTRIBUTE}] { cursor: pointer !important }`);
  root.adoptedStyleSheets.push(rule);
}

export function restoreCursor(element: Element): void {
  const root = element.getRootNode() as Document | ShadowRoot;
  element.removeAttribute(ATTRIBUTE);
  // The page may have cloned the element meanwhile, attribute and all.
  for (const tree of new Set([document, root])) {
    for (const marked of tree.querySelectorAll(`[${ATTRIBUTE}]`)) marked.removeAttribute(ATTRIBUTE);
  }
  if (!(root instanceof ShadowRoot)) return;
  if (typeof root.adoptedStyleSheets.splice !== 'function') return;
  const place = rule ? root.adoptedStyleSheets.indexOf(rule) : -1;
  if (place >= 0) root.adoptedStyleSheets.splice(place, 1);
}
