// The number that the agent has gone to by keyboard: a highlight of its own shows it, the page is not changed.

import { t } from '../i18n.ts';
import { createOwnHighlight } from './dom/own-highlights.ts';
import { isText } from './dom/shadow-dom.ts';
import { windowEvents } from './dom/window-events.ts';
import { clientRects, type ScannerView } from './interaction/hit-test.ts';
import { deepNodes, isMatchRendered, matchesStartingIn } from './interaction/rendered-matches.ts';
import type { Match } from './scan/matches.ts';

const HIGHLIGHT = 'voiso-call-focus'; // content.css defines its style
const COMFORTABLE_PART = 0.15; // of the viewport's height, at its edges: headers of a page often cover these

export type Step = 1 | -1;

declare global {
  interface Document {
    ariaNotify?(text: string): void; // Chromium 141, Firefox 150
  }
}

export class NumberCursor {
  readonly #highlight =
    typeof Highlight === 'function' && 'highlights' in CSS ? createOwnHighlight(HIGHLIGHT) : undefined;
  #match: Match | undefined;
  #isShown = false;

  constructor(signal: AbortSignal) {
    if (this.#highlight) this.#highlight.priority = 1; // above the marks of all numbers
    const events = windowEvents();
    events.on('pointerdown', () => this.hide(), signal);
    events.on('keydown', ({ key }) => key === 'Escape' && this.hide(), signal);
    signal.addEventListener('abort', () => this.hide(), { once: true });
  }

  /** The number that is shown, as long as the page has the same text there. */
  get current(): Match | undefined {
    return this.#isShown && this.#match && clientRects(this.#match).length > 0 ? this.#match : undefined;
  }

  /**
   * Go to the next rendered number that is accepted, or to the one before: from the last one, else from the part
   * of the page that is in view. After the last number comes the first. Returns undefined if there is none.
   */
  move(
    step: Step,
    scanner: Pick<ScannerView, 'matchesIn'>,
    accepts: (match: Match) => boolean,
  ): Match | undefined {
    const matches = allMatches(scanner);
    const last = this.#indexIn(matches);
    const first = last === -1 ? startIndex(matches, step) : last + step;
    for (let count = 0; count < matches.length; count++) {
      const match = matches.at((first + count * step) % matches.length);
      if (!match || !accepts(match) || !isMatchRendered(match)) continue;
      this.#show(match);
      return match;
    }
    this.hide();
    document.ariaNotify?.(t('no_number_on_page'));
    return undefined;
  }

  /** Follow the number, or hide the highlight, after the page was read again. */
  onMatchesChanged(added: readonly Match[], removed: readonly Match[]): void {
    const match = this.#match;
    if (!match || !removed.includes(match)) return;
    this.#match = added.find(other => isSamePlace(other, match) && other.number === match.number);
    if (!this.#match) this.hide();
    else if (this.#isShown) this.#draw(this.#match);
  }

  /** Take the highlight away. The next move still begins at this number. */
  hide(): void {
    this.#isShown = false;
    this.#highlight?.clear();
    if (this.#highlight && CSS.highlights.get(HIGHLIGHT) === this.#highlight)
      CSS.highlights.delete(HIGHLIGHT);
  }

  #indexIn(matches: readonly Match[]): number {
    const last = this.#match;
    return last ? matches.findIndex(match => match === last || isSamePlace(match, last)) : -1;
  }

  #show(match: Match): void {
    this.#match = match;
    this.#isShown = true;
    this.#draw(match);
    scrollToMatch(match);
    document.ariaNotify?.(t('number_in_focus', match.originalText));
  }

  #draw({ start, end }: Match): void {
    if (!this.#highlight) return;
    this.#highlight.clear();
    this.#highlight.add(
      new StaticRange({
        startContainer: start.node,
        startOffset: start.offset,
        endContainer: end.node,
        endOffset: end.offset,
      }),
    );
    CSS.highlights.set(HIGHLIGHT, this.#highlight);
  }
}

function allMatches(scanner: Pick<ScannerView, 'matchesIn'>): Match[] {
  return [...deepNodes(document)].flatMap(node => (isText(node) ? matchesStartingIn(node, scanner) : []));
}

function isSamePlace(a: Match, b: Match): boolean {
  return a.start.node === b.start.node && a.start.offset === b.start.offset;
}

/** Return where to begin: at the first number in view or below, going back at the last one in view or above. */
function startIndex(matches: readonly Match[], step: Step): number {
  if (step === 1) {
    return Math.max(
      matches.findIndex(match => clientRects(match).some(({ bottom }) => bottom > 0)),
      0,
    );
  }
  return matches.findLastIndex(match => clientRects(match).some(({ top }) => top < innerHeight));
}

function scrollToMatch(match: Match): void {
  const element = match.start.node.parentElement;
  element?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
  if (!isComfortable(match))
    element?.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
  // An element that is higher than the viewport.
  const [rect] = clientRects(match);
  if (rect && !isComfortable(match))
    window.scrollBy({ top: rect.top - window.innerHeight / 2, behavior: 'instant' });
}

function isComfortable(match: Match): boolean {
  const [rect] = clientRects(match);
  const margin = window.innerHeight * COMFORTABLE_PART;
  return rect !== undefined && rect.top >= margin && rect.bottom <= window.innerHeight - margin;
}
