// Parses digits with the extension's parser, so that test_parser.py compares the results with Google's.
//
// In: JSON Lines of {"text", "region"}, region null for none. Out: [E.164, region, number type], or null for an
// invalid number.

import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const LINES_AT_ONCE = 10_000; // written together: one write for each line would take most of the time

const extension = new URL('../../extension/', import.meta.url);
const { build } = await import(new URL('node_modules/esbuild/lib/main.js', extension));
const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('src/finder/parse/parser.ts', extension))],
  bundle: true,
  format: 'esm',
  write: false,
});
const code = Buffer.from(outputFiles[0].contents).toString('base64');
const { e164, numberTypeOf, parseDigits } = await import(`data:text/javascript;base64,${code}`);

let results = [];
for await (const line of createInterface({ input: process.stdin })) {
  const { text, region } = JSON.parse(line);
  const hasPlus = text.startsWith('+');
  const parsed = parseDigits(hasPlus ? text.slice(1) : text, hasPlus, region ?? undefined);
  results.push(JSON.stringify(parsed ? [e164(parsed), parsed.plan.region, numberTypeOf(parsed)] : null));
  if (results.length === LINES_AT_ONCE) {
    process.stdout.write(`${results.join('\n')}\n`);
    results = [];
  }
}
if (results.length > 0) process.stdout.write(`${results.join('\n')}\n`);
