// The first step of the setup: it tells that the host is missing each time that it is.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { failure } from '../../../extension/src/failures.ts';
import { showProgram } from '../../../extension/src/options/program-step.ts';
import type { Status } from '../../../extension/src/protocol.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { fakePage } from '../support/fake-page.ts';
import { replies } from '../support/fake-port.ts';

test('showProgram: the same failure is told again after the host has answered', () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  fakeChrome();
  const body = fakePage()('program-body');
  const silent = failure('host_silent', '');
  const status = replies.get_status as Status;
  const [told, found, toldAgain] = [silent, status, silent].map(reply => {
    showProgram(reply, () => {});
    return body.textContent;
  });
  assert.notEqual(found, told);
  assert.equal(toldAgain, told);
});
