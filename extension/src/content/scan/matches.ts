// A number in the page: where its text is, and which number a click on it calls.

import { CONFIDENT, type Evidence, type FoundNumber, find, parseLink } from '../../finder/find.ts';
import { parseTelLink } from '../../finder/parse/tel-link.ts';
import { MAX_LENGTHS, type PlaceCall } from '../../protocol.ts';
import { hrefOf } from '../dom/link-href.ts';
import { textSlice } from '../dom/shadow-dom.ts';
import { type DomPosition, domPositionAt, type InlineText, textNodesIn } from './inline-text.ts';
import type { TelLinkElement } from './tel-links.ts';

/** A number that can be called, and the text in which it was found. */
export interface PhoneTarget {
  readonly number: string; // E.164; the address of a link if that cannot be parsed without a region
  readonly extension?: string;
  readonly originalText: string;
  readonly region?: string; // ISO 3166-1 alpha-2; the number was parsed for it
  readonly country?: string; // ISO 3166-1 alpha-2; the number's own, if it is known
  readonly isNational?: true; // it has no country code: `region` decides which number it is
  readonly isUncertain?: true; // it may be something else
  readonly isAbbreviated?: true; // only its last digits are written there: the others are those of a number before
  readonly label?: 'fax';
  readonly evidence?: () => readonly Evidence[]; // why the text counts as a number
}

/** A target with its place in the page. */
export interface Match extends PhoneTarget {
  readonly link?: TelLinkElement; // the link whose address is the number
  readonly start: DomPosition;
  readonly end: DomPosition;
  readonly nodes: readonly Text[];
  readonly texts: readonly string[]; // the text of each node there when the number was found
}

type NumberFields = Pick<PlaceCall, 'number' | 'original_text' | 'region' | 'phone_extension'>;

const CONTEXT_CHARS = 32; // text on both sides of a number: a change in it can make it another number
const MIN_LINK_DIGITS = 7; // a link with fewer is a short code, which the system handles

/** Return whether the page still has the same text there as when the number was found. */
export function isUnchanged({ nodes, texts, start, end }: Match): boolean {
  return nodes.every((node, index) => surroundingText(node, start, end) === texts[index]);
}

function surroundingText(node: Text, start: DomPosition, end: DomPosition): string {
  const from = node === start.node ? Math.max(0, start.offset - CONTEXT_CHARS) : 0;
  return textSlice(node, from, node === end.node ? end.offset + CONTEXT_CHARS : node.length);
}

/** Find the numbers in a run of text. */
export function matchesInText(run: InlineText, region?: string): Match[] {
  return find(run.text, region, { includeUncertain: true }).flatMap(found => {
    const start = domPositionAt(run, found.start, 'start');
    const end = domPositionAt(run, found.end, 'end');
    if (!start || !end) return [];
    const nodes = textNodesIn(run, found.start, found.end);
    const texts = nodes.map(node => surroundingText(node, start, end));
    return { ...targetOf(run.text, found, region), start, end, nodes, texts };
  });
}

/** Return the fields of a request to the host that say which number is meant. */
export function requestFields({ number, extension, originalText, region }: PhoneTarget): NumberFields {
  return {
    number,
    original_text: originalText,
    ...(region !== undefined && { region }),
    ...(extension !== undefined && { phone_extension: extension }),
  };
}

/** Return the target of a number that was found in a text. */
export function targetOf(text: string, found: FoundNumber, region: string | undefined): PhoneTarget {
  const { start, end, e164, extension, label, country, confidence } = found;
  const originalText = found.originalText ?? text.slice(start, end);
  return {
    number: e164,
    ...(extension !== undefined && { extension }),
    originalText,
    ...(region !== undefined && { region }),
    ...(country !== undefined && { country }),
    ...(!/^\P{Nd}*[+\uff0b]/u.test(originalText) && { isNational: true }),
    ...(confidence < CONFIDENT && { isUncertain: true }),
    ...(extension === undefined && found.originalText !== undefined && { isAbbreviated: true }),
    ...(label !== undefined && { label }),
    evidence: () => found.evidence,
  };
}

/**
 * Return the target of a link, or undefined if its address is not a number. The address decides which number
 * is called; if the link's text is one number too, that is the text which the agent sees.
 */
export function targetOfLink(link: TelLinkElement, region?: string): PhoneTarget | undefined {
  const telLink = parseTelLink(hrefOf(link));
  const address = telLink.text;
  const parsed = parseLink(telLink, region);
  if (!parsed && (telLink.local || !mayBeNumber(address))) return undefined;
  const text = (link.textContent ?? '').slice(0, MAX_LENGTHS.original_text);
  const readable = onlyNumberIn(text, region);
  if (readable && lacksCountryCode(address, readable)) {
    const { extension = parsed?.extension, ...target } = targetOf(text, readable, region);
    return { ...target, ...(extension !== undefined && { extension }), isUncertain: true };
  }
  const numberRegion = parsed?.country ?? region;
  const visible = onlyNumberIn(text, numberRegion);
  return {
    number: parsed?.e164 ?? address.slice(0, MAX_LENGTHS.number),
    ...(parsed?.extension !== undefined && { extension: parsed.extension }),
    originalText: visible
      ? text.slice(visible.start, visible.end)
      : address.slice(0, MAX_LENGTHS.original_text),
    ...(numberRegion !== undefined && { region: numberRegion }),
    ...(parsed?.country !== undefined && { country: parsed.country }),
    ...(!address.includes('+') && { isNational: true as const }),
    evidence: () => parsed?.evidence ?? ['link'],
  };
}

function onlyNumberIn(text: string, region: string | undefined): FoundNumber | undefined {
  const [first, ...others] = find(text, region);
  return others.length === 0 ? first : undefined;
}

const MAX_COUNTRY_CODE_CHARS = 4; // with the plus sign

/** Return whether an address has a plus sign, but the national digits of the number that can be read: "+4155550100". */
function lacksCountryCode(address: string, { e164 }: FoundNumber): boolean {
  const digits = address.replace(/\D/g, '');
  const codeLength = e164.length - digits.length;
  return (
    /^\D*\+/.test(address) &&
    codeLength > 1 &&
    codeLength <= MAX_COUNTRY_CODE_CHARS &&
    digits.length >= MIN_LINK_DIGITS &&
    e164.endsWith(digits)
  );
}

/** Return whether the host may be able to parse an address that the finder cannot. */
function mayBeNumber(address: string): boolean {
  return address.replace(/\D/g, '').length >= MIN_LINK_DIGITS && !/\p{L}/u.test(address);
}

/** Return the match of a link that has a text of its own. */
export function linkMatch(link: TelLinkElement, region?: string): Match | undefined {
  const target = targetOfLink(link, region);
  const nodes = target ? visibleTextNodes(link) : [];
  const [first, last] = [nodes[0], nodes.at(-1)];
  if (!target || !first || !last) return undefined;
  const start = { node: first, offset: first.data.search(/\S/) };
  const end = { node: last, offset: last.data.trimEnd().length };
  return { ...target, link, start, end, nodes, texts: nodes.map(node => surroundingText(node, start, end)) };
}

/** Return the text nodes of a link that are more than white space. */
function visibleTextNodes(link: Element): Text[] {
  const nodes: Text[] = [];
  const walker = link.ownerDocument.createTreeWalker(link, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode() as Text | null; node; node = walker.nextNode() as Text | null) {
    if (/\S/.test(node.data)) nodes.push(node);
  }
  return nodes;
}
