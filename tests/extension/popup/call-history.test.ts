// The last calls: a row that changes or fails to load keeps what the agent is doing there.

import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import type { Call, History } from '../../../extension/src/protocol.ts';
import { FakeBackground } from '../support/fake-background.ts';
import { fakePage } from '../support/fake-page.ts';
import { flushPromises } from '../support/flush-promises.ts';
import { REPLIES } from '../support/message-fixtures.ts';

let part = fakePage();
const { CallHistory } = await import('../../../extension/src/popup/call-history.ts');

const [CALL] = (REPLIES.history as History).calls as [Call];
const NEWEST: Call = { ...CALL, seq: 3, state: 'placed', call_id: '5c1f', failure: null, outcome: null };
const OLDER: Call = { ...NEWEST, seq: 2, number: '+14155550177', international: '+1 415-555-0177' };
const ANSWERED = { ...NEWEST, outcome: { disposition: 'no_answer' } as unknown as Call['outcome'] };

let background: FakeBackground;
const control = (row: number, name: string) => part('history').children[row]?.querySelector(`.${name}`);

/** Let the host reply with these calls. */
function reply(...calls: Call[]): void {
  background.replies = { get_history: { type: 'history', calls, more: true, quarantined_journal: null } };
}

async function openHistory() {
  const history = new CallHistory({ onEdit: () => {}, onRedial: () => {} });
  reply(NEWEST, OLDER);
  await history.refresh();
  return history;
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
  part = fakePage();
  background = new FakeBackground();
});

test('a call of which the end becomes known stays open, and its focused button keeps the focus', async () => {
  const history = await openHistory();
  control(0, 'more-about')?.fire('click');
  for (const name of ['dial', 'copy-number']) {
    const focused = control(0, name);
    focused?.focus();
    reply(name === 'dial' ? ANSWERED : NEWEST, OLDER);
    await history.refresh();
    assert.notEqual(control(0, name), focused, 'another row');
    assert.equal(document.activeElement, control(0, name), name);
    assert.equal(control(0, 'details')?.hidden, false);
  }
});

test('the focus of a row that has gone goes to what calls nobody', async () => {
  const history = await openHistory();
  control(0, 'dial')?.focus();
  reply(OLDER);
  await history.refresh();
  assert.equal(document.activeElement, control(0, 'number'));
  assert.equal(control(0, 'number')?.textContent, OLDER.international);
});

test('earlier calls: the focus stays on the button until they are there, and is moved from nowhere else', async () => {
  await openHistory();
  const more = part('history-more');
  background.replies = {};
  more.focus();
  more.fire('click');
  more.fire('click');
  await flushPromises();
  assert.equal(document.activeElement, more, 'after a failure');
  assert.equal(more.disabled, false);
  reply({ ...OLDER, seq: 1 });
  more.fire('click');
  await flushPromises();
  assert.equal(document.activeElement, control(2, 'number'), 'what calls nobody');
  const asked = background.messages.filter(({ type }) => type === 'get_history');
  assert.equal(asked.length, 3, 'once at a time');

  more.fire('click');
  part('dial').focus();
  await flushPromises();
  assert.equal(document.activeElement, part('dial'));
});
