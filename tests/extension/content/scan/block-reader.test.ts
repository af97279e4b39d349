// A long text is read in parts: no number is lost or found twice where they meet.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBlock } from '../../../../extension/src/content/scan/block-reader.ts';
import { matchesInText } from '../../../../extension/src/content/scan/matches.ts';
import { find } from '../../../../extension/src/finder/find.ts';

// What a block's reading asks of a page.
Object.assign(globalThis, {
  Node: { ELEMENT_NODE: 1, TEXT_NODE: 3, CDATA_SECTION_NODE: 4, DOCUMENT_FRAGMENT_NODE: 11 },
  getComputedStyle: () => ({ display: 'inline', whiteSpace: 'normal' }),
});

class Fake {
  readonly nodeType: number;
  readonly localName: string;
  readonly data: string;
  readonly slot = '';
  parentElement: Fake | null = null;
  nextSibling: Fake | null = null;
  readonly children: Fake[];

  constructor(localName: string, data: string, children: Fake[] = []) {
    this.nodeType = localName ? 1 : 3;
    this.localName = localName;
    this.data = data;
    this.children = children;
    for (const [index, child] of children.entries()) {
      child.parentElement = this;
      child.nextSibling = children[index + 1] ?? null;
    }
  }

  get parentNode(): Fake | null {
    return this.parentElement;
  }

  get firstChild(): Fake | null {
    return this.children[0] ?? null;
  }

  get length(): number {
    return this.data.length;
  }

  contains(): boolean {
    return true;
  }

  substringData(from: number, count: number): string {
    return this.data.slice(from, from + count);
  }
}

/** The numbers of a block, with their places in its whole text. */
function foundIn(block: Fake): [number: string, start: number][] {
  const before = new Map<unknown, number>();
  let length = 0;
  const gather = (node: Fake): void => {
    before.set(node, length);
    length += node.data.length;
    node.children.forEach(gather);
  };
  gather(block);
  const found: [string, number][] = [];
  for (const part of readBlock(block as unknown as Element)) {
    if (!part || !('run' in part)) continue;
    for (const { number, start } of matchesInText(part.run, 'US')) {
      found.push([number, (before.get(start.node) ?? Number.NaN) + start.offset]);
    }
  }
  return found;
}

const text = (length: number): string => {
  let made = '';
  for (let n = 0; made.length < length; n++) {
    made += `${'and so on, '.repeat(n % 5)}call +1 415 555 ${String(n % 10_000).padStart(4, '0')} at 9, `;
  }
  return made;
};
const expected = (whole: string) => find(whole, 'US').map(({ e164, start }) => [e164, start]);

test('of a text of 200,000 characters every number is found once', () => {
  const whole = text(200_000);
  const found = foundIn(new Fake('td', '', [new Fake('', whole)]));
  assert.deepEqual(found, expected(whole));
  assert.ok(found.length > 4_000);
});

for (const size of [1, 3, 7, 4_999]) {
  test(`of pieces of ${size} characters in elements of their own too`, () => {
    const whole = text(30_000);
    const pieces: Fake[] = [];
    for (let at = 0; at < whole.length; at += size) {
      pieces.push(new Fake('b', '', [new Fake('', whole.slice(at, at + size))]));
    }
    assert.deepEqual(foundIn(new Fake('td', '', pieces)), expected(whole));
  });
}

test('digits without end are no number, nor is what is left of them', () => {
  assert.deepEqual(foundIn(new Fake('td', '', [new Fake('', '4155550100'.repeat(3_000))])), []);
  assert.deepEqual(foundIn(new Fake('td', '', [new Fake('', '415 555 0100 '.repeat(3_000))])), []);
});
