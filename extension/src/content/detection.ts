// Detects the numbers of a frame: connects scanner, highlighter, pointer and card until it is stopped.

import type { CallArgs, CallController } from './call-controller.ts';
import type { Card } from './card/card.ts';
import { buildCardOptions } from './card/card-options.ts';
import { Highlighter } from './highlighter.ts';
import { type HitTarget, hitTestNumber } from './interaction/hit-test.ts';
import { PointerController } from './interaction/pointer-controller.ts';
import type { PageNumbersProvider } from './page-numbers-provider.ts';
import { PageScanner } from './scan/page-scanner.ts';
import type { SiteContext } from './site/site-context.ts';

interface DetectionDeps {
  readonly site: SiteContext;
  readonly card: Card;
  readonly calls: CallController;
  readonly pageNumbers: PageNumbersProvider;
  readonly isContextValid: () => boolean; // false once the extension was updated or removed
  readonly signal: AbortSignal;
}

export interface Detection {
  readonly scanner: PageScanner;
  readonly stop: () => void;
}

export function startDetection(deps: DetectionDeps): Detection {
  const { site, card, calls, pageNumbers, isContextValid } = deps;
  const controller = new AbortController();
  const { signal } = controller;
  deps.signal.addEventListener('abort', () => controller.abort(), { signal });

  const region = () => site.region?.region;
  const highlighter = new Highlighter(() => pointer.onPageChange(), signal);
  const scanner = new PageScanner({
    root: document,
    region,
    accepts: match => site.isDetectionAllowed(match.originalText, match.link !== undefined),
    onMatchesChanged: (added, removed) => {
      highlighter.update(added, removed);
      pointer.onPageChange();
      pageNumbers.invalidate();
    },
    onShadowRoot: (root, rootSignal) => pointer.listenInShadowRoot(root, rootSignal),
    onDocumentReplaced: () => pointer.listen(),
    signal,
  });

  const showCard = (hit: HitTarget) => calls.showCard(callArgs(hit));
  const callArgs = (hit: HitTarget): CallArgs => ({
    target: hit.target,
    trigger: hit.link ? 'tel_link' : 'click',
    anchor: hit.box,
    options: buildCardOptions(hit, { site, scanner, card, showCard }),
    ...(hit.isUnchanged && { isUnchanged: hit.isUnchanged }),
  });
  const hitTest = (x: number, y: number): HitTarget | undefined => {
    const hit = isContextValid() ? hitTestNumber(x, y, scanner, region()) : undefined;
    const isAllowed = hit && site.isDetectionAllowed(hit.target.originalText, hit.link !== undefined);
    return isAllowed ? hit : undefined;
  };

  const pointer = new PointerController(
    {
      hitTest,
      region,
      nearbyMatches: () => highlighter.nearby,
      needsPreview: ({ target }) =>
        target.isUncertain === true || (target.isNational === true && site.isRegionGuess),
      onClick: hit => (hit.target.isUncertain ? showCard(hit) : calls.call(callArgs(hit))),
      onUncertainClick: showCard,
      onDwell: () => {
        highlighter.reregister();
        calls.warmUp();
      },
      onHover: hit => calls.showTooltip(callArgs(hit)),
      onHoverPreview: hit => calls.showHoverCard(callArgs(hit)),
      onLeave: () => card.scheduleClose(),
      onScroll: () => card.reposition(),
    },
    signal,
  );
  return { scanner, stop: () => controller.abort() };
}
