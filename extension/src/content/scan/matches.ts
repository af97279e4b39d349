// A number on the page: where it stands, and what is dialled when it is clicked.

import { type Found, find, type Reason, readLink } from '../../finder/find.ts';
import { linkNumber } from '../../finder/parse/tel-link.ts';
import { LIMITS } from '../../protocol.ts';
import { hrefOf, type Link } from '../dom/inline-elements.ts';
import { saidIn } from '../dom/shadow-dom.ts';
import { nodesIn, type Point, pointAt, type Run } from './inline-text.ts';

/** Whom a call would reach, and the text that says so. */
export interface Callee {
  readonly number: string; // E.164; a link's own text where no region is known to read it in
  readonly extension?: string;
  readonly written: string;
  readonly region?: string;
  readonly country?: string; // the number's own, where it is known
  readonly isNational?: true; // it does not say its country: it was read in `region`
  readonly isFaint?: true; // it may be something else
  readonly label?: 'fax'; // a machine answers
  readonly reasons?: () => readonly Reason[]; // why it is taken for a number
}

export interface Match extends Callee {
  readonly link?: Link; // the link that says the number
  readonly start: Point;
  readonly end: Point;
  readonly nodes: readonly Text[];
  readonly texts: readonly string[]; // what the nodes said there when the number was found
}

/** Whether the page still says what was found there. */
export function isAsFound({ nodes, texts, start, end }: Match): boolean {
  return nodes.every((node, index) => saidNear(node, start, end) === texts[index]);
}

const BESIDE = 32; // characters on both sides of a number, which would make another of it

function saidNear(node: Text, start: Point, end: Point): string {
  const from = node === start.node ? Math.max(0, start.offset - BESIDE) : 0;
  return saidIn(node, from, node === end.node ? end.offset + BESIDE : node.length);
}

const FEWEST_LINK_DIGITS = 7; // fewer are a short code: the system's business

/** The numbers written in a run of text. */
export function textMatches(run: Run, region?: string): Match[] {
  return find(run.text, region, { faint: true }).flatMap(found => {
    const { start, end } = found;
    const from = pointAt(run, start, 'start');
    const to = pointAt(run, end, 'end');
    if (!from || !to) return [];
    const nodes = nodesIn(run, start, end);
    return {
      ...calleeOf(run.text, found, region),
      start: from,
      end: to,
      nodes,
      texts: nodes.map(node => saidNear(node, from, to)),
    };
  });
}

const SURE = 0.5; // from here on a number is dialled by one click

/** Whom a number in a text would reach. */
export function calleeOf(text: string, found: Found, region: string | undefined): Callee {
  const { start, end, e164, extension, label, country, confidence } = found;
  const written = found.written ?? text.slice(start, end);
  return {
    number: e164,
    ...(extension !== undefined && { extension }),
    written,
    ...(region !== undefined && { region }),
    ...(country !== undefined && { country }),
    ...(!/^\P{Nd}*[+\uff0b]/u.test(written) && { isNational: true }),
    ...(confidence < SURE && { isFaint: true }),
    ...(label !== undefined && { label }),
    reasons: () => found.reasons,
  };
}

/** Whom a telephone link calls. Its address wins; where its text says a number too, that is what was seen. */
export function linkCallee(link: Link, region?: string): Callee | undefined {
  const said = linkNumber(hrefOf(link));
  const address = said.written;
  const read = readLink(said, region);
  if (!read && (said.local || !mayBeNumber(address))) return undefined;
  const where = read?.country ?? region;
  const shown = find((link.textContent ?? '').slice(0, LIMITS.written), where);
  const seen = shown.length === 1 ? shown[0] : undefined;
  const text = (link.textContent ?? '').slice(seen?.start, seen?.end);
  return {
    number: read?.e164 ?? address.slice(0, LIMITS.number),
    ...(read?.extension !== undefined && { extension: read.extension }),
    written: seen ? text : address.slice(0, LIMITS.written),
    ...(where !== undefined && { region: where }),
    ...(read?.country !== undefined && { country: read.country }),
    ...(!address.includes('+') && { isNational: true as const }),
    reasons: () => read?.reasons ?? ['link'],
  };
}

/** Whether an address that cannot be read here may be a number to the host: no name, no short code. */
function mayBeNumber(address: string): boolean {
  return address.replace(/\D/g, '').length >= FEWEST_LINK_DIGITS && !/\p{L}/u.test(address);
}

/** A calling link with a text of its own. */
export function linkMatch(link: Link, region?: string): Match | undefined {
  const callee = linkCallee(link, region);
  const nodes = callee ? writtenNodes(link) : [];
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (!callee || !first || !last) return undefined;
  const start = { node: first, offset: first.data.search(/\S/) };
  const end = { node: last, offset: last.data.trimEnd().length };
  return { ...callee, link, start, end, nodes, texts: nodes.map(node => saidNear(node, start, end)) };
}

/** The nodes of a link's own text. */
export function writtenNodes(link: Element): Text[] {
  const nodes: Text[] = [];
  const walker = link.ownerDocument.createTreeWalker(link, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    if (/\S/.test(node.data)) nodes.push(node);
  }
  return nodes;
}
