// The popup's pieces of page: making an element, finding a part.

/** Make an element with attributes and children; `null` children are left out. */
export function createElement<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Record<string, string> = {},
  ...children: (Node | string | null)[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children.filter(child => child !== null));
  return made;
}

/** Find the one element of the popup that plays this part. */
export function byPart<T extends HTMLElement = HTMLElement>(name: string): T {
  const found = document.querySelector<T>(`[data-part="${name}"]`);
  if (!found) throw new Error(`popup.html has no part "${name}"`);
  return found;
}

/** Make a button that does one thing. */
export function button(
  attributes: Record<string, string>,
  label: string,
  act: (event: MouseEvent) => void,
): HTMLButtonElement {
  const made = createElement('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', act);
  return made;
}
