// alphaOf and labOf read computed colours; colourDistance tells text that looks like its background.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { alphaOf, colourDistance, labOf } from '../../../../extension/src/content/interaction/colour.ts';

const ALPHAS: [colour: string, alpha: number][] = [
  ['rgb(1, 2, 3)', 1],
  ['rgba(0, 0, 0, 0)', 0],
  ['rgba(255, 255, 255, 0.25)', 0.25],
  ['color(srgb 1 0 0 / 0.1)', 0.1],
  ['oklch(0.5 0.1 20 / 0.05)', 0.05],
  ['oklab(0.5 0.1 0.1 / 5%)', 0.05],
  ['color(display-p3 1 0 0)', 1],
];

for (const [colour, alpha] of ALPHAS) {
  test(`alphaOf: ${colour} has ${alpha}`, () => assert.equal(alphaOf(colour), alpha));
}

function distance(one: string, other: string): number {
  const [first, second] = [labOf(one), labOf(other)];
  assert.ok(first && second);
  return colourDistance(first, second);
}

test('labOf: the same colour in other notations has no distance', () => {
  assert.ok(distance('rgb(255, 255, 255)', 'oklch(1 0 0)') < 0.01);
  assert.ok(distance('rgb(255, 255, 255)', 'color(srgb 1 1 1)') < 0.01);
  assert.ok(distance('rgb(255, 0, 0)', 'oklch(0.628 0.2577 29.23)') < 0.01);
  assert.ok(distance('rgb(255, 0, 0)', 'oklab(0.628 0.2249 0.1258)') < 0.01);
});

test('colourDistance: pale text on white is near, readable text is far', () => {
  assert.ok(distance('rgb(244, 244, 244)', 'rgb(255, 255, 255)') < 0.1);
  assert.ok(distance('rgb(119, 119, 119)', 'rgb(255, 255, 255)') > 0.3);
  assert.ok(distance('rgb(0, 0, 0)', 'rgb(255, 255, 255)') > 0.99);
});

test('labOf: a notation that is not converted has no value', () => {
  assert.equal(labOf('lab(50 10 10)'), undefined);
  assert.equal(labOf('color(display-p3 1 0 0)'), undefined);
  assert.equal(labOf(''), undefined);
});
