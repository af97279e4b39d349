// What the page changed, and what of it is to be read again for that.

import { blockOf, isInline, type Place } from '../dom/inline-elements.ts';
import { isElement, isText } from '../dom/shadow-dom.ts';

const FEW = 16; // changes in one breath
const MANY = 5_000; // waiting changes: so many are a storm, and more of it would only take room

/** What is to be done for a change: read a block's own text, all of a part of the page, or what was known of one. */
export interface Again {
  own(block: Place): void;
  whole(part: Place): void;
  known(part: Place): void;
  left(): void; // something left the page
}

/** Changes are noted within the page's own work, and looked at in ours. */
export class Changes {
  readonly #records: MutationRecord[][] = [];
  #next = 0; // of the first of them
  #waiting = 0;
  readonly #stormy = new Set<Node>(); // what a storm changed, each but once
  #mostStormy = MANY;
  readonly #left = new WeakSet<Node>(); // they may come back, changed meanwhile

  get isEmpty(): boolean {
    return this.#records.length + this.#stormy.size === 0;
  }

  note(records: MutationRecord[]): void {
    this.#records.push(records);
    this.#waiting += records.length;
    if (this.#waiting > MANY) this.#weather();
  }

  clear(): void {
    this.#records.length = this.#next = this.#waiting = 0;
    this.#stormy.clear();
  }

  /** Tell what is to be read again, for so many changes at most; stops every few of them, to be asked again. */
  *sort(again: Again, most: number): Generator<void> {
    for (let steps = 1; steps <= most && !this.isEmpty; steps++) {
      const record = this.#take();
      if (record) this.#sort(record, again);
      else this.#sortStormy(again);
      if (steps % FEW === 0) yield;
    }
  }

  #take(): MutationRecord | undefined {
    const [first] = this.#records;
    const record = first?.[this.#next++];
    if (!first || this.#next >= first.length) {
      this.#records.shift();
      this.#next = 0;
    }
    if (record) this.#waiting--;
    return record;
  }

  /** More changes than we can follow: of each place it is only kept that it changed. */
  #weather(): void {
    for (let record = this.#take(); record; record = this.#take()) {
      this.#stormy.add(record.target);
      if (record.type === 'childList') for (const node of record.removedNodes) this.#left.add(node);
    }
    if (this.#stormy.size < this.#mostStormy) return;
    for (const node of this.#stormy) if (!node.isConnected) this.#stormy.delete(node);
    this.#mostStormy = Math.max(MANY, 2 * this.#stormy.size);
  }

  #sortStormy(again: Again): void {
    const [node] = this.#stormy;
    if (!node) return;
    this.#stormy.delete(node);
    const block = node.isConnected && blockOf(node);
    if (block) again.own(block);
    if (isText(node)) return;
    again.left();
    const part = node instanceof Document ? node.documentElement : (node as Place);
    again.known(part);
    again.whole(part);
  }

  #sort(record: MutationRecord, again: Again): void {
    const { target, addedNodes, removedNodes } = record;
    if (record.type !== 'childList' || touchesText(record)) {
      const block = blockOf(target);
      if (block) again.own(block);
    }
    if (record.attributeName === 'contenteditable' && isElement(target)) {
      again.known(target);
      again.whole(target);
    }
    if (removedNodes.length > 0) again.left();
    for (const node of removedNodes) this.#left.add(node);
    for (const node of addedNodes) {
      if (!isElement(node)) continue;
      if (node.firstElementChild || !isInline(node)) again.whole(node); // an inline one is read with its block
      if (this.#left.has(node)) again.known(node);
    }
  }
}

/** Whether a line of text was changed: not where blocks came or went between blocks. */
function touchesText({ addedNodes, removedNodes, previousSibling, nextSibling }: MutationRecord): boolean {
  return [...addedNodes, ...removedNodes, previousSibling, nextSibling].some(
    node => (isText(node) && /\S/.test(node.data)) || (isElement(node) && isInline(node)),
  );
}
