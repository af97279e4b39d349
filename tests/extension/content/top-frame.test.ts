// TopFrame: what a menu prepares, and what a frame inside the page may bring about on the card.

import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { WindowEvents } from '../../../extension/src/content/dom/window-events.ts';
import type { TopFrame } from '../../../extension/src/content/top-frame.ts';
import { FakeBackground, SUBJECT } from '../support/fake-background.ts';

let background: FakeBackground;
let frame: TopFrame;
let isOneClickSite: boolean;
let selected: string;
let openMenu: () => void;
beforeEach(async () => {
  background = new FakeBackground();
  Object.assign(chrome.runtime, { getURL: (path: string) => `chrome-extension://own/${path}` });
  const receivers: ((event: Event) => void)[] = [];
  const on = (type: string, receiver: (event: Event) => void) =>
    void (type === 'contextmenu' && receivers.push(receiver));
  globalThis.voisoCallWindowEvents = { on, lastTime: () => undefined } as unknown as WindowEvents;
  isOneClickSite = true;
  const getSelection = () => ({ toString: () => selected });
  // A channel of node would keep the process.
  Object.assign(globalThis, {
    getSelection,
    MessageChannel: class {
      port1 = {};
      port2 = {};
    },
    DOMRect: class {},
  });
  openMenu = () => {
    for (const receive of receivers) receive({ clientX: 0, clientY: 0 } as MouseEvent);
  };
  const { TopFrame } = await import('../../../extension/src/content/top-frame.ts');
  frame = new TopFrame({ mayCallAtOnce: () => isOneClickSite }, new AbortController().signal);
});

test('a menu prepares only the call that it would place at once, not what is selected to be copied', () => {
  for (const text of ['', 'Copy this text', 'order 4711, 3 pieces']) {
    selected = text;
    openMenu();
  }
  selected = '(415) 555-0100';
  isOneClickSite = false;
  openMenu();
  assert.deepEqual(background.messages, []);
  isOneClickSite = true;
  openMenu();
  assert.deepEqual(background.messages, [{ type: 'warm_up' }]);
});

test('a pointer that rests on a number in a frame only shows it where a hover may, a press opens the card', t => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const shown: string[] = [];
  frame.calls.showHoverCard = () => void shown.push('hover');
  frame.calls.showCard = () => void shown.push('press');
  const offer = { type: 'show_offer', subject: SUBJECT } as const;
  frame.showOffer({ ...offer, takesFocus: false });
  frame.showOffer({ ...offer, takesFocus: true });
  assert.deepEqual(shown, ['hover', 'press']);
});
