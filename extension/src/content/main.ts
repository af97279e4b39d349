// The page's side: numbers found, marked, clicked and called, until this script is no longer wanted.

import type { Told } from '../host-request.ts';
import type { SiteQuestion, SiteReport } from '../site-settings.ts';
import { Dialling } from './call-controller.ts';
import { Card } from './card/card.ts';
import { asideOf } from './card/card-actions.ts';
import { Marks } from './highlighter.ts';
import { followMenu } from './interaction/context-menu-position.ts';
import { type Sight, see } from './interaction/hit-test.ts';
import { Pointer } from './interaction/pointer-controller.ts';
import { Lister } from './page-numbers-provider.ts';
import { Walk } from './scan/page-scanner.ts';
import { Here } from './site/site-context.ts';

const side = start();

/** Hear what the service worker or the popup says to this frame. */
export async function told(message: Told | SiteQuestion): Promise<SiteReport | undefined> {
  const { dialling, here, menu } = await side;
  if ('ask' in message) return here.report;
  dialling.told(message, menu);
  return undefined;
}

/** Tell the popup, which has connected, the numbers in this frame. */
export async function listed(port: chrome.runtime.Port): Promise<void> {
  (await side).lister.answer(port);
}

async function start() {
  const stopping = new AbortController();
  const { signal } = stopping;
  let reading: { walk: Walk; stop: () => void } | undefined;
  const card = new Card(signal, () => reading?.walk.roots ?? []);
  const dialling = new Dialling(card);

  const here = new Here(document, () => {
    if (here.finds === 'nothing') {
      reading?.stop();
      reading = undefined;
    } else if (reading) reading.walk.readAgain();
    else if (alive()) reading = read();
    lister.changed();
  });

  // An extension that was updated or removed leaves its scripts behind: this one then undoes itself.
  const alive = () => {
    if (!chrome.runtime?.id) stopping.abort();
    return !signal.aborted;
  };

  /** Find numbers, until the agent wants none found on this site. */
  const read = () => {
    const leaving = new AbortController();
    signal.addEventListener('abort', () => leaving.abort(), { signal: leaving.signal });
    const region = () => here.where?.region;
    const marks = new Marks(leaving.signal);
    const walk = new Walk({
      root: document,
      region,
      keeps: match => here.offers(match.written, match.link !== undefined),
      changed: (...change) => {
        marks.change(...change);
        pointer.look();
        lister.changed();
      },
      entered: (root, left) => pointer.listenIn(root, left),
      renewed: () => pointer.listen(),
      signal: leaving.signal,
    });
    const deciding = { here, walk, card, offer: (sight: Sight) => dialling.ask(...seen(sight)) };
    const seen = (sight: Sight) =>
      [
        sight.callee,
        sight.link ? 'tel_link' : 'click',
        sight.box,
        asideOf(sight, deciding),
        sight.stands,
      ] as const;
    const pointer = new Pointer(
      {
        region,
        see: (x, y) => {
          const sight = alive() ? see(x, y, walk, region()) : undefined;
          return sight && here.offers(sight.callee.written, sight.link !== undefined) ? sight : undefined;
        },
        doubts: ({ callee }) => (callee.isFaint || (callee.isNational && here.isDoubtful)) ?? false,
        dial: sight => (sight.callee.isFaint ? dialling.ask(...seen(sight)) : dialling.dial(...seen(sight))),
        ask: sight => dialling.ask(...seen(sight)),
        offer: sight => dialling.offer(...seen(sight)),
        glimpse: sight => dialling.glimpse(...seen(sight)),
        rest: () => {
          marks.restore();
          dialling.warmUp();
        },
        leave: () => card.release(),
        scroll: () => card.follow(),
      },
      leaving.signal,
    );
    return { walk, stop: () => leaving.abort() };
  };

  const lister = new Lister({
    at: node => reading?.walk.at(node) ?? [],
    region: () => here.where?.region,
    keeps: ({ written, isFaint }, isLink) => !isFaint && here.offers(written, isLink),
  });
  const menu = followMenu(signal);
  await here.follow(signal);
  if (here.finds !== 'nothing') reading = read();
  return { dialling, here, lister, menu };
}
