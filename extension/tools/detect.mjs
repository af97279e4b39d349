// Finds the numbers of JSON Lines on standard input by the very code that the content script runs.
//
// In:  {"id", "text", "default_region"}, ZZ for none. Out: {"id", "found": [{"start", "end", "e164", "ext"?}]},
// places in UTF-16 code units, `end` exclusive.

import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('../src/finder/find.ts', import.meta.url))],
  bundle: true,
  format: 'esm',
  write: false,
  logLevel: 'warning',
});
const code = Buffer.from(outputFiles[0].contents).toString('base64');
const { find } = await import(`data:text/javascript;base64,${code}`);

process.stdout.on('error', () => process.exit()); // whoever reads has read enough

for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  if (line.trim() === '') continue;
  const { id, text, default_region: region } = JSON.parse(line);
  const found = find(text, region === 'ZZ' ? undefined : (region ?? undefined)).map(each => ({
    start: each.start,
    end: each.end,
    e164: each.e164,
    ...(each.extension !== undefined && { ext: each.extension }),
  }));
  const answer = `${JSON.stringify({ id, found })}\n`;
  if (!process.stdout.write(answer)) await new Promise(resolve => process.stdout.once('drain', resolve));
}
