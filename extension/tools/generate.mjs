// Generates src/protocol.ts, its guards and the number plans; with --check exits 1 if one of them is stale.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const GENERATORS = ['generate_protocol.py', 'generate_plans.py'];

// The `python3` on PATH must belong to the environment in which the host is installed.
// A virtual environment on Windows has no python3.
const python = process.platform === 'win32' ? 'python' : 'python3';
for (const generator of GENERATORS) {
  const script = fileURLToPath(new URL(generator, import.meta.url));
  const { error, status, stderr } = spawnSync(python, [script, ...process.argv.slice(2)], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  if (!error && status === 0) continue;
  const message = error ? String(error) : stderr.toString();
  const remedy = /No module named|ENOENT/.test(message)
    ? "\nThe host is not installed for the python3 on PATH: activate its environment, or run 'pip install -e .' in the repository."
    : '';
  console.error(message.trim() + remedy);
  process.exitCode = 1;
}
