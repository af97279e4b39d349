// Tests of the labels that the text around a number gives it; "…" is the number.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { labelFor } from '../../../../extension/src/finder/context/context-label.ts';
import type { ContextLabel } from '../../../../extension/src/finder/context/label.ts';

const GROUPED = '415-555-0100';
const BLOCK = '4155550100';

function labelOf(line: string, number: string): ContextLabel {
  const start = line.indexOf('…');
  return labelFor(line.replace('…', number), start, start + number.length, number === BLOCK);
}

const LABELS: [line: string, label: ContextLabel][] = [
  ['Tel. …', 'phone'],
  ['phone_number …', 'phone'],
  ['Fax-Nr …', 'fax'],
  ['my number is …', 'phone'],
  ['número nuevo …', 'phone'],
  ['the plumber’s number …', 'phone'],
  ['call Smith …', 'phone'],
  ['T: …', 'phone'],
  ['F …', 'fax'],
  ['(C) …', undefined],
  ['☎ …', 'phone'],
  ['📠 …', 'fax'],
  ['📞 Ann …', undefined],
  ['sin costo …', 'phone'],
  ['no charge …', 'phone'],
  ['no (…', undefined],
  ['number: …', 'number'],
  ['Owner: …', 'name'],
  ['lastUpdated: …', undefined],
  ['invoice no. …', 'other'],
  ['order: …', 'other'],
  ['order = …', 'other'],
  ['order # …', 'other'],
  ['Kunden-Nr. …', 'other'],
  ['n° client …', 'other'],
  ['Cert. No. …', 'other'],
  ['Foo no. …', 'other'],
  ['S/N …', 'other'],
  ['CVR …', 'other'],
  ['TVA BE …', 'other'],
  ['Licence RBQ : …', 'other'],
  ['numéro de dossier …', 'other'],
  ['numéro de Anna …', undefined],
  ['номер дела …', 'other'],
  ['ID de la réunion …', 'other'],
  ['Call about order no. …', 'other'],
  ['№ 3: …', undefined],
  ['The order was paid. Call …', 'phone'],
  ['order    …', undefined],
  ['order; …', undefined],
  ['会員番号 …', 'other'],
  ['新番号 …', 'phone'],
  ['… (fax)', 'fax'],
  ['… office', 'phone'],
  ['… (toll free)', 'phone'],
  ['… (20 ct/Anruf)', 'phone'],
  ['… 0,15 €/min', 'phone'],
];

for (const [line, label] of LABELS) {
  test(`the label of ${JSON.stringify(line)} is ${label}`, () => {
    assert.equal(labelOf(line, GROUPED), label);
    assert.equal(labelOf(line, BLOCK), label);
  });
}

const DIFFERENT: [line: string, grouped: ContextLabel, block: ContextLabel][] = [
  ['free quote, …', undefined, 'other'],
  ['order at …', undefined, 'other'],
  ['client …', undefined, 'other'],
  ['phone order …', 'phone', 'other'],
  ['№ …', undefined, 'other'],
  ['XYZ …', undefined, 'other'],
];

for (const [line, grouped, block] of DIFFERENT) {
  test(`${JSON.stringify(line)} labels one block of digits, but not groups, as something else`, () => {
    assert.equal(labelOf(line, GROUPED), grouped);
    assert.equal(labelOf(line, BLOCK), block);
  });
}
