// Creates and finds elements of the popup and the card.

/** Create an element with attributes and children; `null` children are left out. */
export function createElement<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Record<string, string> = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter(child => child !== null));
  return element;
}

/** Return the element of the popup with this `data-part`; throw an error if popup.html has none. */
export function byPart<T extends HTMLElement = HTMLElement>(name: string): T {
  const element = document.querySelector<T>(`[data-part="${name}"]`);
  if (!element) throw new Error(`popup.html has no part "${name}"`);
  return element;
}

/** Create a button of the popup. */
export function button(
  attributes: Record<string, string>,
  label: string,
  onClick: (event: MouseEvent) => void,
): HTMLButtonElement {
  const element = createElement('button', { type: 'button', ...attributes }, label);
  element.addEventListener('click', onClick);
  return element;
}
