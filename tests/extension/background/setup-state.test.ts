// When the options page opens after the installation.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSetupNeeded, offerSetup } from '../../../extension/src/background/setup-state.ts';
import { failure } from '../../../extension/src/failures.ts';
import type { ErrorCode, Failure, Status } from '../../../extension/src/protocol.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { REPLIES } from '../support/message-fixtures.ts';

const STATUS = REPLIES.status as Status;
const failed = (code: ErrorCode): Failure => failure(code, '');

const CASES: [what: string, reply: Status | Failure, isNeeded: boolean | undefined, opens: boolean][] = [
  ['a host that is set up', { ...STATUS, configured: true }, false, false],
  ['a host that is not set up', { ...STATUS, configured: false }, true, true],
  ['no host', failed('host_missing'), true, true],
  ['a host that this browser may not start', failed('host_forbidden'), true, true],
  ['a host that does not respond', failed('host_silent'), undefined, true],
];
for (const [what, reply, isNeeded, opens] of CASES) {
  test(`${what}: the setup is needed: ${isNeeded}, the options page opens: ${opens}`, async () => {
    let opened = 0;
    fakeChrome({ runtime: { id: 'own', openOptionsPage: async () => void opened++ } });
    await offerSetup(reply);
    assert.deepEqual([isSetupNeeded(reply), opened], [isNeeded, Number(opens)]);
  });
}

test('replies about calls tell nothing about the setup', () => {
  assert.equal(isSetupNeeded(REPLIES.call_placed as never), undefined);
});
