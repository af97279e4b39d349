// The page's side: numbers found, marked, clicked and called, until this script is no longer wanted.

import type { Told } from './ask.ts';
import { Card } from './page/card.ts';
import { Dialling } from './page/dialling.ts';
import { Lister } from './page/lister.ts';
import { Marks } from './page/marks.ts';
import { Pointer } from './page/pointer.ts';
import { type Sight, see } from './page/sight.ts';
import { Walk } from './page/walk.ts';
import { defaultRegion } from './settings.ts';

const side = start();

/** Hear what the service worker tells this frame. */
export async function told(message: Told): Promise<void> {
  if (message.tell) (await side).told(message);
}

/** Tell the popup, which has connected, the numbers in this frame. */
export async function listed(port: chrome.runtime.Port): Promise<void> {
  (await side).listed(port);
}

async function start() {
  const stopping = new AbortController();
  const { signal } = stopping;
  let region = (await defaultRegion.get()) ?? undefined;

  const marks = new Marks(signal);
  const walk = new Walk({
    root: document,
    region: () => region,
    changed: (...change) => {
      marks.change(...change);
      lister.changed();
    },
    entered: (root, left) => pointer.listenIn(root, left),
    signal,
  });
  const lister = new Lister(walk, () => region);
  const card = new Card(signal);
  const dialling = new Dialling(card);
  defaultRegion.onChanged(value => {
    region = value ?? undefined;
    walk.readAgain();
  }, signal);

  // An extension that was updated or removed leaves its scripts behind: this one then undoes itself.
  const alive = () => {
    if (!chrome.runtime?.id) stopping.abort();
    return !signal.aborted;
  };
  const via = (sight: Sight) => (sight.link ? 'tel_link' : 'click');
  const pointer = new Pointer(
    {
      region: () => region,
      see: (x, y) => (alive() ? see(x, y, walk, region) : undefined),
      dial: sight => dialling.dial(sight.callee, via(sight), sight.box),
      offer: sight => dialling.offer(sight.callee, via(sight), sight.box, sight.stands),
      rest: () => {
        marks.restore();
        dialling.warmUp();
      },
      leave: () => card.release(),
      scroll: () => card.follow(),
    },
    signal,
  );

  return {
    told: (message: Told) => dialling.told(message, pointer.lastMenu),
    listed: (port: chrome.runtime.Port) => lister.answer(port),
  };
}
