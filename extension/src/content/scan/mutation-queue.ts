// Queues the changes of the page, and tells what has to be read again because of them.

import { type BlockRoot, containingBlock, isInline } from '../dom/inline-elements.ts';
import { isElement, isText } from '../dom/shadow-dom.ts';

const RECORDS_PER_STEP = 16; // records handled before the caller may pause
const MAX_QUEUED_MUTATIONS = 5_000; // with more, only the changed nodes are kept, not each change of them

/** What a change requires. */
interface MutationSink {
  /** Read a block's own text again. */
  rereadBlock(block: BlockRoot): void;
  /** Look for numbers in all of a subtree. */
  rescanSubtree(root: BlockRoot): void;
  /** Read those blocks of a subtree again that are known to have numbers. */
  recheckKnown(root: BlockRoot): void;
  /** Nodes left the page. */
  nodesRemoved(): void;
}

/** A queue that is filled while the page's scripts run, and handled later. */
export class MutationQueue {
  readonly #batches: MutationRecord[][] = [];
  #nextInBatch = 0; // index in the first batch
  #queued = 0; // records in all batches
  readonly #overflow = new Set<Node>(); // nodes that were changed too often to keep each record
  #pruneOverflowAt = MAX_QUEUED_MUTATIONS; // nodes
  readonly #removedNodes = new WeakSet<Node>(); // they may come back with other content

  get isEmpty(): boolean {
    return this.#batches.length + this.#overflow.size === 0;
  }

  push(records: MutationRecord[]): void {
    this.#batches.push(records);
    this.#queued += records.length;
    if (this.#queued > MAX_QUEUED_MUTATIONS) this.#collapse();
  }

  clear(): void {
    this.#batches.length = this.#nextInBatch = this.#queued = 0;
    this.#overflow.clear();
  }

  /** Handle at most `maxRecords` changes; yield after every few of them. */
  *drain(sink: MutationSink, maxRecords: number): Generator<void> {
    for (let count = 1; count <= maxRecords && !this.isEmpty; count++) {
      const record = this.#take();
      if (record) this.#handle(record, sink);
      else this.#handleOverflow(sink);
      if (count % RECORDS_PER_STEP === 0) yield;
    }
  }

  #take(): MutationRecord | undefined {
    const [batch] = this.#batches;
    const record = batch?.[this.#nextInBatch++];
    if (!batch || this.#nextInBatch >= batch.length) {
      this.#batches.shift();
      this.#nextInBatch = 0;
    }
    if (record) this.#queued--;
    return record;
  }

  /** Replace all records by the nodes that they changed. */
  #collapse(): void {
    for (let record = this.#take(); record; record = this.#take()) {
      this.#overflow.add(record.target);
      if (record.type === 'childList') for (const node of record.removedNodes) this.#removedNodes.add(node);
    }
    if (this.#overflow.size < this.#pruneOverflowAt) return;
    for (const node of this.#overflow) if (!node.isConnected) this.#overflow.delete(node);
    this.#pruneOverflowAt = Math.max(MAX_QUEUED_MUTATIONS, 2 * this.#overflow.size);
  }

  #handleOverflow(sink: MutationSink): void {
    const [node] = this.#overflow;
    if (!node) return;
    this.#overflow.delete(node);
    const block = node.isConnected && containingBlock(node);
    if (block) sink.rereadBlock(block);
    if (isText(node)) return;
    sink.nodesRemoved();
    const root = node instanceof Document ? node.documentElement : (node as BlockRoot);
    sink.recheckKnown(root);
    sink.rescanSubtree(root);
  }

  #handle(record: MutationRecord, sink: MutationSink): void {
    const { target, addedNodes, removedNodes } = record;
    if (record.type !== 'childList' || changesText(record)) {
      const block = containingBlock(target);
      if (block) sink.rereadBlock(block);
    }
    if (record.attributeName === 'contenteditable' && isElement(target)) {
      sink.recheckKnown(target);
      sink.rescanSubtree(target);
    }
    if (removedNodes.length > 0) sink.nodesRemoved();
    for (const node of removedNodes) this.#removedNodes.add(node);
    for (const node of addedNodes) {
      if (!isElement(node)) continue;
      // An inline one belongs to its block.
      if (node.firstElementChild || !isInline(node)) sink.rescanSubtree(node);
      if (this.#removedNodes.has(node)) sink.recheckKnown(node);
    }
  }
}

/** Return whether a record changes a block's own text: blocks between other blocks do not. */
function changesText({ addedNodes, removedNodes, previousSibling, nextSibling }: MutationRecord): boolean {
  return [...addedNodes, ...removedNodes, previousSibling, nextSibling].some(
    node => (isText(node) && /\S/.test(node.data)) || (isElement(node) && isInline(node)),
  );
}
