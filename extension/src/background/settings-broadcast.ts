// Tells pages when their settings may have changed.

import type { SiteSettingsChanged } from '../context-messages.ts';
import { defaultRegion } from '../default-region.ts';
import { oneClickDecisions, oneClickPolicy } from '../one-click.ts';
import { isSettingName } from '../settings/model.ts';
import { isSiteKey } from '../site-settings.ts';
import { setupNeeded } from './setup-state.ts';

type Changes = Record<string, chrome.storage.StorageChange>;

const AREAS = ['local', 'sync', 'managed'];
const ITEM_KEYS = [oneClickDecisions, oneClickPolicy, defaultRegion, setupNeeded].map(({ key }) => key);
const MESSAGE: SiteSettingsChanged = { type: 'site_settings_changed' };

/** Let all frames of all tabs request their settings again, after a change of one that pages depend on. */
export async function onStorageChanged(changes: Changes, area: string): Promise<void> {
  if (!AREAS.includes(area) || !Object.entries(changes).some(([key, change]) => concernsPages(key, change)))
    return;
  const tabs = await chrome.tabs.query({});
  // A tab without a content script, such as a page of the browser, has nobody to receive it.
  await Promise.allSettled(tabs.map(async ({ id }) => id !== undefined && send(id)));
}

async function send(tabId: number): Promise<void> {
  await chrome.tabs.sendMessage<SiteSettingsChanged, unknown>(tabId, MESSAGE);
}

function concernsPages(key: string, { oldValue, newValue }: chrome.storage.StorageChange): boolean {
  const isSetting = isSettingName(key) || isSiteKey(key) || ITEM_KEYS.includes(key);
  // Firefox also reports a value that was set again without a change.
  return isSetting && JSON.stringify(oldValue) !== JSON.stringify(newValue);
}
