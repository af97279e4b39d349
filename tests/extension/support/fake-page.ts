// A page of the extension without a browser: its parts keep what is put into them, and one element has the focus.

type Listener = (event: object) => void;
type Child = FakeElement | string;

export class FakeElement {
  readonly dataset: Record<string, string> = {};
  readonly attributes: Record<string, string> = {};
  readonly listeners = new Map<string, Listener[]>();
  readonly style = {};
  readonly isConnected = true;
  readonly localName: string;
  parent: FakeElement | undefined;
  ariaExpanded: string | null = null;
  value = '';
  hidden = false;
  disabled = false;
  onReplaced: (element: FakeElement) => void = () => {};
  #nodes: Child[] = [];

  constructor(localName = '') {
    this.localName = localName;
  }

  get children(): FakeElement[] {
    return this.#nodes.filter(child => child instanceof FakeElement);
  }

  get lastElementChild(): FakeElement | null {
    return this.children.at(-1) ?? null;
  }

  get firstElementChild(): FakeElement | null {
    return this.children[0] ?? null;
  }

  get textContent(): string {
    return this.#nodes.map(child => (typeof child === 'string' ? child : child.textContent)).join(' ');
  }

  set textContent(text: string) {
    this.replaceChildren(text);
  }

  get classList(): string[] {
    return this.attributes.class?.split(' ') ?? [];
  }

  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }

  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, [...(this.listeners.get(type) ?? []), listener]);
  }

  /** Call the listeners of this element: events do not bubble. */
  fire(type: string, event: object = {}): void {
    for (const listener of this.listeners.get(type) ?? []) listener(event);
  }

  append(...children: Child[]): void {
    for (const child of children) this.#insert(child, this.#nodes.length);
  }

  insertBefore(child: FakeElement, next: FakeElement | null): void {
    child.remove();
    this.#insert(child, next ? this.#nodes.indexOf(next) : this.#nodes.length);
  }

  replaceChildren(...children: Child[]): void {
    for (const child of this.children) child.remove();
    this.#nodes = [];
    this.append(...children);
  }

  replaceWith(element: FakeElement): void {
    this.onReplaced(element);
  }

  remove(): void {
    if (!this.parent) return;
    if (this.contains(focused)) focused = undefined;
    this.parent.#nodes = this.parent.#nodes.filter(child => child !== this);
    this.parent = undefined;
  }

  contains(element: FakeElement | undefined): boolean {
    for (let it = element; it; it = it.parent) if (it === this) return true;
    return false;
  }

  matches(selector: string): boolean {
    return selector.split(',').some(alternative => this.#matchesOne(alternative.trim()));
  }

  querySelectorAll(selector: string): FakeElement[] {
    const below = this.children.flatMap(child => [child, ...child.querySelectorAll('*')]);
    return selector === '*' ? below : below.filter(element => element.matches(selector));
  }

  querySelector(selector: string): FakeElement | null {
    return this.querySelectorAll(selector)[0] ?? null;
  }

  checkVisibility(): boolean {
    for (let it: FakeElement | undefined = this; it; it = it.parent) if (it.hidden) return false;
    return true;
  }

  focus(): void {
    focused = this;
  }

  scrollIntoView(): void {}

  getBoundingClientRect(): { top: number } {
    return { top: 0 };
  }

  #insert(child: Child, index: number): void {
    this.#nodes.splice(index, 0, child);
    if (child instanceof FakeElement) child.parent = this;
  }

  /** Understands tags, classes, attributes and `:not(:disabled)`. */
  #matchesOne(selector: string): boolean {
    const parts = selector.match(/:not\(:disabled\)|[.[]?[\w-]+/g) ?? [];
    return parts.every(part => {
      if (part.startsWith('.')) return this.classList.includes(part.slice(1));
      if (part.startsWith('[')) return part.slice(1) in this.attributes;
      return part.startsWith(':') ? !this.disabled : part === this.localName;
    });
  }
}

let focused: FakeElement | undefined;

/** Set the global `document`; returns what finds a part of the page, which has every part. */
export function fakePage(): (name: string) => FakeElement {
  const parts = new Map<string, FakeElement>();
  const part = (name: string): FakeElement => {
    const element = parts.get(name) ?? new FakeElement();
    parts.set(name, element);
    element.onReplaced = replacement => parts.set(name, replacement);
    return element;
  };
  const body = new FakeElement('body');
  const document = {
    body,
    querySelector: (selector: string) => part(selector.match(/^\[data-part="(.+)"\]$/)?.[1] ?? ''),
    createElement: (tag: string) => new FakeElement(tag),
    addEventListener: () => {},
    get activeElement() {
      return focused ?? body;
    },
  };
  Object.assign(globalThis, {
    document,
    window: { addEventListener: () => {} },
    Node: FakeElement,
    HTMLElement: FakeElement,
    ResizeObserver: class {
      observe(): void {}
    },
  });
  return part;
}
