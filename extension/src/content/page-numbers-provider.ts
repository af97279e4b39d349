// Sends the numbers of this frame to the popup, in document order, with those in form fields and links.

import type { PageNumbers } from '../context-messages.ts';
import { dedupeKey, MAX_PAGE_NUMBERS, PAGE_NUMBERS_PORT, type PageNumber } from '../page-numbers.ts';
import { isElement, isText } from './dom/shadow-dom.ts';
import type { ScannerView } from './interaction/hit-test.ts';
import { deepNodes, isMatchRendered, isRendered, matchesStartingIn } from './interaction/rendered-matches.ts';
import { contextOf } from './number-context.ts';
import { readableField, targetsInField } from './scan/form-fields.ts';
import { type Match, type PhoneTarget, requestFields, targetOfLink } from './scan/matches.ts';
import { isTelLink } from './scan/tel-links.ts';

const SLICE_MS = 5; // then the collection pauses, so that the page's own scripts and events can run

interface ProviderOptions extends Pick<ScannerView, 'matchesIn'> {
  readonly region: () => string | undefined;
  readonly accepts: (target: PhoneTarget, isLink: boolean) => boolean;
}

export class PageNumbersProvider {
  readonly #options: ProviderOptions;
  readonly #ports = new Set<chrome.runtime.Port>();
  #isCollecting = false;
  #isStale = false; // the numbers changed since the collection began

  constructor(options: ProviderOptions) {
    this.#options = options;
  }

  /** Send the numbers on a port now and after every change; close a port that is not the popup's. */
  connect(port: chrome.runtime.Port): void {
    if (!isFromPopup(port)) {
      port.disconnect();
      return;
    }
    this.#ports.add(port);
    port.onDisconnect.addListener(() => this.#ports.delete(port));
    this.invalidate();
  }

  /** Collect the numbers again, because they may have changed. */
  invalidate(): void {
    this.#isStale = true;
    if (!this.#isCollecting) void this.#collectAndSend();
  }

  async #collectAndSend(): Promise<void> {
    this.#isCollecting = true;
    try {
      while (this.#isStale && this.#ports.size > 0) {
        this.#isStale = false;
        this.#send({ type: 'page_numbers', frame: framePath(), numbers: await this.#collect() });
      }
    } catch {
      this.#closePorts(); // tells the popup that this frame cannot be read
    } finally {
      this.#isCollecting = false;
    }
  }

  #send(message: PageNumbers): void {
    for (const port of this.#ports) {
      try {
        port.postMessage(message);
      } catch {
        this.#ports.delete(port); // the popup was closed
      }
    }
  }

  #closePorts(): void {
    for (const port of this.#ports) port.disconnect();
    this.#ports.clear();
  }

  async #collect(): Promise<PageNumber[]> {
    const numbers = new Map<string, PageNumber>();
    let sliceEnd = performance.now() + SLICE_MS;
    for (const node of deepNodes(document)) {
      for (const target of this.#targetsOf(node)) {
        const isLink = 'link' in target || (isElement(node) && isTelLink(node));
        if (!this.#options.accepts(target, isLink)) continue;
        const pageNumber = toPageNumber(target, node);
        const key = dedupeKey(pageNumber);
        if (!numbers.has(key)) numbers.set(key, pageNumber);
      }
      if (numbers.size >= MAX_PAGE_NUMBERS) break;
      if (performance.now() < sliceEnd) continue;
      await new Promise(resolve => setTimeout(resolve));
      sliceEnd = performance.now() + SLICE_MS;
    }
    return [...numbers.values()].slice(0, MAX_PAGE_NUMBERS);
  }

  #targetsOf(node: Node): readonly PhoneTarget[] {
    if (isText(node)) {
      return matchesStartingIn(node, this.#options).filter(isMatchRendered);
    }
    if (!isElement(node)) return [];
    if (isTelLink(node)) {
      const target = targetOfLink(node, this.#options.region());
      return target && (node.localName === 'area' || isRendered(node)) ? [target] : [];
    }
    const field = readableField(node);
    const targets = field ? targetsInField(field, this.#options.region()) : [];
    return targets.length > 0 && isRendered(node) ? targets : [];
  }
}

function toPageNumber(target: PhoneTarget | Match, node: Node): PageNumber {
  const context = contextOf(node, 'start' in target ? target.start.offset : 0);
  return {
    ...requestFields(target),
    ...(target.label !== undefined && { label: target.label }),
    ...(context !== '' && { context }),
  };
}

function isFromPopup({ name, sender }: chrome.runtime.Port): boolean {
  const page = sender?.url?.split(/[?#]/, 1)[0];
  return (
    name === PAGE_NUMBERS_PORT &&
    sender?.id === chrome.runtime.id &&
    page === chrome.runtime.getURL('popup.html')
  );
}

/** Return the index of each frame in its parent's frames, from the top frame down. */
function framePath(): number[] {
  const path: number[] = [];
  for (let frame: Window = window; frame.parent !== frame; frame = frame.parent) {
    const { parent } = frame;
    let index = 0;
    while (index < parent.length && parent[index] !== frame) index++;
    path.unshift(index);
  }
  return path;
}
