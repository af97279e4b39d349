// Makes a list one tab stop: arrow keys move between its rows and between the controls of a row.

const CONTROL = 'button:not(:disabled), a[href]';

export class ListKeys {
  readonly #list: HTMLElement;
  readonly #preferred: string;
  #chosen: HTMLElement | undefined; // the control that had the focus last

  /** The list is a list element. `preferred` selects the control of a row that is reached first. */
  constructor(list: HTMLElement, preferred = 'button') {
    this.#list = list;
    this.#preferred = preferred;
    list.addEventListener('focusin', ({ target }) => this.#select(target as HTMLElement));
    list.addEventListener('keydown', event => this.#onKeyDown(event));
  }

  /** Choose the tab stop again, because rows or controls have changed. */
  update(): void {
    const stop = this.#tabStop();
    for (const control of this.#controlsOf(this.#list)) control.tabIndex = control === stop ? 0 : -1;
  }

  /** Move the focus to the list. Returns whether it has anything to focus. */
  focus(): boolean {
    const stop = this.#tabStop();
    stop?.focus();
    return stop !== undefined;
  }

  /** Return what the tab key reaches: until the agent has been in the list, the first row, whatever comes later. */
  #tabStop(): HTMLElement | undefined {
    if (this.#chosen && this.#controlsOf(this.#list).includes(this.#chosen)) return this.#chosen;
    this.#chosen = undefined;
    const first = this.#rows()[0];
    return first && this.#preferredOf(first);
  }

  #select(control: HTMLElement): void {
    if (!control.matches(CONTROL)) return;
    this.#chosen = control;
    this.update();
  }

  #onKeyDown(event: KeyboardEvent): void {
    const { key, target, altKey, ctrlKey, metaKey, shiftKey } = event;
    const row = this.#rows().find(one => one.contains(target as Node));
    if (!row || altKey || ctrlKey || metaKey || shiftKey) return;
    const next = this.#neighbour(key, row, target as HTMLElement);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: 'nearest' });
  }

  #neighbour(key: string, row: HTMLElement, control: HTMLElement): HTMLElement | undefined {
    const rows = this.#rows();
    const index = rows.indexOf(row);
    const controls = this.#controlsOf(row);
    const forwards = getComputedStyle(row).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    switch (key) {
      case 'ArrowDown':
        return this.#counterpart(rows[index + 1], control);
      case 'ArrowUp':
        return this.#counterpart(rows[index - 1], control);
      case 'Home':
        return this.#counterpart(rows[0], control);
      case 'End':
        return this.#counterpart(rows.at(-1), control);
      case 'ArrowLeft':
      case 'ArrowRight':
        return controls[controls.indexOf(control) + (key === forwards ? 1 : -1)];
      default:
        return undefined;
    }
  }

  /** Return the control of another row that does the same. */
  #counterpart(row: HTMLElement | undefined, { classList }: HTMLElement): HTMLElement | undefined {
    if (!row) return undefined;
    const [name] = classList;
    const same = this.#controlsOf(row).find(
      control => name !== undefined && control.classList.contains(name),
    );
    return same ?? this.#preferredOf(row);
  }

  #preferredOf(row: HTMLElement): HTMLElement | undefined {
    const controls = this.#controlsOf(row);
    return controls.find(control => control.matches(this.#preferred)) ?? controls[0];
  }

  #rows(): HTMLElement[] {
    return [...this.#list.children].filter(
      row => row instanceof HTMLElement && this.#controlsOf(row).length > 0,
    ) as HTMLElement[];
  }

  #controlsOf(element: HTMLElement): HTMLElement[] {
    const controls = [...element.querySelectorAll<HTMLElement>(CONTROL)];
    return controls.filter(control => control.checkVisibility({ visibilityProperty: true }));
  }
}
