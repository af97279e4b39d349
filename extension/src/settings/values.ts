// The items of lists in the settings: sites, prefixes of numbers, CRM systems, addresses of records.

import { isObject } from '../guards.ts';

/** An address in which `{id}` stands for the ID of a record, and `*` for one part of the path. */
export interface RecordPattern {
  readonly system: string;
  readonly address: string; // like "https://crm.example.com/contacts/{id}"
}

const MAX_SITE_CHARS = 255;
const MAX_ADDRESS_CHARS = 500;
const ANY_SUBDOMAIN = '*.';

/**
 * Return a site as it is compared: a host name in lower case, with "*." in front for all its subdomains too. An
 * address that was copied from the browser counts as its host.
 */
export function parseSite(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim().toLowerCase();
  const wildcard = text.startsWith(ANY_SUBDOMAIN) ? ANY_SUBDOMAIN : '';
  const rest = text.slice(wildcard.length);
  const address = /^https?:\/\//.test(rest) ? rest : `https://${rest}`;
  if (/[\s*@]/.test(rest) || !URL.canParse(address)) return undefined;
  const { hostname } = new URL(address);
  return hostname === '' || hostname.length > MAX_SITE_CHARS ? undefined : wildcard + hostname;
}

/** Return whether a host name is one of these sites. */
export function isOnList(hostname: string, sites: readonly string[]): boolean {
  return sites.some(site => {
    if (!site.startsWith(ANY_SUBDOMAIN)) return site === hostname;
    const domain = site.slice(ANY_SUBDOMAIN.length);
    return hostname === domain || hostname.endsWith(`.${domain}`);
  });
}

/** Return the first digits of numbers in E.164 format, like "+44". */
export function parsePrefix(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const prefix = value.replace(/[\s().-]/g, '').replace(/^00/, '+');
  return /^\+[1-9]\d{0,14}$/.test(prefix) ? prefix : undefined;
}

/** Return the name of a CRM system, as the settings of the host have it. */
export function parseSystem(value: unknown): string | undefined {
  return typeof value === 'string' && /^[a-z0-9][a-z0-9_-]{0,31}$/.test(value) ? value : undefined;
}

/** Return the pattern of an administrator, if it is the address of a web page with one `{id}` behind the host. */
export function parseRecordPattern(value: unknown): RecordPattern | undefined {
  if (!isObject(value)) return undefined;
  const system = parseSystem(value.system);
  const { address } = value;
  if (system === undefined || typeof address !== 'string' || address.length > MAX_ADDRESS_CHARS)
    return undefined;
  if (!URL.canParse(address) || !/^https?:\/\/[^/{}*?#]+\//.test(address)) return undefined;
  return address.split('{id}').length === 2 ? { system, address } : undefined;
}
