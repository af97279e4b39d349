// What was found in the page so far: by block, by text, and what of it is not told yet.

import type { BlockRoot } from '../dom/inline-elements.ts';
import type { Match } from './matches.ts';

const MOST_TOLD = 500; // matches at a time

/** The matches of a page. */
export class MatchStore {
  readonly #byBlock = new Map<BlockRoot, readonly Match[]>();
  readonly #byNode = new WeakMap<Text, Match[]>();
  readonly #added = new Set<Match>();
  readonly #removed = new Set<Match>();

  get blocks(): Iterable<BlockRoot> {
    return this.#byBlock.keys();
  }

  /** Whether all that came and went is told. */
  get isFlushed(): boolean {
    return this.#added.size + this.#removed.size === 0;
  }

  has(block: BlockRoot): boolean {
    return this.#byBlock.has(block);
  }

  at(node: Text): readonly Match[] {
    return this.#byNode.get(node) ?? [];
  }

  /** Keep what a block holds now, in place of what it held. */
  set(block: BlockRoot, found: readonly Match[]): void {
    for (const match of this.#byBlock.get(block) ?? []) {
      if (!this.#added.delete(match)) this.#removed.add(match);
      for (const node of match.nodes) {
        const others = this.at(node).filter(other => other !== match);
        if (others.length > 0) this.#byNode.set(node, others);
        else this.#byNode.delete(node);
      }
    }
    if (found.length === 0) this.#byBlock.delete(block);
    else this.#byBlock.set(block, found);
    for (const match of found) {
      this.#added.add(match);
      for (const node of match.nodes) this.#byNode.set(node, [...this.at(node), match]);
    }
  }

  /** Forget the blocks that left the page. */
  pruneDisconnected(): void {
    for (const block of this.#byBlock.keys()) if (!block.isConnected) this.set(block, []);
  }

  clear(): void {
    this.#byBlock.clear();
  }

  /** Take some of what came and went and is not told yet. */
  takeChanges(): { added: readonly Match[]; removed: readonly Match[] } {
    return { added: takeSome(this.#added), removed: takeSome(this.#removed) };
  }
}

function takeSome(matches: Set<Match>): Match[] {
  const some: Match[] = [];
  for (const match of matches) {
    if (some.length === MOST_TOLD) break;
    some.push(match);
    matches.delete(match);
  }
  return some;
}
