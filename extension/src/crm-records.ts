// Reads from the address of a page which record of a CRM system it shows. Nothing of the page's content is read.
//
// The ID must name one record of the system, whatever its kind: where contacts and companies are counted separately,
// only the pages of persons count. Other pages are for the patterns of an administrator.

import type { Source } from './protocol.ts';
import type { RecordPattern } from './settings/values.ts';

interface CrmSystem {
  readonly id: string; // its name in the settings of extension and host, and at Voiso
  readonly name: string;
  readonly host: RegExp;
  readonly record: (url: URL) => string | undefined;
}

const ID = /^[\w.~:-]{1,128}$/; // 128: as in the protocol
const GUID = /^\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\}?$/i;

const inPath =
  (pattern: RegExp) =>
  ({ pathname }: URL): string | undefined =>
    pattern.exec(pathname)?.[1];

export const CRM_SYSTEMS: readonly CrmSystem[] = [
  {
    id: 'zoho',
    name: 'Zoho CRM',
    host: /^crm\.(?:zoho\.(?:com|eu|in|com\.au|com\.cn|jp|sa|uk)|zohocloud\.ca)$/,
    record: inPath(/^\/crm\/(?:org\d+\/)?tab\/[A-Za-z]\w*\/(\d{10,25})(?:\/|$)/),
  },
  {
    id: 'salesforce',
    name: 'Salesforce (Lightning)',
    host: /^[a-z0-9-]+(?:\.[a-z0-9-]+)?\.lightning\.force\.com$/,
    record: inPath(
      /^\/lightning\/r\/(?:(?!Report\/|Dashboard\/)\w+\/)?([A-Za-z0-9]{15}|[A-Za-z0-9]{18})\/(?:view|edit|related\/)/,
    ),
  },
  {
    id: 'hubspot',
    name: 'HubSpot',
    host: /^app(?:-[a-z]{2}\d)?\.hubspot\.com$/,
    record: inPath(/^\/contacts\/\d+\/(?:contact|record\/0-1)\/(\d+)(?:\/|$)/),
  },
  {
    id: 'pipedrive',
    name: 'Pipedrive',
    host: /^[a-z0-9-]+\.pipedrive\.com$/,
    record: inPath(/^\/person\/(\d+)(?:\/|$)/),
  },
  {
    id: 'zendesk',
    name: 'Zendesk',
    host: /^[a-z0-9-]+\.zendesk\.com$/,
    record: inPath(/^\/agent\/users\/(\d+)(?:\/|$)/),
  },
  {
    id: 'freshdesk',
    name: 'Freshdesk',
    host: /^[a-z0-9-]+\.freshdesk\.com$/,
    record: inPath(/^\/a\/contacts\/(\d+)(?:\/|$)/),
  },
  {
    id: 'bitrix24',
    name: 'Bitrix24',
    host: /^[a-z0-9-]+\.bitrix24\.(?:com|net|eu|de|es|fr|it|pl|ua|ru|by|kz|in|com\.br|com\.tr|cn|jp|vn)$/,
    record: inPath(/^\/crm\/contact\/details\/([1-9]\d*)(?:\/|$)/), // 0: a contact that is not stored yet
  },
  {
    id: 'dynamics365',
    name: 'Dynamics 365',
    host: /^[a-z0-9-]+\.crm\d{0,2}\.dynamics\.com$/,
    record: ({ pathname, searchParams }) => {
      const isRecord = pathname === '/main.aspx' && searchParams.get('pagetype') === 'entityrecord';
      return isRecord ? GUID.exec(searchParams.get('id') ?? '')?.[1]?.toLowerCase() : undefined;
    },
  },
];

/** Return the record at an address, if its system is one of `systems`; the administrator's patterns come first. */
export function recordAt(
  address: string | undefined,
  systems: readonly string[],
  patterns: readonly RecordPattern[],
): Source | undefined {
  if (systems.length === 0 || address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return undefined;
  for (const { system, address: pattern } of patterns) {
    const id = systems.includes(system) ? idByPattern(url, new URL(pattern)) : undefined;
    if (id !== undefined) return { system, account_id: id };
  }
  if (url.protocol !== 'https:' || url.port !== '') return undefined;
  const known = CRM_SYSTEMS.find(({ id, host }) => systems.includes(id) && host.test(url.hostname));
  const id = known?.record(url);
  return known && id !== undefined && ID.test(id) ? { system: known.id, account_id: id } : undefined;
}

/**
 * Return what stands for `{id}`. Scheme, host and port must be the same. The path may go on behind the pattern; of
 * the query, only the parameters of the pattern are compared.
 */
function idByPattern(url: URL, pattern: URL): string | undefined {
  if (url.origin !== pattern.origin) return undefined;
  const parts: [value: string | undefined, pattern: string][] = [];
  const addPath = (path: string, patternPath: string) => {
    const values = path.split('/');
    for (const [index, part] of patternPath.replace(/\/$/, '').split('/').entries())
      parts.push([values[index], part]);
  };
  addPath(url.pathname, pattern.pathname);
  if (pattern.hash) addPath(url.hash, pattern.hash);
  for (const [name, value] of pattern.searchParams)
    parts.push([url.searchParams.get(name) ?? undefined, value]);
  let id: string | undefined;
  for (const [value, part] of parts) {
    const [before, after] = decoded(part).split('{id}');
    if (after === undefined) {
      if (value === undefined || value === '' ? part !== '' : part !== '*' && value !== part)
        return undefined;
      continue;
    }
    if (before === undefined || !value?.startsWith(before) || !value.endsWith(after)) return undefined;
    id = decoded(value.slice(before.length, value.length - after.length));
  }
  return id !== undefined && ID.test(id) ? id : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
