// A question that is cancelled by keyboard: a window that can be used for nothing else closes.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { BackgroundMessage } from '../../../extension/src/context-messages.ts';
import type { KeyboardGuard } from '../../../extension/src/popup/keyboard-guard.ts';
import { SUBJECT } from '../support/fake-background.ts';
import { fakeChrome } from '../support/fake-chrome.ts';
import { fakePage } from '../support/fake-page.ts';
import { flushPromises } from '../support/flush-promises.ts';
import { REPLIES } from '../support/message-fixtures.ts';

const PAGE_TAB = 7;
const OWN_TAB = 9;

const part = fakePage();
const { showQuestion } = await import('../../../extension/src/popup/question.ts');

for (const [name, isWindow, isRestricted, removed] of [
  ['a window closes when that is known to be answered', true, true, [OWN_TAB]],
  ['a window in which the pointer has pressed stays', true, false, []],
  ['a panel of the toolbar stays', false, true, []],
] as const) {
  test(`a question is cancelled: ${name}`, async () => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout'] });
    const events: unknown[] = [];
    const sendMessage = async (message: BackgroundMessage) => {
      if (message.type === 'check_number') return REPLIES.number_checked;
      if (message.type === 'take_question') return { type: 'call_question', question: { subject: SUBJECT } };
      await flushPromises();
      events.push(message.type);
      return { type: 'done', success: true };
    };
    const tabs = {
      query: async () => [{ id: PAGE_TAB }],
      getCurrent: async () => (isWindow ? { id: OWN_TAB } : undefined),
      remove: async (id: number) => void events.push(id),
    };
    Object.assign(globalThis, { location: { search: isWindow ? `?tab=${PAGE_TAB}` : '' } });
    fakeChrome({ runtime: { id: 'own', sendMessage }, tabs });
    const keyboard = { isRestricted, restrictToQuestion: () => {} } as unknown as KeyboardGuard;
    assert.equal(await showQuestion(keyboard, () => {}), true);
    assert.equal(part('question').querySelector('button')?.textContent, 'Cancel');
    part('question').querySelector('button')?.fire('click');
    assert.equal(part('question').hidden, true);
    await flushPromises();
    await flushPromises();
    assert.deepEqual(events, ['dismiss_question', ...removed]);
  });
}
