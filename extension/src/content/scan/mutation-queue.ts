// What the page changed, and what of it is to be read again for that.

import { type BlockRoot, containingBlock, isInline } from '../dom/inline-elements.ts';
import { isElement, isText } from '../dom/shadow-dom.ts';

const FEW = 16; // changes in one breath
const MAX_QUEUED_MUTATIONS = 5_000; // waiting changes: so many are a storm, and more of it would only take room

/** What is to be done for a change: read a block's own text, all of a part of the page, or what was known of one. */
export interface MutationSink {
  rereadBlock(block: BlockRoot): void;
  rescanSubtree(part: BlockRoot): void;
  recheckKnown(part: BlockRoot): void;
  nodesRemoved(): void; // something left the page
}

/** Changes are noted within the page's own work, and looked at in ours. */
export class MutationQueue {
  readonly #records: MutationRecord[][] = [];
  #next = 0; // of the first of them
  #waiting = 0;
  readonly #overflow = new Set<Node>(); // what a storm changed, each but once
  #mostStormy = MAX_QUEUED_MUTATIONS;
  readonly #left = new WeakSet<Node>(); // they may come back, changed meanwhile

  get isEmpty(): boolean {
    return this.#records.length + this.#overflow.size === 0;
  }

  push(records: MutationRecord[]): void {
    this.#records.push(records);
    this.#waiting += records.length;
    if (this.#waiting > MAX_QUEUED_MUTATIONS) this.#collapse();
  }

  clear(): void {
    this.#records.length = this.#next = this.#waiting = 0;
    this.#overflow.clear();
  }

  /** Tell what is to be read again, for so many changes at most; stops every few of them, to be asked again. */
  *drain(again: MutationSink, most: number): Generator<void> {
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
  #collapse(): void {
    for (let record = this.#take(); record; record = this.#take()) {
      this.#overflow.add(record.target);
      if (record.type === 'childList') for (const node of record.removedNodes) this.#left.add(node);
    }
    if (this.#overflow.size < this.#mostStormy) return;
    for (const node of this.#overflow) if (!node.isConnected) this.#overflow.delete(node);
    this.#mostStormy = Math.max(MAX_QUEUED_MUTATIONS, 2 * this.#overflow.size);
  }

  #sortStormy(again: MutationSink): void {
    const [node] = this.#overflow;
    if (!node) return;
    this.#overflow.delete(node);
    const block = node.isConnected && containingBlock(node);
    if (block) again.rereadBlock(block);
    if (isText(node)) return;
    again.nodesRemoved();
    const part = node instanceof Document ? node.documentElement : (node as BlockRoot);
    again.recheckKnown(part);
    again.rescanSubtree(part);
  }

  #sort(record: MutationRecord, again: MutationSink): void {
    const { target, addedNodes, removedNodes } = record;
    if (record.type !== 'childList' || touchesText(record)) {
      const block = containingBlock(target);
      if (block) again.rereadBlock(block);
    }
    if (record.attributeName === 'contenteditable' && isElement(target)) {
      again.recheckKnown(target);
      again.rescanSubtree(target);
    }
    if (removedNodes.length > 0) again.nodesRemoved();
    for (const node of removedNodes) this.#left.add(node);
    for (const node of addedNodes) {
      if (!isElement(node)) continue;
      if (node.firstElementChild || !isInline(node)) again.rescanSubtree(node); // an inline one is read with its block
      if (this.#left.has(node)) again.recheckKnown(node);
    }
  }
}

/** Whether a line of text was changed: not where blocks came or went between blocks. */
function touchesText({ addedNodes, removedNodes, previousSibling, nextSibling }: MutationRecord): boolean {
  return [...addedNodes, ...removedNodes, previousSibling, nextSibling].some(
    node => (isText(node) && /\S/.test(node.data)) || (isElement(node) && isInline(node)),
  );
}
