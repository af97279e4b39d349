// Tells our popup the numbers in this frame, in document order, those in fields and of bare links included.

import type { PageNumbers } from '../messages.ts';
import { dedupeKey, MAX_PAGE_NUMBERS, PAGE_NUMBERS_PORT, type PageNumber } from '../page-numbers.ts';
import { isTelLink } from './dom/inline-elements.ts';
import { flatParent, isElement, isText, shadowRootOf } from './dom/shadow-dom.ts';
import { clientRects, type ScannerView } from './interaction/hit-test.ts';
import { readableField, targetsInField } from './scan/form-fields.ts';
import { type Match, type PhoneTarget, targetOfLink } from './scan/matches.ts';

const SLICE_MS = 5; // then the page has its turn

/** What is known of the page, and what of it may be told. */
interface PageView extends Pick<ScannerView, 'matchesIn'> {
  readonly region: () => string | undefined;
  readonly keeps: (callee: PhoneTarget, isLink: boolean) => boolean;
}

export class PageNumbersProvider {
  readonly #page: PageView;
  readonly #ports = new Set<chrome.runtime.Port>();
  #isGathering = false;
  #isOld = false; // what is being gathered has changed meanwhile

  constructor(page: PageView) {
    this.#page = page;
  }

  /** Tell whoever connects, if it is our popup, now and after every change. */
  connect(port: chrome.runtime.Port): void {
    if (!isOurPopup(port)) {
      port.disconnect();
      return;
    }
    this.#ports.add(port);
    port.onDisconnect.addListener(() => this.#ports.delete(port));
    this.invalidate();
  }

  /** Other numbers are known now. */
  invalidate(): void {
    this.#isOld = true;
    if (!this.#isGathering) void this.#tell();
  }

  async #tell(): Promise<void> {
    this.#isGathering = true;
    try {
      while (this.#isOld && this.#ports.size > 0) {
        this.#isOld = false;
        const numbers = await this.#collect();
        const listing: PageNumbers = { type: 'page_numbers', frame: framePath(), numbers };
        for (const port of this.#ports) port.postMessage(listing);
      }
    } finally {
      this.#isGathering = false; // one port that went away must not end the telling for the next
    }
  }

  async #collect(): Promise<PageNumber[]> {
    const found = new Map<string, PageNumber>();
    let until = performance.now() + SLICE_MS;
    for (const node of deepNodes(document)) {
      for (const callee of this.#calleesOf(node)) {
        const isLink = 'link' in callee || (isElement(node) && isTelLink(node));
        if (!this.#page.keeps(callee, isLink)) continue;
        const { number, extension, originalText, region, label } = callee;
        const listed: PageNumber = {
          number,
          ...(extension !== undefined && { extension }),
          original_text: originalText,
          ...(region !== undefined && { region }),
          ...(label !== undefined && { label }),
        };
        if (!found.has(dedupeKey(listed))) found.set(dedupeKey(listed), listed);
      }
      if (found.size >= MAX_PAGE_NUMBERS) break;
      if (performance.now() < until) continue;
      await new Promise(done => setTimeout(done));
      until = performance.now() + SLICE_MS;
    }
    return [...found.values()].slice(0, MAX_PAGE_NUMBERS);
  }

  #calleesOf(node: Node): readonly PhoneTarget[] {
    if (isText(node)) {
      const matches = this.#page.matchesIn(node).filter(match => match.start.node === node);
      return matches.length > 0 && isDisplayed(flatParent(node)) && !isCollapsed(node)
        ? matches.filter(isDrawn)
        : [];
    }
    if (!isElement(node)) return [];
    if (isTelLink(node)) {
      const callee = targetOfLink(node, this.#page.region());
      return callee && (node.localName === 'area' || isDisplayed(node)) ? [callee] : [];
    }
    const field = readableField(node);
    const callees = field ? targetsInField(field, this.#page.region()) : [];
    return callees.length > 0 && isDisplayed(node) ? callees : [];
  }
}

function isOurPopup({ name, sender }: chrome.runtime.Port): boolean {
  const page = sender?.url?.split(/[?#]/, 1)[0];
  return (
    name === PAGE_NUMBERS_PORT &&
    sender?.id === chrome.runtime.id &&
    page === chrome.runtime.getURL('popup.html')
  );
}

/** A tree's nodes in document order, each shadow before what its host has besides. */
function* deepNodes(tree: Document | ShadowRoot): Generator<Node> {
  const walker = document.createTreeWalker(tree, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    yield node;
    const shadow = isElement(node) && shadowRootOf(node);
    if (shadow) yield* deepNodes(shadow);
  }
}

/** Whether there is anything of it to be seen, without asking where. */
function isDisplayed(element: Element | null): boolean {
  let box = element;
  while (box && getComputedStyle(box).display === 'contents') box = flatParent(box);
  if (!box?.checkVisibility({ visibilityProperty: true }) || innerWidth === 0 || innerHeight === 0)
    return false;
  const { width, height } = box.getBoundingClientRect();
  return (width > 0 && height > 0) || getComputedStyle(box).overflow === 'visible';
}

function isDrawn(match: Match): boolean {
  return clientRects(match).some(({ width, height }) => width > 0 && height > 0);
}

/** Whether what holds a text shows itself but not what is in it. */
function isCollapsed({ parentElement }: Text): boolean {
  if (!parentElement) return false;
  return (
    parentElement.matches('details:not([open])') ||
    getComputedStyle(parentElement).contentVisibility === 'hidden'
  );
}

/** Where this frame is: pages of other sites tell no more than which of their frames it is. */
function framePath(): number[] {
  const path: number[] = [];
  for (let frame: Window = window; frame.parent !== frame; frame = frame.parent) {
    const { parent } = frame;
    let at = 0;
    while (at < parent.length && parent[at] !== frame) at++;
    path.unshift(at);
  }
  return path;
}
