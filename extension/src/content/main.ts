// The page's side: numbers found, marked, clicked and called, until this script is no longer wanted.

import { failure } from '../failures.ts';
import { isFrameMessage } from '../message-guards.ts';
import type { FrameMessage, ReplyOf } from '../messages.ts';
import type { Failure } from '../protocol.ts';
import { CallController } from './call-controller.ts';
import { Card } from './card/card.ts';
import { buildCardOptions } from './card/card-actions.ts';
import { Highlighter } from './highlighter.ts';
import { trackContextMenuPosition } from './interaction/context-menu-position.ts';
import { type HitTarget, hitTestNumber } from './interaction/hit-test.ts';
import { PointerController } from './interaction/pointer-controller.ts';
import { PageNumbersProvider } from './page-numbers-provider.ts';
import { PageScanner } from './scan/page-scanner.ts';
import { SiteContext } from './site/site-context.ts';

const main = init();

/** Handle a message from the service worker or the popup to this frame. */
export async function onMessage(message: unknown): Promise<ReplyOf<FrameMessage> | Failure> {
  if (!isFrameMessage(message)) return failure('invalid_request', 'not a message for a frame');
  const { dialling, here, menu } = await main;
  switch (message.type) {
    case 'get_site_report':
      return here.report;
    case 'call_started':
    case 'call_finished':
      dialling.onCallUpdate(message, menu);
      return { type: 'call_update_shown' };
  }
}

/** Tell the popup, which has connected, the numbers in this frame. */
export async function onPopupPort(port: chrome.runtime.Port): Promise<void> {
  (await main).lister.connect(port);
}

async function init() {
  const stopping = new AbortController();
  const { signal } = stopping;
  let reading: { walk: PageScanner; stop: () => void } | undefined;
  const card = new Card(signal, () => reading?.walk.roots ?? []);
  const dialling = new CallController(card);

  const here = new SiteContext(document, () => {
    if (here.detectionMode === 'nothing') {
      reading?.stop();
      reading = undefined;
    } else if (reading) reading.walk.rescanAll();
    else if (alive()) reading = read();
    lister.invalidate();
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
    const region = () => here.region?.region;
    const marks = new Highlighter(leaving.signal);
    const walk = new PageScanner({
      root: document,
      region,
      accepts: match => here.isDetectionAllowed(match.originalText, match.link !== undefined),
      onMatchesChanged: (...change) => {
        marks.update(...change);
        pointer.refresh();
        lister.invalidate();
      },
      onShadowRoot: (root, left) => pointer.listenInShadowRoot(root, left),
      onDocumentReplaced: () => pointer.listen(),
      signal: leaving.signal,
    });
    const deciding = { here, walk, card, offer: (sight: HitTarget) => dialling.showCard(...seen(sight)) };
    const seen = (sight: HitTarget) =>
      [
        sight.callee,
        sight.link ? 'tel_link' : 'click',
        sight.box,
        buildCardOptions(sight, deciding),
        sight.isUnchanged,
      ] as const;
    const pointer = new PointerController(
      {
        region,
        hitTest: (x, y) => {
          const sight = alive() ? hitTestNumber(x, y, walk, region()) : undefined;
          return sight && here.isDetectionAllowed(sight.callee.originalText, sight.link !== undefined)
            ? sight
            : undefined;
        },
        needsPreview: ({ callee }) =>
          (callee.isUncertain || (callee.isNational && here.isRegionGuess)) ?? false,
        onClick: sight =>
          sight.callee.isUncertain ? dialling.showCard(...seen(sight)) : dialling.call(...seen(sight)),
        onUncertainClick: sight => dialling.showCard(...seen(sight)),
        onHoverInteractive: sight => dialling.showHoverCard(...seen(sight)),
        onHover: sight => dialling.showTooltip(...seen(sight)),
        onDwell: () => {
          marks.reregister();
          dialling.warmUp();
        },
        onLeave: () => card.scheduleClose(),
        onScroll: () => card.reposition(),
      },
      leaving.signal,
    );
    return { walk, stop: () => leaving.abort() };
  };

  const lister = new PageNumbersProvider({
    matchesIn: node => reading?.walk.matchesIn(node) ?? [],
    region: () => here.region?.region,
    keeps: ({ originalText, isUncertain }, isLink) =>
      !isUncertain && here.isDetectionAllowed(originalText, isLink),
  });
  const menu = trackContextMenuPosition(signal);
  await here.load(signal);
  if (here.detectionMode !== 'nothing') reading = read();
  return { dialling, here, lister, menu };
}
