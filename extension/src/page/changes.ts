// What the page changed, and what of it is to be read again for that.

import { blockOf, isInline, type Place } from './flow.ts';
import { isElement, isText } from './shadow.ts';

const FEW = 16; // changes in one breath

/** What is to be done for a change: read a block's own text, all of a part of the page, or what was known of one. */
export interface Again {
  own(block: Place): void;
  whole(part: Element): void;
  known(part: Element): void;
  left(): void; // something left the page
}

/** Changes are noted within the page's own work, and looked at in ours. */
export class Changes {
  readonly #records: MutationRecord[][] = [];
  readonly #left = new WeakSet<Node>(); // they may come back, changed meanwhile

  get isEmpty(): boolean {
    return this.#records.length === 0;
  }

  note(records: MutationRecord[]): void {
    this.#records.push(records);
  }

  clear(): void {
    this.#records.length = 0;
  }

  /** Tell what is to be read again; stops every few changes, to be asked again. */
  *sort(again: Again): Generator<void> {
    let steps = 0;
    for (let records = this.#records.shift(); records; records = this.#records.shift()) {
      for (const record of records) {
        this.#sort(record, again);
        if (++steps % FEW === 0) yield;
      }
    }
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
