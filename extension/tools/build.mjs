// Builds the extension into dist/: one folder that Chromium and Firefox both load.

import { cp, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = new URL('../', import.meta.url);
const at = path => fileURLToPath(new URL(path, here));

const SCRIPTS = ['content.ts', 'content.css', 'background.ts', 'popup.ts', 'popup.css'];
const MODULES = { 'content-main': at('src/content/main.ts') }; // content.js imports it when there is something to do
const COPIED = {
  'manifest.json': 'manifest.json',
  'src/popup.html': 'popup.html',
  _locales: '_locales',
  icons: 'icons',
};

await rm(at('dist'), { recursive: true, force: true });
await mkdir(at('dist'));
const options = {
  outdir: at('dist'),
  bundle: true,
  target: ['chrome132', 'firefox140'],
  supported: { 'regexp-unicode-property-escapes': true }, // esbuild never takes it for granted
  charset: 'utf8',
  minify: true, // it is parsed in every frame
  legalComments: 'none',
  logLevel: 'warning',
};
const entries = names => names.map(name => at(`src/${name}`));
await build({ ...options, entryPoints: entries(SCRIPTS), format: 'iife' }); // content scripts are not modules
await build({ ...options, entryPoints: MODULES, format: 'esm' });
await Promise.all(
  Object.entries(COPIED).map(([from, to]) => cp(at(from), at(`dist/${to}`), { recursive: true })),
);
