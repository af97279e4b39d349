// The command that registers the host names the browser that shows it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { installCommand } from '../../extension/src/install-command.ts';

const CHROMIUM =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

const CASES: [brands: string[] | undefined, userAgent: string, name: string][] = [
  [['Not=A?Brand', 'Chromium'], CHROMIUM, 'chromium'],
  [['Chromium', 'Google Chrome'], CHROMIUM, 'chrome'],
  [['Chromium', 'Microsoft Edge'], CHROMIUM, 'edge'],
  [['Chromium', 'Brave'], CHROMIUM, 'brave'],
  [undefined, FIREFOX, 'firefox'],
  [undefined, CHROMIUM, 'chromium'],
];
for (const [brands, userAgent, name] of CASES) {
  test(`installCommand: ${brands?.join(', ') ?? userAgent.slice(-20)} is ${name}`, () => {
    const userAgentData = brands && { brands: brands.map(brand => ({ brand })) };
    const browser = { userAgent, userAgentData } as unknown as Navigator;
    assert.equal(installCommand(browser), `~/.voiso-call/bin/voiso-call install --browser ${name}`);
  });
}
