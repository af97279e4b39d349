// A fake of the popup's document: elements that keep what they are given, one for each part that is looked for.

export class FakeElement extends EventTarget {
  readonly dataset: Record<string, string> = {};
  readonly style = {};
  readonly attributes: Record<string, string> = {};
  children: (FakeElement | string)[] = [];
  hidden = false;
  isConnected = true;
  value = '';

  setAttribute(name: string, value: string): void {
    this.attributes[name] = value;
  }

  append(...children: (FakeElement | string)[]): void {
    this.children.push(...children);
  }

  replaceChildren(...children: (FakeElement | string)[]): void {
    this.children = children;
  }

  get textContent(): string {
    return this.children.map(child => (typeof child === 'string' ? child : child.textContent)).join(' ');
  }

  set textContent(text: string) {
    this.children = [text];
  }

  querySelectorAll(): FakeElement[] {
    return [];
  }

  matches(): boolean {
    return false;
  }

  focus(): void {}

  scrollIntoView(): void {}
}

/** Set the globals of a document. Returns the element with a `data-part`. */
export function fakeDocument(): (part: string) => FakeElement {
  const parts = new Map<string, FakeElement>();
  const querySelector = (selector: string): FakeElement => {
    const element = parts.get(selector) ?? new FakeElement();
    parts.set(selector, element);
    return element;
  };
  const createElement = () => new FakeElement();
  Object.assign(globalThis, {
    document: Object.assign(new FakeElement(), { querySelector, createElement }),
    window: new EventTarget(),
    ResizeObserver: class {
      observe(): void {}
    },
  });
  return part => querySelector(`[data-part="${part}"]`);
}
