// The background script asks for the host's status at once, and no more often than every two seconds.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { StatusRefresh } from '../../../extension/src/background/status-refresh.ts';

test('StatusRefresh: asks at once, and once more at the end of the interval for all that was missed', () => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000 });
  let asked = 0;
  const status = new StatusRefresh(async () => void asked++);
  status.refresh();
  assert.equal(asked, 1);
  status.refresh();
  status.refresh();
  mock.timers.tick(1_999);
  assert.equal(asked, 1);
  mock.timers.tick(1);
  assert.equal(asked, 2);
  mock.timers.tick(10_000);
  assert.equal(asked, 2);
  status.refresh();
  assert.equal(asked, 3);
  mock.timers.reset();
});
