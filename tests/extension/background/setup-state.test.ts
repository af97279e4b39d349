// What the toolbar button shows of the setup, and when the options page opens after the installation.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { offerSetup, showSetupState } from '../../../extension/src/background/setup-state.ts';
import { failure } from '../../../extension/src/failures.ts';
import type { ErrorCode, Failure, Status } from '../../../extension/src/protocol.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { FakeToolbar } from '../support/fake-toolbar.ts';
import { REPLIES } from '../support/message-fixtures.ts';

const STATUS = REPLIES.status as Status;
const failed = (code: ErrorCode): Failure => failure(code, '');

const CASES: [what: string, reply: Status | Failure, badges: string[], opens: boolean][] = [
  ['a host that is set up', { ...STATUS, configured: true }, [''], false],
  ['a host that is not set up', { ...STATUS, configured: false }, ['!'], true],
  ['no host', failed('host_missing'), ['!'], true],
  ['a host that this browser may not start', failed('host_forbidden'), ['!'], true],
  ['a host that does not respond', failed('host_silent'), [], true],
];
for (const [what, reply, badges, opens] of CASES) {
  test(`${what}: the badges are ${JSON.stringify(badges)}, the options page opens: ${opens}`, async () => {
    const toolbar = new FakeToolbar();
    let opened = 0;
    fakeChrome({
      action: toolbar.action,
      runtime: { id: 'own', openOptionsPage: async () => void opened++ },
    });
    await showSetupState(reply);
    await offerSetup(reply);
    assert.deepEqual([toolbar.badges, opened], [badges, Number(opens)]);
  });
}

test('showSetupState: replies about calls tell nothing about the setup', async () => {
  const toolbar = new FakeToolbar();
  fakeChrome({ action: toolbar.action });
  await showSetupState(REPLIES.call_placed as never);
  assert.deepEqual(toolbar.badges, []);
});
