// The popup's lines about the site in front: whether numbers are found there, of which country, and which are none.

import { countrySelect } from '../country-select.ts';
import { button, byPart, createElement } from '../dom.ts';
import { requestFrame } from '../frame-request.ts';
import { t } from '../i18n.ts';
import { countryName } from '../locale-format.ts';
import type { SiteReport } from '../messages.ts';
import { removeIgnored, siteSettings, updateSiteSettings } from '../site-settings.ts';

/** Show the site of the tab in front, if it is one where numbers can be found. */
export async function showSite(): Promise<void> {
  const report = await requestSiteReport();
  const { ignoredTexts = [] } = report?.hostname ? await siteSettings(report.hostname).get() : {};
  if (report?.hostname) {
    byPart('site-name').textContent = report.hostname;
    showSwitch(report);
    showCountry(report);
    showIgnored(report.hostname, ignoredTexts);
  }
  byPart('site').hidden = !report?.hostname; // not before it is whole: a switch that is seen is pressed
}

async function requestSiteReport(): Promise<SiteReport | undefined> {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  return tab?.id === undefined ? undefined : requestFrame({ type: 'get_site_report' }, tab.id);
}

function showSwitch({ hostname, detectionEnabled, pageOptsOut }: SiteReport): void {
  const box = byPart<HTMLInputElement>('site-detection');
  box.checked = detectionEnabled;
  box.onchange = () => {
    // Where the page asks for nothing, finding is what it is without a word of the agent's.
    const wanted = box.checked ? pageOptsOut || undefined : false;
    void saveSiteSettings(hostname, () => ({ detectionEnabled: wanted }));
  };
  byPart('site-opts-out').hidden = !pageOptsOut || detectionEnabled;
}

function showCountry({ hostname, region, regionSource, suggestedRegions, regions }: SiteReport): void {
  const select = byPart<HTMLSelectElement>('site-country');
  byPart('site-region-source').textContent =
    region && regionSource ? t(`region_source_${regionSource}` as const, countryName(region)) : '';
  // What is being typed in is left alone: the next letter may be on its way.
  const isTypedIn = select === document.activeElement;
  if (!isTypedIn || select.value === '') select.value = region ?? '';
  if (isTypedIn) return;
  const attributes = {
    id: 'site-country',
    'data-part': 'site-country',
    'aria-describedby': 'site-region-source',
  };
  const chosen = (region: string | undefined) => void saveSiteSettings(hostname, () => ({ region }));
  select.replaceWith(countrySelect(attributes, { regions, likely: suggestedRegions, region }, chosen));
}

function showIgnored(hostname: string, spared: readonly string[]): void {
  const list = byPart('site-ignored');
  list.hidden = spared.length === 0;
  byPart('site-ignored-count').textContent = t('popup_ignored', String(spared.length));
  byPart('site-ignored-list').replaceChildren(
    ...spared.map((text, place) => sparedRow(hostname, text, place)),
  );
}

function sparedRow(hostname: string, text: string, place: number): HTMLElement {
  const back = button({ 'aria-label': `${t('popup_unignore')}: ${text}` }, t('popup_unignore'), async () => {
    await saveSiteSettings(hostname, ({ ignoredTexts }) => ({
      ignoredTexts: removeIgnored(ignoredTexts, text),
    }));
    // The button that was pressed is gone: the keyboard goes on with the next.
    const rows = [...byPart('site-ignored-list').children];
    const next = rows[place] ?? rows.at(-1);
    (next?.querySelector('button') ?? byPart('site-detection')).focus();
  });
  return createElement('li', {}, createElement('bdi', {}, text), back);
}

/** Keep what was decided; every page of the site hears of it. Then show what holds there now. */
async function saveSiteSettings(...[hostname, change]: Parameters<typeof updateSiteSettings>): Promise<void> {
  await updateSiteSettings(hostname, change);
  await showSite();
}
