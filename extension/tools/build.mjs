// Builds the extension into dist/, one folder that both Chromium and Firefox load.

import { cp, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const extension = new URL('../', import.meta.url);
const pathTo = name => fileURLToPath(new URL(name, extension));

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

await rm(pathTo('dist'), { recursive: true, force: true });
await mkdir(pathTo('dist'));
const options = {
  outdir: pathTo('dist'),
  bundle: true,
  target: ['chrome132', 'firefox140'],
  supported: { 'regexp-unicode-property-escapes': true }, // both browsers have it; esbuild cannot tell
  charset: 'utf8',
  minify: true, // every frame parses it
  legalComments: 'none',
  logLevel: 'warning',
};
const scripts = SCRIPTS.map(name => pathTo(`src/${name}`));
await build({ ...options, entryPoints: scripts, format: 'iife' }); // a content script is not a module
await build({ ...options, entryPoints: MODULES, format: 'esm' });
await Promise.all(
  Object.entries(COPIED).map(([from, to]) => cp(pathTo(from), pathTo(`dist/${to}`), { recursive: true })),
);
