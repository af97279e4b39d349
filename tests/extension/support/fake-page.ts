// A page of the extension without a browser: its parts keep what is put into them.

type Listener = (event: object) => void;
type Child = FakeElement | string;

export class FakeElement {
  readonly dataset: Record<string, string> = {};
  readonly attributes: Record<string, string> = {};
  readonly listeners = new Map<string, Listener>();
  children: Child[] = [];
  value = '';
  hidden = false;
  onReplaced: (element: FakeElement) => void = () => {};

  get textContent(): string {
    return this.children.map(child => (typeof child === 'string' ? child : child.textContent)).join(' ');
  }

  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }

  addEventListener(type: string, listener: Listener): void {
    this.listeners.set(type, listener);
  }

  append(...children: Child[]): void {
    this.children.push(...children);
  }

  replaceChildren(...children: Child[]): void {
    this.children = children;
  }

  replaceWith(element: FakeElement): void {
    this.onReplaced(element);
  }

  focus(): void {}
}

/** Set the global `document`; returns what finds a part of the page, which has every part. */
export function fakePage(): (name: string) => FakeElement {
  const parts = new Map<string, FakeElement>();
  const part = (name: string): FakeElement => {
    const element = parts.get(name) ?? new FakeElement();
    parts.set(name, element);
    element.onReplaced = replacement => parts.set(name, replacement);
    return element;
  };
  const document = {
    querySelector: (selector: string) => part(selector.match(/^\[data-part="(.+)"\]$/)?.[1] ?? ''),
    createElement: () => new FakeElement(),
  };
  Object.assign(globalThis, { document, Node: FakeElement });
  return part;
}
