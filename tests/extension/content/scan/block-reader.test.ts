// readBlock reads a long text as several runs: no number is lost or found twice between them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBlock } from '../../../../extension/src/content/scan/block-reader.ts';
import { matchesInText } from '../../../../extension/src/content/scan/matches.ts';
import { find } from '../../../../extension/src/finder/find.ts';

// The parts of the DOM that readBlock uses.
Object.assign(globalThis, {
  Node: { ELEMENT_NODE: 1, TEXT_NODE: 3, CDATA_SECTION_NODE: 4, DOCUMENT_FRAGMENT_NODE: 11 },
  getComputedStyle: () => ({
    display: 'inline',
    whiteSpace: 'normal',
    position: 'static',
    unicodeBidi: 'normal',
  }),
});

class FakeNode {
  readonly nodeType: number;
  readonly localName: string;
  readonly data: string;
  readonly slot = '';
  parentElement: FakeNode | null = null;
  nextSibling: FakeNode | null = null;
  readonly children: FakeNode[];

  constructor(localName: string, data: string, children: FakeNode[] = []) {
    this.nodeType = localName ? 1 : 3;
    this.localName = localName;
    this.data = data;
    this.children = children;
    for (const [index, child] of children.entries()) {
      child.parentElement = this;
      child.nextSibling = children[index + 1] ?? null;
    }
  }

  get parentNode(): FakeNode | null {
    return this.parentElement;
  }

  get firstChild(): FakeNode | null {
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

/** Find the numbers of a block, with their offsets in its whole text. */
function numbersIn(block: FakeNode): [number: string, start: number][] {
  const offsets = new Map<unknown, number>();
  let length = 0;
  const measure = (node: FakeNode): void => {
    offsets.set(node, length);
    length += node.data.length;
    node.children.forEach(measure);
  };
  measure(block);
  const numbers: [string, number][] = [];
  for (const part of readBlock(block as unknown as Element)) {
    if (!part || !('run' in part)) continue;
    for (const { number, start } of matchesInText(part.run, 'US')) {
      numbers.push([number, (offsets.get(start.node) ?? Number.NaN) + start.offset]);
    }
  }
  return numbers;
}

const textOf = (length: number): string => {
  let text = '';
  for (let n = 0; text.length < length; n++) {
    text += `${'and so on, '.repeat(n % 5)}call +1 415 555 ${String(n % 10_000).padStart(4, '0')} at 9, `;
  }
  return text;
};
const expectedIn = (text: string) => find(text, 'US').map(({ e164, start }) => [e164, start]);

test('readBlock: every number in a text of 200,000 characters is found once', () => {
  const text = textOf(200_000);
  const numbers = numbersIn(new FakeNode('td', '', [new FakeNode('', text)]));
  assert.deepEqual(numbers, expectedIn(text));
  assert.ok(numbers.length > 4_000);
});

for (const size of [1, 3, 7, 4_999]) {
  test(`readBlock: so is every number in elements of ${size} characters each`, () => {
    const text = textOf(30_000);
    const elements: FakeNode[] = [];
    for (let offset = 0; offset < text.length; offset += size) {
      elements.push(new FakeNode('b', '', [new FakeNode('', text.slice(offset, offset + size))]));
    }
    assert.deepEqual(numbersIn(new FakeNode('td', '', elements)), expectedIn(text));
  });
}

test('readBlock: an endless series of digits is not a number, nor is any part of it', () => {
  assert.deepEqual(numbersIn(new FakeNode('td', '', [new FakeNode('', '4155550100'.repeat(3_000))])), []);
  assert.deepEqual(numbersIn(new FakeNode('td', '', [new FakeNode('', '415 555 0100 '.repeat(3_000))])), []);
});
