// The settings of the site in the active tab: detection, the country of its numbers, and its ignored texts.

import type { SiteReport } from '../context-messages.ts';
import { countrySelect } from '../country-select.ts';
import { button, byPart, createElement } from '../dom.ts';
import { requestFrame } from '../frame-request.ts';
import { countText, t } from '../i18n.ts';
import { countryName } from '../locale-format.ts';
import { popupTabId } from '../popup-tab.ts';
import { type DetectionRule, detectionRule } from '../settings/detection-rule.ts';
import { loadSettings } from '../settings/storage.ts';
import {
  hostnameOf,
  removeIgnored,
  type SiteSettingsChange,
  siteSettings,
  updateSiteSettings,
} from '../site-settings.ts';
import { showOneClick } from './one-click-panel.ts';
import { PressGuard } from './press-guard.ts';

// A page may be busy for long while it loads. The rest of the popup does not wait for it.
const REPORT_TIMEOUT_MS = 30_000;

let isGuarded = false;

/** Show the site, if its numbers can be detected. */
export async function showSite(): Promise<void> {
  const report = await requestSiteReport();
  const hostname = hostnameOf(report?.origin ?? '');
  if (report && hostname) {
    const [{ ignoredTexts = [] }, state] = await Promise.all([siteSettings(hostname).get(), loadSettings()]);
    byPart('site-name').textContent = t('popup_site_settings', hostname);
    showSwitch(hostname, report, detectionRule(hostname, state));
    showCountry(hostname, report);
    showIgnored(hostname, ignoredTexts);
    await showOneClick(report.origin);
  }
  // Only now: nobody should use a switch whose state is not set yet.
  byPart('site').hidden = !hostname;
  // A page that lets the popup open may be what the pointer was about to press.
  if (!isGuarded) new PressGuard(byPart('site'));
  isGuarded = true;
}

async function requestSiteReport(): Promise<SiteReport | undefined> {
  const tabId = await popupTabId();
  if (tabId === undefined) return undefined;
  return requestFrame({ type: 'get_site_report' }, tabId, { timeoutMs: REPORT_TIMEOUT_MS });
}

function showSwitch(
  hostname: string,
  { detectionEnabled, pageOptsOut }: SiteReport,
  { isOn, isLocked }: DetectionRule,
): void {
  const box = byPart<HTMLInputElement>('site-detection');
  box.checked = detectionEnabled;
  box.disabled = isLocked;
  box.onchange = () => {
    // What the settings say anyway is not stored for the site; a page that opts out needs it.
    const setting = box.checked === isOn && !(isOn && pageOptsOut) ? undefined : box.checked;
    void saveSiteSettings(hostname, () => ({ detectionEnabled: setting }));
  };
  const note = byPart('site-opts-out');
  note.hidden = !isLocked && (!pageOptsOut || detectionEnabled);
  note.textContent = t(isLocked ? 'settings_managed' : 'popup_page_opts_out');
}

function showCountry(hostname: string, report: SiteReport): void {
  const { region, regionSource, suggestedRegions: suggested, regions } = report;
  const select = byPart<HTMLSelectElement>('site-country');
  byPart('site-region-source').textContent =
    region && regionSource ? t(`region_source_${regionSource}` as const, countryName(region)) : '';
  // Do not replace the element while it has the focus: the agent may be typing the name of a country.
  const hasFocus = select === document.activeElement;
  if (!hasFocus || select.value === '') select.value = region ?? '';
  if (hasFocus) return;
  const attributes = {
    id: 'site-country',
    'data-part': 'site-country',
    'aria-describedby': 'site-region-source',
  };
  const onSelect = (selected: string | undefined) =>
    void saveSiteSettings(hostname, () => ({ region: selected }));
  select.replaceWith(countrySelect(attributes, { regions, suggested, region }, onSelect));
}

function showIgnored(hostname: string, texts: readonly string[]): void {
  byPart('site-ignored').hidden = texts.length === 0;
  byPart('site-ignored-count').textContent = countText('popup_ignored', texts.length);
  const rows = texts.map((text, index) => ignoredRow(hostname, text, index));
  byPart('site-ignored-list').replaceChildren(...rows);
}

function ignoredRow(hostname: string, text: string, index: number): HTMLElement {
  const restore = async () => {
    await saveSiteSettings(hostname, ({ ignoredTexts }) => ({
      ignoredTexts: removeIgnored(ignoredTexts, text),
    }));
    // The pressed button is gone: move the keyboard focus to the next row.
    const rows = [...byPart('site-ignored-list').children];
    const next = rows[index] ?? rows.at(-1);
    (next?.querySelector('button') ?? byPart('site-detection')).focus();
  };
  const label = t('popup_unignore');
  const restoreButton = button({ 'aria-label': `${label}: ${text}` }, label, restore);
  return createElement('li', {}, createElement('bdi', {}, text), restoreButton);
}

/** Store a change, which all pages of the site follow; then show what is stored, also if that failed. */
async function saveSiteSettings(hostname: string, change: SiteSettingsChange): Promise<void> {
  await updateSiteSettings(hostname, change).catch(() => {});
  await showSite();
}
