// Writes the generated files, src/protocol.ts and the number plans; with --check it only tells whether they are fresh.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// The `python3` on PATH must be the one in whose environment the host is installed.
const python = process.platform === 'win32' ? 'python' : 'python3'; // a virtual environment of Windows has no other
for (const generator of ['generate_protocol.py', 'generate_plans.py']) {
  const script = fileURLToPath(new URL(generator, import.meta.url));
  const generated = spawnSync(python, [script, ...process.argv.slice(2)], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  if (!generated.error && generated.status === 0) continue;
  const why = generated.error ? String(generated.error) : generated.stderr.toString();
  const remedy = /No module named|ENOENT/.test(why)
    ? "\nThe python3 on PATH does not have the host: activate its environment, or 'pip install -e .' at the top."
    : '';
  console.error(why.trim() + remedy);
  process.exitCode = 1;
}
