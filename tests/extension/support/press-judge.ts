// Tests only: tells which number a press at a point of the page may call at once, without a press and its card.
//
// A content script of the tests imports it and sends it `test-judge` (detail: x and y); `test-judged` has the answer.

import { createOwnHighlight } from '../../../extension/src/content/dom/own-highlights.ts';
import { hitTestNumber } from '../../../extension/src/content/interaction/hit-test.ts';
import { isClearlySeen } from '../../../extension/src/content/interaction/press-judgement.ts';
import { PageScanner } from '../../../extension/src/content/scan/page-scanner.ts';

const REGION = 'US';

const scanner = new PageScanner({
  root: document,
  region: () => REGION,
  accepts: () => true,
  onMatchesChanged: () => {},
  onShadowRoot: () => {},
  signal: new AbortController().signal,
});

// Each bundle knows only its own highlights: while it judges, these replace those of the content script.
const ownHighlights = ['voiso-call', 'voiso-call-uncertain'].map(
  name => [name, createOwnHighlight(name)] as const,
);

/** Return the number that is clearly seen at a point, in E.164 format, else an empty text. */
function judge(x: number, y: number): string {
  const hit = hitTestNumber(x, y, scanner, REGION);
  return hit && isClearlySeen(hit) ? hit.target.number : '';
}

window.addEventListener('test-judge', event => {
  const [x = 0, y = 0] = (event as CustomEvent<string>).detail.split(' ').map(Number);
  const replaced = ownHighlights.flatMap(([name, own]) => {
    const shown = CSS.highlights.get(name);
    if (shown) CSS.highlights.set(name, own);
    return shown ? [[name, shown] as const] : [];
  });
  const detail = judge(x, y);
  for (const [name, shown] of replaced) CSS.highlights.set(name, shown);
  window.dispatchEvent(new CustomEvent('test-judged', { detail }));
});
