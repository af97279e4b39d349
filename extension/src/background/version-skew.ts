// Extension and host of different versions: which side to update, and by what that side was installed.

import { failure } from '../failures.ts';
import { isObject } from '../guards.ts';
import {
  type ErrorParams,
  type Failure,
  PROTOCOL_MAX,
  PROTOCOL_MIN,
  type ProtocolRange,
} from '../protocol.ts';
import { isProtocolRange } from '../protocol-guards.ts';
import { INVALID_REPLY } from './reply-validation.ts';

type Side = 'host' | 'extension';

/** One of the two sides: its version, and by what it was installed; empty where that is not known. */
export interface Installation {
  readonly version: string;
  readonly installedBy: string;
}

/** What a host says about itself. `capabilities` are the types of its requests; null if it does not tell. */
export interface Host extends Installation {
  readonly protocol: ProtocolRange;
  readonly capabilities: readonly string[] | null;
}

const STORES = ['https://clients2.google.com/', 'https://edge.microsoft.com/'];

/**
 * Return by what an extension was installed: a store and a server of one's own leave their address in the
 * manifest. Firefox's store does not, and a folder has none.
 */
export function extensionInstalledBy(manifest: Pick<chrome.runtime.Manifest, 'update_url'>): string {
  const { update_url: url } = manifest;
  if (!url) return '';
  return STORES.some(store => url.startsWith(store)) ? 'store' : 'company';
}

/** Read the reply to hello; null if it is none. A newer host may reply more, an older one less. */
export function readHello(reply: unknown): Host | null {
  if (!isObject(reply) || reply.type !== 'hello' || !isProtocolRange(reply.protocol)) return null;
  const { host_version: version, installed_by: installedBy, protocol, capabilities } = reply;
  return {
    version: typeof version === 'string' ? version : '',
    installedBy: typeof installedBy === 'string' ? installedBy : '',
    protocol,
    capabilities: Array.isArray(capabilities) ? capabilities : null,
  };
}

/** Return which side is too old to speak with the other; null if they have a common protocol version. */
export function tooOldSide({ min, max }: ProtocolRange): Side | null {
  if (max < PROTOCOL_MIN) return 'host';
  return min > PROTOCOL_MAX ? 'extension' : null;
}

/** Make the failure that names the side to update. */
export function mismatch(
  update: Side,
  sides: Readonly<Record<Side, Installation>>,
  detail: string,
  params: ErrorParams = {},
): Failure {
  return failure('version_mismatch', detail, { ...params, update, installed_by: sides[update].installedBy });
}

/**
 * Where one side did not understand the other, return that the older one has to be updated; any other reply
 * unchanged. Between equal versions it is a fault.
 */
export function explained<R extends { type: string }>(
  reply: R | Failure,
  extension: Installation,
  host: Installation | undefined,
): R | Failure {
  if (!host || reply.type !== 'failure') return reply;
  const { code, detail, params } = reply as Failure;
  const wasNotUnderstood =
    (code === 'invalid_request' && 'field' in params) || (code === 'internal' && detail === INVALID_REPLY);
  const update = wasNotUnderstood ? olderSide(extension.version, host.version) : null;
  return update ? mismatch(update, { extension, host }, detail, params) : reply;
}

function olderSide(extension: string, host: string): Side | null {
  const [ours, theirs] = [numbersOf(extension), numbersOf(host)];
  for (let index = 0; index < Math.max(ours.length, theirs.length); index++) {
    const difference = (ours[index] ?? 0) - (theirs[index] ?? 0);
    if (difference !== 0) return difference > 0 ? 'host' : 'extension';
  }
  return null;
}

/** The numbers of a version; what is behind a part that is none does not count. */
function numbersOf(version: string): number[] {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}
