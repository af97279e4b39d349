// Tells our popup the numbers in this frame, in document order, those in fields and of bare links included.

import { keyOf, LISTING, type Listed, type Listing, MOST_LISTED } from '../page-numbers.ts';
import { calls } from './dom/inline-elements.ts';
import { around, isElement, isText, shadowOf } from './dom/shadow-dom.ts';
import { type Known, rects } from './interaction/hit-test.ts';
import { fieldCallees, fieldOf } from './scan/form-fields.ts';
import { type Callee, linkCallee, type Match } from './scan/matches.ts';

const SLICE_MS = 5; // then the page has its turn

/** What is known of the page, and what of it may be told. */
interface Told extends Pick<Known, 'at'> {
  readonly region: () => string | undefined;
  readonly keeps: (callee: Callee, isLink: boolean) => boolean;
}

export class Lister {
  readonly #page: Told;
  readonly #ports = new Set<chrome.runtime.Port>();
  #isGathering = false;
  #isOld = false; // what is being gathered has changed meanwhile

  constructor(page: Told) {
    this.#page = page;
  }

  /** Tell whoever connects, if it is our popup, now and after every change. */
  answer(port: chrome.runtime.Port): void {
    if (!isOurPopup(port)) {
      port.disconnect();
      return;
    }
    this.#ports.add(port);
    port.onDisconnect.addListener(() => this.#ports.delete(port));
    this.changed();
  }

  /** Other numbers are known now. */
  changed(): void {
    this.#isOld = true;
    if (!this.#isGathering) void this.#tell();
  }

  async #tell(): Promise<void> {
    this.#isGathering = true;
    try {
      while (this.#isOld && this.#ports.size > 0) {
        this.#isOld = false;
        const listing: Listing = { frame: framePath(), numbers: await this.#gather() };
        for (const port of this.#ports) port.postMessage(listing);
      }
    } finally {
      this.#isGathering = false; // one port that went away must not end the telling for the next
    }
  }

  async #gather(): Promise<Listed[]> {
    const found = new Map<string, Listed>();
    let until = performance.now() + SLICE_MS;
    for (const node of allIn(document)) {
      for (const callee of this.#calleesOf(node)) {
        const isLink = 'link' in callee || (isElement(node) && calls(node));
        if (!this.#page.keeps(callee, isLink)) continue;
        const { number, extension, written, region, label } = callee;
        const listed: Listed = {
          number,
          ...(extension !== undefined && { extension }),
          written,
          ...(region !== undefined && { region }),
          ...(label !== undefined && { label }),
        };
        if (!found.has(keyOf(listed))) found.set(keyOf(listed), listed);
      }
      if (found.size >= MOST_LISTED) break;
      if (performance.now() < until) continue;
      await new Promise(done => setTimeout(done));
      until = performance.now() + SLICE_MS;
    }
    return [...found.values()].slice(0, MOST_LISTED);
  }

  #calleesOf(node: Node): readonly Callee[] {
    if (isText(node)) {
      const matches = this.#page.at(node).filter(match => match.start.node === node);
      return matches.length > 0 && isDisplayed(around(node)) && !isFolded(node)
        ? matches.filter(isDrawn)
        : [];
    }
    if (!isElement(node)) return [];
    if (calls(node)) {
      const callee = linkCallee(node, this.#page.region());
      return callee && (node.localName === 'area' || isDisplayed(node)) ? [callee] : [];
    }
    const field = fieldOf(node);
    const callees = field ? fieldCallees(field, this.#page.region()) : [];
    return callees.length > 0 && isDisplayed(node) ? callees : [];
  }
}

function isOurPopup({ name, sender }: chrome.runtime.Port): boolean {
  const page = sender?.url?.split(/[?#]/, 1)[0];
  return name === LISTING && sender?.id === chrome.runtime.id && page === chrome.runtime.getURL('popup.html');
}

/** A tree's nodes in document order, each shadow before what its host has besides. */
function* allIn(tree: Document | ShadowRoot): Generator<Node> {
  const walker = document.createTreeWalker(tree, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    yield node;
    const shadow = isElement(node) && shadowOf(node);
    if (shadow) yield* allIn(shadow);
  }
}

/** Whether there is anything of it to be seen, without asking where. */
function isDisplayed(element: Element | null): boolean {
  let box = element;
  while (box && getComputedStyle(box).display === 'contents') box = around(box);
  if (!box?.checkVisibility({ visibilityProperty: true }) || innerWidth === 0 || innerHeight === 0)
    return false;
  const { width, height } = box.getBoundingClientRect();
  return (width > 0 && height > 0) || getComputedStyle(box).overflow === 'visible';
}

function isDrawn(match: Match): boolean {
  return rects(match).some(({ width, height }) => width > 0 && height > 0);
}

/** Whether what holds a text shows itself but not what is in it. */
function isFolded({ parentElement }: Text): boolean {
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
