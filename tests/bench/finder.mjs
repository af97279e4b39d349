// Measures how fast the finder is, against its own candidate scan and against libphonenumber-js.
//
// `node tests/bench/finder.mjs`, after `npm ci --prefix tests/bench`. `--ours` leaves out libphonenumber-js.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from '../../extension/node_modules/esbuild/lib/main.js';
import { importPeer } from './peers.mjs';

const MIN_RUNS = 3;
const MAX_RUNS = 101;
const MAX_TIME_MS = 1_500; // for one text, after the first runs

async function load(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../extension/src/finder/${name}`, import.meta.url))],
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'esm',
    write: false,
  });
  const [{ contents }] = outputFiles;
  const module = await import(`data:text/javascript;base64,${Buffer.from(contents).toString('base64')}`);
  return { module, gzipBytes: gzipSync(contents, { level: 9 }).length };
}

const finder = await load('find.ts');
const scan = await load('text/candidate-scan.ts');
const { find } = finder.module;
const peer = process.argv.includes('--ours') ? undefined : await importPeer('libphonenumber-js/max/index.js');

const LATIN =
  'The committee met on 12 May 2024 at 14:30 and agreed, by 7 votes to 3, that section 4.2 of the plan should be read again before the end of the year; nothing else was said. ';
const OTHER_SCRIPTS =
  'Комитет собрался 12 мая и решил, что раздел 4.2 будет прочитан ещё раз. 委員会は五月に会合を開き、計画を読み直すことにした。 समिति ने मई में बैठक की और योजना को फिर से पढ़ने का निर्णय लिया। ';
const CONTACT = 'For more call (415) 555-0132 or +44 20 7946 0958. ';

/** Sentences, with two numbers in about every 5,000 characters. */
function prose(sentence, length) {
  const sentencesPerContact = Math.ceil(5_000 / sentence.length);
  let text = '';
  for (let count = 1; text.length < length; count++)
    text += count % sentencesPerContact === 0 ? CONTACT : sentence;
  return text.slice(0, length);
}

const padded = (value, length) => String(value).padStart(length, '0');
const directory = Array.from(
  { length: 16_000 },
  (_, index) => `Person ${index}\t(${212 + (index % 7)}) 555-${padded(index % 10_000, 4)}`,
).join('\n');
const CELLS = [
  index => `${index * 7919}`,
  index => `${(index * 1.37).toFixed(2)}`,
  index => `2024-${padded((index % 12) + 1, 2)}-${padded((index % 28) + 1, 2)}`,
  index => `INV-${padded(index * 104_729, 10)}`,
  index => `${padded(index * 15_485_863, 10)}`,
  index => `${index % 255}.${index % 251}.${index % 241}.${index % 239}`,
  index => `${(index * 1_299_709).toLocaleString('en')}`,
  index => `(${212 + (index % 700)}) 555-${padded(index % 10_000, 4)}`,
];
const table = Array.from({ length: 50_000 }, (_, index) => CELLS[index % CELLS.length](index)).join('\n');

const TEXTS = {
  '50 KB prose': prose(LATIN, 50_000),
  '500 KB prose': prose(LATIN, 500_000),
  '500 KB two-byte scripts': prose(OTHER_SCRIPTS, 500_000),
  '5 MB prose': prose(LATIN, 5_000_000),
  'directory, 16,000 numbers': directory,
  'table, 50,000 cells': table,
  'hostile: 200 KB digits': '1'.repeat(200_000),
  'hostile: 200 KB "1 "': '1 '.repeat(100_000),
  'hostile: 200 KB "+1 ("': '+1 ('.repeat(50_000),
  'hostile: 200 KB "(415"': '(415'.repeat(50_000),
  'hostile: 200 KB groups, comma': `${'212 555 0144 '.repeat(30)},`.repeat(520),
};

function countCandidates(text) {
  let count = 0;
  for (const _ of text.matchAll(scan.module.CANDIDATE)) count++;
  return count;
}

/** The time of the fastest run, in ms: what the work costs when nothing else runs on the machine. */
function fastest(work) {
  let fastest = Number.POSITIVE_INFINITY;
  const end = performance.now() + MAX_TIME_MS;
  for (let runs = 0; runs < MIN_RUNS || (runs < MAX_RUNS && performance.now() < end); runs++) {
    const start = performance.now();
    work();
    fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}

const milliseconds = ms => (ms < 10 ? ms.toFixed(2) : ms.toFixed(0)).padStart(10);
console.log('Time to find all numbers in a text, in ms, the fastest of some runs; region US.');
console.log('scan: only the places where a number may be, the least that the finder can cost.\n');
console.log(`${'text'.padEnd(32)}      scan    finder  finder/scan    lib-js  lib-js/finder   numbers`);
for (const [name, text] of Object.entries(TEXTS)) {
  const scanMs = fastest(() => countCandidates(text));
  const finderMs = fastest(() => find(text, 'US'));
  const peerMs = peer && fastest(() => peer.findPhoneNumbersInText(text, { defaultCountry: 'US' }));
  const cells = [
    name.padEnd(32),
    milliseconds(scanMs),
    milliseconds(finderMs),
    (finderMs / scanMs).toFixed(1).padStart(13),
    peer ? milliseconds(peerMs) : '-'.padStart(10),
    (peer ? `${(peerMs / finderMs).toFixed(0)} x` : '-').padStart(15),
    String(find(text, 'US').length).padStart(10),
  ];
  console.log(cells.join(''));
}

const shipped = ['content.js', 'content-main.js'].flatMap(name => {
  const file = new URL(`../../extension/dist/${name}`, import.meta.url);
  return existsSync(file) ? [`dist/${name} ${gzipSync(readFileSync(file), { level: 9 }).length}`] : [];
});
const sizes = [`finder with its number plans ${finder.gzipBytes}`, `candidate scan alone ${scan.gzipBytes}`];
console.log(`\nSize in bytes, minified and compressed with gzip: ${[...sizes, ...shipped].join(', ')}`);
