// Finds the numbers in JSON Lines on standard input with the finder of the content script.
//
// In:  {"id", "text", "default_region"}, where "ZZ" means no region. Out: {"id", "found": [{"start", "end",
// "e164", "ext"?, "original_text"?}]} with offsets in UTF-16 code units, `end` exclusive; "original_text" is the
// number in full and without its extension, where that is not what is written there.

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

process.stdout.on('error', () => process.exit()); // the reader closed the pipe

for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
  if (line.trim() === '') continue;
  const { id, text, default_region: region } = JSON.parse(line);
  const found = find(text, region === 'ZZ' ? undefined : (region ?? undefined)).map(number => ({
    start: number.start,
    end: number.end,
    e164: number.e164,
    ...(number.extension !== undefined && { ext: number.extension }),
    ...(number.originalText !== undefined && { original_text: number.originalText }),
  }));
  const output = `${JSON.stringify({ id, found })}\n`;
  if (!process.stdout.write(output)) await new Promise(resolve => process.stdout.once('drain', resolve));
}
