// A number on the page: where it stands, and what is dialled when it is clicked.

import { linkText } from '../link.ts';
import { LIMITS } from '../protocol.ts';
import { type Point, pointAt, type Run } from './block.ts';
import { type Found, find, readLink } from './finder.ts';

/** What speaks for a number. */
export type Why =
  | 'plus'
  | 'international_prefix'
  | 'country_code'
  | 'valid_in_region'
  | 'national_prefix'
  | 'area_code'
  | 'usual_grouping'
  | 'phone_word'
  | 'fax_word'
  | 'alone'
  | 'extension'
  | 'vanity'
  | 'link';

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
  readonly reasons?: () => readonly Why[]; // why it is taken for a number
}

export interface Match extends Callee {
  readonly link?: HTMLAnchorElement; // the link that says the number
  readonly start: Point;
  readonly end: Point;
  readonly nodes: readonly Text[];
  readonly texts: readonly string[]; // what the nodes said when the number was found
}

/** Whether the page still says what was found there. */
export function isAsFound({ nodes, texts }: Match): boolean {
  return nodes.every((node, index) => node.data === texts[index]);
}

const FEWEST_LINK_DIGITS = 7; // fewer are a short code: the system's business

/** The numbers written in a run of text. */
export function textMatches(run: Run, region?: string): Match[] {
  return find(run.text, region).flatMap(found => {
    const { start, end, e164, extension } = found;
    const from = pointAt(run, start, 'start');
    const to = pointAt(run, end, 'end');
    if (!from || !to) return [];
    const nodes = run.pieces.filter(piece => piece.at < end && piece.at + piece.node.length > start);
    return {
      number: e164,
      ...(extension !== undefined && { extension }),
      written: withoutExtension(run.text.slice(start, end), extension),
      ...(region !== undefined && { region }),
      ...aboutOf(found, run.text.slice(start, end)),
      start: from,
      end: to,
      nodes: nodes.map(piece => piece.node),
      texts: nodes.map(piece => piece.node.data),
    };
  });
}

const SURE = 0.5; // from here on a number is dialled by one click

/** What else is known of a number than how it is dialled. */
function aboutOf(found: Found, written: string) {
  const isNational = !/^\P{Nd}*[+\uff0b]/u.test(written);
  const { country, confidence, label } = found;
  return {
    ...(country !== undefined && { country }),
    ...(isNational && { isNational: true as const }),
    ...(confidence < SURE && { isFaint: true as const }),
    ...(label && { label }),
    reasons: () => whyOf(found, isNational),
  };
}

function whyOf({ label }: Found, isNational: boolean): Why[] {
  return [isNational ? 'valid_in_region' : 'plus', ...(label === 'fax' ? ['fax_word' as const] : [])];
}

/** The number alone, as it is written: an extension is sent beside it, and has a name in every language. */
function withoutExtension(written: string, extension: string | undefined): string {
  const at = extension === undefined ? -1 : written.lastIndexOf(extension);
  return at < 0 ? written : written.slice(0, at).replace(/\P{Nd}+$/u, '');
}

/** Whom a tel: or callto: link calls. Its address wins; where its text says a number too, that is what was seen. */
export function linkCallee(link: HTMLAnchorElement, region?: string): Callee | undefined {
  const href = link.getAttribute('href') ?? '';
  const address = linkText(href);
  const read = readLink(href, region);
  if (!read && address.replace(/\D/g, '').length < FEWEST_LINK_DIGITS) return undefined;
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
    reasons: () => ['link'] as const,
  };
}

/** A calling link with a text of its own. */
export function linkMatch(link: HTMLAnchorElement, region?: string): Match | undefined {
  const callee = linkCallee(link, region);
  const nodes = callee ? writtenNodes(link) : [];
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (!callee || !first || !last) return undefined;
  return {
    ...callee,
    link,
    start: { node: first, offset: first.data.search(/\S/) },
    end: { node: last, offset: last.data.trimEnd().length },
    nodes,
    texts: nodes.map(node => node.data),
  };
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
