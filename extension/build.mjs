// Builds the extension into dist/: one folder that Chromium and Firefox both load.

import { spawnSync } from 'node:child_process';
import { cp, mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = new URL('./', import.meta.url);
const at = path => fileURLToPath(new URL(path, here));

const SCRIPTS = ['content.ts', 'content.css', 'background.ts', 'popup.ts', 'popup.css'];
const MODULES = ['page.ts']; // imported by content.js when there is something to do
const COPIED = {
  'manifest.json': 'manifest.json',
  'src/popup.html': 'popup.html',
  _locales: '_locales',
  icons: 'icons',
};

// The `python3` on PATH writes the protocol and the number plans: the one in whose environment the host is installed.
const python = process.platform === 'win32' ? 'python' : 'python3'; // a virtual environment of Windows has no other
for (const generator of ['generate.py', 'plans.py']) {
  const generated = spawnSync(python, [at(generator)], { stdio: ['ignore', 'inherit', 'pipe'] });
  if (!generated.error && generated.status === 0) continue;
  const why = generated.error ? String(generated.error) : generated.stderr.toString();
  const remedy = /No module named|ENOENT/.test(why)
    ? "\nThe python3 on PATH does not have the host: activate its environment, or 'pip install -e .' at the top."
    : '';
  console.error(why.trim() + remedy);
  process.exit(1);
}

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
await build({ ...options, entryPoints: entries(MODULES), format: 'esm' });
await Promise.all(
  Object.entries(COPIED).map(([from, to]) => cp(at(from), at(`dist/${to}`), { recursive: true })),
);
