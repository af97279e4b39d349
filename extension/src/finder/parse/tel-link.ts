// Parses telephone links into the number that they contain: tel: (RFC 3966), sip: (RFC 3261) and callto:.

import { PHONE_SCHEME_START } from './tel-schemes.ts';

export interface TelLink {
  readonly text: string; // the number as written; a global phone-context is put before it
  readonly extension?: string; // digits
  readonly local?: true; // a number of a private network: it may mean something else outside
}

const CONTEXT = /^phone-context=(.*)/i; // "+4420", "example.com"
const EXTENSION = /^ext=(.*)/i;
const MAX_CHARS = 300; // of an address; the rest is ignored
const MAX_EXTENSION_DIGITS = 15;

/** Parse the address of a telephone link; a SIP user may also be a name: see isTelLink in content/scan. */
export function parseTelLink(href: string): TelLink {
  const [prefix, scheme = ''] = PHONE_SCHEME_START.exec(href) ?? [''];
  const [address = ''] = href.slice(prefix.length, prefix.length + MAX_CHARS).split('?', 1);
  const isSip = /^sip/i.test(scheme);
  const [subscriber = ''] = isSip ? address.split('@', 1) : [address];
  const [number = '', ...parameters] = decodePercent(subscriber).split(';');
  // A SIP address may contain a password after a colon, a tel: one may end in a stray slash.
  const text = cleanSpaces(isSip ? number.replace(/:.*/s, '') : number.replace(/\/+$/, ''));
  const context = parameterValue(parameters, CONTEXT);
  const extension = parameterValue(parameters, EXTENSION)?.replace(/\D/g, '').slice(0, MAX_EXTENSION_DIGITS);
  const isGlobal = text.includes('+');
  const hasGlobalContext = !isGlobal && context?.startsWith('+') === true;
  const isLocal = !isGlobal && !hasGlobalContext && (context !== undefined || isSip);
  return {
    text: hasGlobalContext ? `${context} ${text}` : text,
    ...(extension && { extension }),
    ...(isLocal && { local: true }),
  };
}

function parameterValue(parameters: readonly string[], pattern: RegExp): string | undefined {
  for (const parameter of parameters) {
    const value = pattern.exec(parameter.trim())?.[1];
    if (value !== undefined) return cleanSpaces(value);
  }
  return undefined;
}

function cleanSpaces(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % sign
  }
}
