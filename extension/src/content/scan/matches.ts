// A number on the page: where it stands, and what is dialled when it is clicked.

import { CONFIDENT, type Evidence, type FoundNumber, find, parseLink } from '../../finder/find.ts';
import { parseTelLink } from '../../finder/parse/tel-link.ts';
import { LIMITS } from '../../protocol.ts';
import { hrefOf, type TelLinkElement } from '../dom/inline-elements.ts';
import { textSlice } from '../dom/shadow-dom.ts';
import { type DomPosition, domPositionAt, type InlineText, textNodesIn } from './inline-text.ts';

/** Whom a call would reach, and the text that says so. */
export interface PhoneTarget {
  readonly number: string; // E.164; a link's own text where no region is known to read it in
  readonly extension?: string;
  readonly originalText: string;
  readonly region?: string;
  readonly country?: string; // the number's own, where it is known
  readonly isNational?: true; // it does not say its country: it was read in `region`
  readonly isUncertain?: true; // it may be something else
  readonly label?: 'fax'; // a machine answers
  readonly reasons?: () => readonly Evidence[]; // why it is taken for a number
}

export interface Match extends PhoneTarget {
  readonly link?: TelLinkElement; // the link that says the number
  readonly start: DomPosition;
  readonly end: DomPosition;
  readonly nodes: readonly Text[];
  readonly texts: readonly string[]; // what the nodes said there when the number was found
}

/** Whether the page still says what was found there. */
export function isUnchanged({ nodes, texts, start, end }: Match): boolean {
  return nodes.every((node, index) => surroundingText(node, start, end) === texts[index]);
}

const BESIDE = 32; // characters on both sides of a number, which would make another of it

function surroundingText(node: Text, start: DomPosition, end: DomPosition): string {
  const from = node === start.node ? Math.max(0, start.offset - BESIDE) : 0;
  return textSlice(node, from, node === end.node ? end.offset + BESIDE : node.length);
}

const FEWEST_LINK_DIGITS = 7; // fewer are a short code: the system's business

/** The numbers written in a run of text. */
export function matchesInText(run: InlineText, region?: string): Match[] {
  return find(run.text, region, { includeUncertain: true }).flatMap(found => {
    const { start, end } = found;
    const from = domPositionAt(run, start, 'start');
    const to = domPositionAt(run, end, 'end');
    if (!from || !to) return [];
    const nodes = textNodesIn(run, start, end);
    return {
      ...targetOf(run.text, found, region),
      start: from,
      end: to,
      nodes,
      texts: nodes.map(node => surroundingText(node, from, to)),
    };
  });
}

/** Whom a number in a text would reach. */
export function targetOf(text: string, found: FoundNumber, region: string | undefined): PhoneTarget {
  const { start, end, e164, extension, label, country, confidence } = found;
  const written = found.originalText ?? text.slice(start, end);
  return {
    number: e164,
    ...(extension !== undefined && { extension }),
    originalText: written,
    ...(region !== undefined && { region }),
    ...(country !== undefined && { country }),
    ...(!/^\P{Nd}*[+\uff0b]/u.test(written) && { isNational: true }),
    ...(confidence < CONFIDENT && { isUncertain: true }),
    ...(label !== undefined && { label }),
    reasons: () => found.evidence,
  };
}

/** Whom a telephone link calls. Its address wins; where its text says a number too, that is what was seen. */
export function targetOfLink(link: TelLinkElement, region?: string): PhoneTarget | undefined {
  const said = parseTelLink(hrefOf(link));
  const address = said.text;
  const read = parseLink(said, region);
  if (!read && (said.local || !mayBeNumber(address))) return undefined;
  const where = read?.country ?? region;
  const shown = find((link.textContent ?? '').slice(0, LIMITS.original_text), where);
  const seen = shown.length === 1 ? shown[0] : undefined;
  const text = (link.textContent ?? '').slice(seen?.start, seen?.end);
  return {
    number: read?.e164 ?? address.slice(0, LIMITS.number),
    ...(read?.extension !== undefined && { extension: read.extension }),
    originalText: seen ? text : address.slice(0, LIMITS.original_text),
    ...(where !== undefined && { region: where }),
    ...(read?.country !== undefined && { country: read.country }),
    ...(!address.includes('+') && { isNational: true as const }),
    reasons: () => read?.evidence ?? ['link'],
  };
}

/** Whether an address that cannot be read here may be a number to the host: no name, no short code. */
function mayBeNumber(address: string): boolean {
  return address.replace(/\D/g, '').length >= FEWEST_LINK_DIGITS && !/\p{L}/u.test(address);
}

/** A calling link with a text of its own. */
export function linkMatch(link: TelLinkElement, region?: string): Match | undefined {
  const callee = targetOfLink(link, region);
  const nodes = callee ? writtenNodes(link) : [];
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (!callee || !first || !last) return undefined;
  const start = { node: first, offset: first.data.search(/\S/) };
  const end = { node: last, offset: last.data.trimEnd().length };
  return { ...callee, link, start, end, nodes, texts: nodes.map(node => surroundingText(node, start, end)) };
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
