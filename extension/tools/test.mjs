// Runs the extension's unit tests: esbuild bundles them into a temporary folder, and node runs the bundles.
//
// Each file has a process of its own, as tests change globals. `node --test` would leave one processor idle,
// which of two is half.
// Arguments are the names of test files without `.test.ts`; without arguments all of them run.

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const tests = fileURLToPath(new URL('../../tests/extension/', import.meta.url));
const selected = process.argv.slice(2);
const isSelected = name => selected.length === 0 || selected.includes(basename(name, '.test.ts'));
const entryPoints = (await readdir(tests, { recursive: true }))
  .filter(name => name.endsWith('.test.ts') && isSelected(name))
  .map(name => join(tests, name));
const outdir = await mkdtemp(join(tmpdir(), 'voiso-call-tests-'));

await build({
  entryPoints,
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
});
const bundles = (await readdir(outdir, { recursive: true }))
  .filter(name => name.endsWith('.mjs'))
  .map(name => join(outdir, name));
const preload = new URL('support/unref-timers.mjs', pathToFileURL(tests)).href;
const options = ['--enable-source-maps', '--import', preload, '--test-reporter', 'tap'];
let passed = 0;

function run(bundle) {
  return new Promise(resolve => {
    execFile(process.execPath, [...options, bundle], { maxBuffer: Infinity }, (error, stdout, stderr) => {
      const count = Number(stdout.match(/^# pass (\d+)$/m)?.[1]);
      passed += count || 0;
      if (error || !count) {
        console.log(`${stdout}${stderr}FAILED: ${basename(bundle, '.mjs')}.ts`);
        process.exitCode = 1;
      }
      resolve();
    });
  });
}

async function runRemaining() {
  for (let bundle = bundles.pop(); bundle; bundle = bundles.pop()) {
    await run(bundle);
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, runRemaining));
await rm(outdir, { recursive: true, force: true });
console.log(`${passed} tests passed${process.exitCode ? '; others failed, see above' : ''}`);
