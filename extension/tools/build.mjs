// Builds the extension into dist/, or the folder that is named: one that both Chromium and Firefox load.

import { cp, mkdir, readFile, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const extension = new URL('../', import.meta.url);
const pathTo = name => fileURLToPath(new URL(name, extension));
const target = process.argv[2] ? resolve(process.argv[2]) : pathTo('dist');

const SCRIPTS = [
  ...['content-start.ts', 'content.ts', 'content.css', 'background.ts'],
  ...['popup.ts', 'popup.css', 'options.ts', 'options.css', 'card.ts', 'card.css'],
];
const MODULES = {
  'content-main': pathTo('src/content/main.ts'), // content.js imports it on demand
  'popup-finder': pathTo('src/popup/finder-module.ts'), // popup.js imports it once it is shown
};
const COPIED = {
  'manifest.json': 'manifest.json',
  'managed_schema.json': 'managed_schema.json',
  'src/popup.html': 'popup.html',
  'src/options.html': 'options.html',
  'src/card.html': 'card.html',
  _locales: '_locales',
  icons: 'icons',
};

// The bill of materials lists the packages of `dependencies`: no other may get into the extension.
const { dependencies = {} } = JSON.parse(await readFile(pathTo('package.json'), 'utf8'));
const onlyDependencies = ({ metafile }) => {
  for (const file of Object.keys(metafile.inputs)) {
    const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
    if (name && !(name in dependencies)) throw new Error(`${file} is bundled, but not in "dependencies"`);
  }
};

await rm(target, { recursive: true, force: true });
await mkdir(target, { recursive: true });
const options = {
  outdir: target,
  absWorkingDir: pathTo('.'),
  metafile: true,
  bundle: true,
  target: ['chrome132', 'firefox140'],
  supported: { 'regexp-unicode-property-escapes': true }, // both browsers have it; esbuild cannot tell
  charset: 'utf8',
  minify: true, // every frame parses it
  legalComments: 'none',
  logLevel: 'warning',
};
const scripts = SCRIPTS.map(name => pathTo(`src/${name}`));
onlyDependencies(await build({ ...options, entryPoints: scripts, format: 'iife' })); // content scripts are no modules
onlyDependencies(await build({ ...options, entryPoints: MODULES, format: 'esm' }));
const copying = { recursive: true, filter: file => !file.endsWith('icon-16.svg') }; // drawn for icon-16.png alone
await Promise.all(Object.entries(COPIED).map(([from, to]) => cp(pathTo(from), resolve(target, to), copying)));
