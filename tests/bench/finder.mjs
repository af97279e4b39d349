// How fast numbers are found: ours against libphonenumber-js and against the plain look, on prose, lists and hostile runs.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from '../../extension/node_modules/esbuild/lib/main.js';
import { findPhoneNumbersInText } from '../../extension/node_modules/libphonenumber-js/max/index.js';

const here = new URL('.', import.meta.url);
async function load(name) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../extension/src/finder/${name}`, here))],
    bundle: true,
    minify: true,
    charset: 'utf8',
    format: 'esm',
    write: false,
  });
  const [{ contents }] = outputFiles;
  const module = await import(`data:text/javascript;base64,${Buffer.from(contents).toString('base64')}`);
  return { module, size: gzipSync(contents, { level: 9 }).length };
}

const finder = await load('find.ts');
const gate = await load('text/candidate-scan.ts');
const { find } = finder.module;

const LATIN =
  'The committee met on 12 May 2024 at 14:30 and agreed, by 7 votes to 3, that section 4.2 of the plan should be read again before the end of the year; nothing else was said. ';
const OTHERS =
  'Комитет собрался 12 мая и решил, что раздел 4.2 будет прочитан ещё раз. 委員会は五月に会合を開き、計画を読み直すことにした。 समिति ने मई में बैठक की और योजना को फिर से पढ़ने का निर्णय लिया। ';
const CONTACT = 'For more call (415) 555-0132 or +44 20 7946 0958. ';

/** Prose with a number in about every 5,000 characters. */
function prose(sentence, length) {
  const every = Math.ceil(5_000 / sentence.length);
  let text = '';
  for (let count = 1; text.length < length; count++) text += count % every === 0 ? CONTACT : sentence;
  return text.slice(0, length);
}

const padded = (value, length) => String(value).padStart(length, '0');
const directory = Array.from(
  { length: 16_000 },
  (_, at) => `Person ${at}\t(${212 + (at % 7)}) 555-${padded(at % 10_000, 4)}`,
).join('\n');
const CELLS = [
  at => `${at * 7919}`,
  at => `${(at * 1.37).toFixed(2)}`,
  at => `2024-${padded((at % 12) + 1, 2)}-${padded((at % 28) + 1, 2)}`,
  at => `INV-${padded(at * 104_729, 10)}`,
  at => `${padded(at * 15_485_863, 10)}`,
  at => `${at % 255}.${at % 251}.${at % 241}.${at % 239}`,
  at => `${(at * 1_299_709).toLocaleString('en')}`,
  at => `(${212 + (at % 700)}) 555-${padded(at % 10_000, 4)}`,
];
const table = Array.from({ length: 50_000 }, (_, at) => CELLS[at % CELLS.length](at)).join('\n');

const TEXTS = {
  '50 KB prose': prose(LATIN, 50_000),
  '500 KB prose': prose(LATIN, 500_000),
  '500 KB two-byte scripts': prose(OTHERS, 500_000),
  '5 MB prose': prose(LATIN, 5_000_000),
  'directory, 16,000 numbers': directory,
  'table, 50,000 cells': table,
  'hostile: 200 KB digits': '1'.repeat(200_000),
  'hostile: 200 KB "1 "': '1 '.repeat(100_000),
  'hostile: 200 KB "+1 ("': '+1 ('.repeat(50_000),
  'hostile: 200 KB "(415"': '(415'.repeat(50_000),
  'hostile: 200 KB groups, comma': `${'212 555 0144 '.repeat(30)},`.repeat(520),
};

/** The floor: every place where a number may be, and nothing more. */
function look(text) {
  let hits = 0;
  for (const _ of text.matchAll(gate.module.CANDIDATE)) hits++;
  return hits;
}

/** The fastest of some runs, in ms: what the work costs where nothing else runs. */
function timed(work) {
  let fastest = Number.POSITIVE_INFINITY;
  const until = performance.now() + 1_500;
  for (let runs = 0; runs < 3 || (runs < 101 && performance.now() < until); runs++) {
    const before = performance.now();
    work();
    fastest = Math.min(fastest, performance.now() - before);
  }
  return fastest;
}

const shown = ms => (ms < 10 ? ms.toFixed(2) : ms.toFixed(0)).padStart(10);
console.log(`${'ms'.padEnd(32)}      look      ours  ours/look   lib-js  lib-js/ours   found`);
for (const [name, text] of Object.entries(TEXTS)) {
  const floor = timed(() => look(text));
  const ours = timed(() => find(text, 'US'));
  const theirs = process.argv.includes('--ours')
    ? Number.NaN
    : timed(() => findPhoneNumbersInText(text, { defaultCountry: 'US' }));
  const ratio = (theirs / ours).toFixed(0).padStart(10);
  console.log(
    `${name.padEnd(32)}${shown(floor)}${shown(ours)}${(ours / floor).toFixed(1).padStart(9)}${shown(theirs)}${ratio} x${String(find(text, 'US').length).padStart(10)}`,
  );
}

const shipped = ['content.js', 'content-main.js'].flatMap(name => {
  const file = new URL(`../../extension/dist/${name}`, here);
  return existsSync(file) ? [`dist/${name} ${gzipSync(readFileSync(file), { level: 9 }).length}`] : [];
});
console.log(
  [`gzip, bytes: finder with its plans ${finder.size}`, `the look alone ${gate.size}`, ...shipped].join(', '),
);
