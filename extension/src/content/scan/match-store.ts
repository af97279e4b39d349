// Stores the matches of the page by block and by text node, and which changes were not reported yet.

import type { BlockRoot } from '../dom/inline-elements.ts';
import type { Match } from './matches.ts';

const MAX_REPORTED = 500; // matches at a time, added and removed each

export class MatchStore {
  readonly #byBlock = new Map<BlockRoot, readonly Match[]>();
  readonly #byNode = new WeakMap<Text, Match[]>();
  readonly #added = new Set<Match>(); // not reported yet
  readonly #removed = new Set<Match>();

  /** The blocks that have matches. */
  get blocks(): Iterable<BlockRoot> {
    return this.#byBlock.keys();
  }

  /** Whether all changes were reported. */
  get isFlushed(): boolean {
    return this.#added.size + this.#removed.size === 0;
  }

  has(block: BlockRoot): boolean {
    return this.#byBlock.has(block);
  }

  /** Return the matches that a text node is part of. */
  at(node: Text): readonly Match[] {
    return this.#byNode.get(node) ?? [];
  }

  /** Replace the matches of a block. */
  set(block: BlockRoot, matches: readonly Match[]): void {
    for (const match of this.#byBlock.get(block) ?? []) {
      if (!this.#added.delete(match)) this.#removed.add(match);
      for (const node of match.nodes) {
        const others = this.at(node).filter(other => other !== match);
        if (others.length > 0) this.#byNode.set(node, others);
        else this.#byNode.delete(node);
      }
    }
    if (matches.length === 0) this.#byBlock.delete(block);
    else this.#byBlock.set(block, matches);
    for (const match of matches) {
      this.#added.add(match);
      for (const node of match.nodes) this.#byNode.set(node, [...this.at(node), match]);
    }
  }

  /** Remove the matches of blocks that are no longer in the page. */
  pruneDisconnected(): void {
    for (const block of this.#byBlock.keys()) if (!block.isConnected) this.set(block, []);
  }

  clear(): void {
    this.#byBlock.clear();
  }

  /** Take some of the changes that were not reported yet. */
  takeChanges(): { added: readonly Match[]; removed: readonly Match[] } {
    return { added: takeSome(this.#added), removed: takeSome(this.#removed) };
  }
}

function takeSome(matches: Set<Match>): Match[] {
  const taken: Match[] = [];
  for (const match of matches) {
    if (taken.length === MAX_REPORTED) break;
    taken.push(match);
    matches.delete(match);
  }
  return taken;
}
