// What a telephone link calls: the number in a tel:, callto: or sip: address, as its author wrote it.

export interface TelLink {
  readonly text: string; // with what its context says goes before it
  readonly extension?: string;
  readonly local?: true; // the context is somebody's own network: elsewhere the digits may be another's
}

const SCHEME = /^\s*(tel|callto|sips?):(?:\/\/)?/i;
const CONTEXT = /^phone-context=(.*)/i;
const EXTENSION = /^ext=(.*)/i;
const LONGEST = 300; // characters that are read

/** The number of a telephone link (RFC 3966, and 3261 for sip). A SIP user may also be a person: ask `flow`. */
export function parseTelLink(href: string): TelLink {
  const [scheme, kind = ''] = SCHEME.exec(href) ?? [''];
  const [address = ''] = href.slice(scheme.length, scheme.length + LONGEST).split('?', 1);
  const isSip = /^sip/i.test(kind);
  const [subscriber = ''] = isSip ? address.split('@', 1) : [address];
  const [number = '', ...parameters] = decoded(subscriber).split(';');
  const text = clean(isSip ? number.replace(/:.*/s, '') : number.replace(/\/+$/, '')); // a password, a stray slash
  const context = parameterOf(parameters, CONTEXT);
  const extension = parameterOf(parameters, EXTENSION)?.replace(/\D/g, '').slice(0, 15);
  const isGlobal = text.includes('+');
  const isPrefixed = !isGlobal && context?.startsWith('+') === true;
  const isLocal = !isGlobal && !isPrefixed && (context !== undefined || isSip);
  return {
    text: isPrefixed ? `${context} ${text}` : text,
    ...(extension && { extension }),
    ...(isLocal && { local: true }),
  };
}

function parameterOf(parameters: readonly string[], name: RegExp): string | undefined {
  for (const parameter of parameters) {
    const value = name.exec(parameter.trim())?.[1];
    if (value !== undefined) return clean(value);
  }
  return undefined;
}

function clean(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % sign
  }
}
