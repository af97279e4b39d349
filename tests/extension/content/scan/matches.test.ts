// Matches in a run of text, and the targets of links.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { InlineText } from '../../../../extension/src/content/scan/inline-text.ts';
import {
  matchesInText,
  type PhoneTarget,
  targetOfLink,
} from '../../../../extension/src/content/scan/matches.ts';

// Only the length of a text node is used.
function node(data: string): Text {
  return { data, length: data.length } as Text;
}

function run(...parts: string[]): InlineText {
  let text = '';
  const spans = parts.map(part => {
    const start = text.length;
    text += part;
    return { node: node(part), offset: 0, start, end: text.length };
  });
  return { text, spans };
}

test('matchesInText: a number in several nodes starts in the first and ends in the last', () => {
  const [match, ...others] = matchesInText(run('Call ', '+1', ' 415 ', '555', '0100', ' now'));
  assert.equal(others.length, 0);
  assert.equal(match?.number, '+14155550100');
  assert.equal(match?.originalText, '+1 415 5550100');
  assert.deepEqual([match?.start.node.data, match?.start.offset], ['+1', 0]);
  assert.deepEqual([match?.end.node.data, match?.end.offset], ['0100', 4]);
  assert.deepEqual(
    match?.nodes.map(({ data }) => data),
    ['+1', ' 415 ', '555', '0100'],
  );
});

test('matchesInText: a boundary between nodes is in no node', () => {
  const spans = [
    { node: node('+1 415 555 0100'), offset: 0, start: 0, end: 15 },
    { node: node('+1 415 555 0101'), offset: 0, start: 16, end: 31 },
  ];
  const matches = matchesInText({ text: '+1 415 555 0100\n+1 415 555 0101', spans });
  assert.deepEqual(
    matches.map(({ number, start, end }) => [number, start.node === end.node, start.offset, end.offset]),
    [
      ['+14155550100', true, 0, 15],
      ['+14155550101', true, 0, 15],
    ],
  );
});

/** Return the fields of a target that are sent to the host. */
function sentFields({ number, extension, originalText, region }: PhoneTarget): Partial<PhoneTarget> {
  return { number, ...(extension && { extension }), originalText, ...(region && { region }) };
}

function link(href: string, textContent: string): HTMLAnchorElement {
  return { textContent, getAttribute: () => href } as unknown as HTMLAnchorElement;
}

const LINKS: [name: string, href: string, text: string, region: string | undefined, expected: unknown][] = [
  [
    'the address is the number of a link with words',
    'tel:+1-415-555-0100',
    'Front desk',
    'GB',
    { number: '+14155550100', originalText: '+1-415-555-0100', region: 'US' },
  ],
  [
    'a number in the text is the original text, in the country of the address',
    'tel:+442079460958',
    'Call 020 7946 0959',
    'US',
    { number: '+442079460958', originalText: '020 7946 0959', region: 'GB' },
  ],
  [
    'an extension is kept',
    'tel:+14155550100;ext=23',
    '',
    undefined,
    { number: '+14155550100', extension: '23', originalText: '+14155550100', region: 'US' },
  ],
  [
    'a national number without a region is passed on to the host',
    'tel:02079460958',
    'us',
    undefined,
    { number: '02079460958', originalText: '02079460958' },
  ],
  ['a short code is not a target', 'tel:611', '611', 'US', undefined],
];

for (const [name, href, text, region, expected] of LINKS) {
  test(`targetOfLink: ${name}`, () => {
    const target = targetOfLink(link(href, text), region);
    assert.deepEqual(target && sentFields(target), expected);
  });
}

for (const [text, originalText] of [
  ['415 555 0100 ext. 12', '415 555 0100'],
  ['(415) 555-0100 x5', '(415) 555-0100'],
  ['415 555 0100 (ext 415)', '415 555 0100'],
] as const) {
  test(`matchesInText: the original text of "${text}" has no extension`, () => {
    const [match] = matchesInText(run(text), 'US');
    assert.equal(match?.originalText, originalText);
    assert.ok(match?.extension);
  });
}
