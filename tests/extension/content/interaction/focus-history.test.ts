// FocusHistory tells a focus that the agent's key or press has moved from one that a script has moved.

import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

import { FocusHistory } from '../../../../extension/src/content/interaction/focus-history.ts';

const [LINK, FIELD] = [{} as Element, {} as Element];
let now = 1_000;

/** Run a test with a clock of its own. */
function withClock(body: (history: FocusHistory) => void): void {
  const clock = mock.method(performance, 'now', () => now);
  try {
    body(new FocusHistory());
  } finally {
    clock.mock.restore();
  }
}

function event(fields: object): KeyboardEvent {
  const base = { eventPhase: Event.NONE, defaultPrevented: false, repeat: false, timeStamp: now };
  return { ...base, composedPath: () => [], ...fields } as unknown as KeyboardEvent;
}

const key = (name: string, fields: object = {}) => event({ key: name, ...fields });
const focusOn = (element: Element) => event({ composedPath: () => [element] });

/** Press Enter after some time, and return whether that is meant for the link. */
function enterIsMeant(history: FocusHistory, afterMs = 400): boolean {
  now += afterMs;
  history.onKeyDown(key('Enter'));
  return history.isMeant(LINK);
}

test('isMeant: Tab moved the focus to the link a while ago', () =>
  withClock(history => {
    history.onKeyDown(key('Tab'));
    history.onFocusIn(focusOn(LINK));
    assert.equal(enterIsMeant(history), true);
  }));

test('isMeant: Enter right after the focus came is not', () =>
  withClock(history => {
    history.onKeyDown(key('Tab'));
    history.onFocusIn(focusOn(LINK));
    assert.equal(enterIsMeant(history, 340), false);
  }));

test('isMeant: a held Enter counts from its first key event', () =>
  withClock(history => {
    history.onKeyDown(key('Enter'));
    history.onKeyDown(key('Tab'));
    history.onFocusIn(focusOn(LINK));
    now += 400;
    history.onKeyDown(key('Enter', { repeat: true }));
    assert.equal(history.isMeant(LINK), false);
  }));

const TRICKS: [name: string, trick: (history: FocusHistory) => void][] = [
  ['a script, without a key', history => history.onFocusIn(focusOn(LINK))],
  [
    'a listener of the key, while it is dispatched',
    history => {
      history.onKeyDown(key('Tab', { eventPhase: 2 }));
      history.onFocusIn(focusOn(LINK));
    },
  ],
  [
    'a script that has cancelled the key',
    history => {
      history.onKeyDown(key('Tab', { defaultPrevented: true }));
      history.onFocusIn(focusOn(LINK));
    },
  ],
  [
    'a script after a letter',
    history => {
      history.onKeyDown(key('Tab'));
      history.onKeyDown(key('a'));
      history.onFocusIn(focusOn(LINK));
    },
  ],
  [
    'a script after the key had moved the focus',
    history => {
      history.onKeyDown(key('Tab'));
      history.onFocusIn(focusOn(FIELD));
      history.onFocusIn(focusOn(LINK));
    },
  ],
  [
    'a script long after the key',
    history => {
      history.onKeyDown(key('Tab'));
      now += 60;
      history.onFocusIn(focusOn(LINK));
    },
  ],
  [
    'a script after the agent had left by a key, unseen',
    history => {
      history.onKeyDown(key('Tab'));
      history.onFocusIn(focusOn(LINK));
      now += 400;
      history.onKeyDown(key('Tab'));
      now += 400;
    },
  ],
  [
    'a script after the agent had gone to a frame',
    history => {
      history.onKeyDown(key('Tab'));
      history.onFocusIn(focusOn(LINK));
      now += 400;
      history.onWindowBlur(FIELD);
      history.onFocusIn(focusOn(LINK));
    },
  ],
  [
    'a script after a press elsewhere',
    history => {
      history.onPointerDown(event({ composedPath: () => [FIELD] }));
      history.onFocusIn(focusOn(LINK));
    },
  ],
];

for (const [name, trick] of TRICKS) {
  test(`isMeant: not if the focus was moved by ${name}`, () =>
    withClock(history => {
      trick(history);
      assert.equal(enterIsMeant(history), false);
    }));
}

test('isMeant: a press on the link gives it the focus', () =>
  withClock(history => {
    history.onPointerDown(event({ composedPath: () => [LINK] }));
    history.onFocusIn(focusOn(LINK));
    assert.equal(enterIsMeant(history), true);
  }));

test('isMeant: not after text was typed meanwhile', () =>
  withClock(history => {
    history.onKeyDown(key('Tab'));
    history.onFocusIn(focusOn(LINK));
    history.onKeyDown(key('x'));
    assert.equal(enterIsMeant(history), false);
  }));

test('isMeant: a modifier key changes nothing, and neither does a window that was left', () =>
  withClock(history => {
    history.onKeyDown(key('Tab'));
    history.onFocusIn(focusOn(LINK));
    history.onKeyDown(key('Shift'));
    history.onWindowBlur(LINK);
    history.onFocusIn(focusOn(LINK));
    assert.equal(enterIsMeant(history), true);
  }));

test('isMeant: the innermost element counts, which listeners in shadow roots report last', () =>
  withClock(history => {
    history.onKeyDown(key('Tab'));
    const focus = focusOn(FIELD);
    history.onFocusIn(focus);
    (focus as { composedPath: () => unknown[] }).composedPath = () => [LINK];
    history.onFocusIn(focus);
    assert.equal(enterIsMeant(history), true);
  }));
