// Reads JSON Lines of digits by the extension's number plans; the other end compares it with Google's reading.

import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

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

let answers = [];
for await (const line of createInterface({ input: process.stdin })) {
  const { text, region } = JSON.parse(line);
  const hasPlus = text.startsWith('+');
  const digits = hasPlus ? text.slice(1) : text;
  const reading = parseDigits(digits, hasPlus, region ?? undefined);
  answers.push(
    reading
      ? JSON.stringify([e164(reading), reading.plan.region, numberTypeOf(reading)])
      : 'null',
  );
  if (answers.length === 10_000) {
    process.stdout.write(`${answers.join('\n')}\n`);
    answers = [];
  }
}
if (answers.length > 0) process.stdout.write(`${answers.join('\n')}\n`);
