// Detects the numbers of a frame: connects scanner, highlighter, pointer and card until it is stopped.

import type { Looks } from '../settings/looks.ts';
import { Highlighter } from './highlighter.ts';
import { type HitTarget, hitTestNumber } from './interaction/hit-test.ts';
import { PointerController } from './interaction/pointer-controller.ts';
import type { KeyboardCommands } from './keyboard-commands.ts';
import type { CallArgs, NumberActions } from './number-actions.ts';
import type { PageNumbersProvider } from './page-numbers-provider.ts';
import type { PhoneTarget } from './scan/matches.ts';
import { PageScanner } from './scan/page-scanner.ts';
import type { SiteContext } from './site/site-context.ts';
import { anchorOf, subjectOf } from './subject-of-hit.ts';

interface DetectionDeps {
  readonly site: SiteContext;
  readonly calls: NumberActions;
  readonly keyboard: KeyboardCommands;
  readonly pageNumbers: PageNumbersProvider;
  readonly isContextValid: () => boolean; // false once the extension was updated or removed
  readonly signal: AbortSignal;
}

export interface Detection {
  readonly scanner: PageScanner;
  readonly looks: Looks;
  readonly stop: () => void;
}

export function startDetection(deps: DetectionDeps): Detection {
  const { site, calls, keyboard, pageNumbers, isContextValid } = deps;
  const controller = new AbortController();
  const { signal } = controller;
  deps.signal.addEventListener('abort', () => controller.abort(), { signal });

  const region = () => site.region?.region;
  const { looks } = site;
  const highlighter = new Highlighter(looks, () => pointer.onPageChange(), signal);
  const scanner = new PageScanner({
    root: document,
    region,
    accepts: match => site.isDetectionAllowed(match.originalText, match.link !== undefined),
    onMatchesChanged: (added, removed) => {
      highlighter.update(added, removed);
      keyboard.onMatchesChanged(added, removed);
      pointer.onPageChange();
      pageNumbers.invalidate();
    },
    onShadowRoot: (root, rootSignal) => pointer.listenInShadowRoot(root, rootSignal),
    signal,
  });

  const showCard = (hit: HitTarget, isMeant: boolean) => calls.showCard(callArgs(hit), isMeant);
  const callArgs = (hit: HitTarget): CallArgs => ({ subject: subjectOf(hit, site), anchor: anchorOf(hit) });
  const mayCallAtOnce = ({ target }: HitTarget): boolean =>
    site.mayCallAtOnce(target.number) &&
    !target.isUncertain &&
    !target.isAbbreviated &&
    target.label === undefined &&
    !isRegionDoubtful(target);
  const isRegionDoubtful = ({ isNational }: PhoneTarget): boolean =>
    isNational === true && site.isRegionGuess;
  const hitTest = (x: number, y: number): HitTarget | undefined => {
    const hit = isContextValid() ? hitTestNumber(x, y, scanner, region()) : undefined;
    const isAllowed = hit && site.isDetectionAllowed(hit.target.originalText, hit.link !== undefined);
    return isAllowed ? hit : undefined;
  };

  const pointer = new PointerController(
    {
      isActive: isContextValid,
      hitTest,
      region,
      nearbyMatches: () => highlighter.nearby,
      needsPreview: ({ target }) =>
        target.isUncertain === true || target.isAbbreviated === true || isRegionDoubtful(target),
      onClick: hit => (mayCallAtOnce(hit) ? calls.call(callArgs(hit)) : showCard(hit, true)),
      onUncertainClick: hit => showCard(hit, false),
      onUse: () => {
        if (site.isSetUp && highlighter.hasNearby) calls.wakeHost();
      },
      onAim: () => {
        if (site.isSetUp) calls.warmUp();
      },
      onDwell: () => highlighter.reregister(),
      onHover: hit => calls.showTooltip(callArgs(hit)),
      onHoverPreview: hit => calls.showHoverCard(callArgs(hit)),
      onLeave: () => calls.scheduleClose(),
      onScroll: () => calls.reposition(),
    },
    signal,
  );
  return { scanner, looks, stop: () => controller.abort() };
}
