// Whether numbers are found on a site: the settings for all sites, and what the agent decided for this one.

import type { SiteSettings } from '../site-settings.ts';
import type { SettingsState } from './storage.ts';
import { isOnList } from './values.ts';

export interface DetectionRule {
  readonly isOn: boolean; // unless the agent decides otherwise for this site
  readonly isLocked: boolean; // off by policy, which the agent cannot change
}

/** Return what the settings say of a site; a page without a host name is on no list. */
export function detectionRule(
  hostname: string,
  { values, managed, unreadable }: SettingsState,
): DetectionRule {
  // Any site may be one that the administrator wanted to block.
  if (unreadable.includes('blocked_sites')) return { isOn: false, isLocked: true };
  if (isOnList(hostname, values.blocked_sites))
    return { isOn: false, isLocked: managed.has('blocked_sites') };
  const isOn =
    values.detection === 'everywhere' ||
    (values.detection === 'listed' && isOnList(hostname, values.detection_sites));
  return { isOn, isLocked: !isOn && managed.has('detection') };
}

/**
 * Return the settings of a site as they apply to a page: `detectionEnabled` is absent only where the page may opt
 * out itself.
 */
export function applyDetectionRule(site: SiteSettings, { isOn, isLocked }: DetectionRule): SiteSettings {
  if (isLocked || (!isOn && site.detectionEnabled === undefined)) return { ...site, detectionEnabled: false };
  return site;
}
