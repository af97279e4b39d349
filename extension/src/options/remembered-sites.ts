// The list of what is remembered for single sites, each entry with a button that forgets it.

import { button, byPart, createElement } from '../dom.ts';
import { t } from '../i18n.ts';
import { countryName } from '../locale-format.ts';
import { allowedOrigins, decideOneClick } from '../one-click.ts';
import {
  hostnameOf,
  isAnySiteKept,
  removeIgnored,
  type SiteSettings,
  siteSettings,
  sitesWithSettings,
  updateSiteSettings,
} from '../site-settings.ts';

/** One thing that is remembered. */
interface Fact {
  readonly text: string;
  readonly forget: () => Promise<void>;
}

export async function showRememberedSites(): Promise<void> {
  const [hostnames, origins] = await Promise.all([sitesWithSettings(), allowedOrigins()]);
  const all = [...new Set([...hostnames, ...origins.map(hostnameOf)])].sort();
  const settings = await Promise.all(all.map(hostname => siteSettings(hostname).get()));
  byPart('sites-empty').hidden = all.length > 0;
  byPart('sites-kept').hidden = !(await isAnySiteKept(all));
  byPart('sites').replaceChildren(
    ...all.map((hostname, index) => {
      const ofSite = origins.filter(origin => hostnameOf(origin) === hostname);
      const facts = [...factsOf(hostname, settings[index] ?? {}), ...ofSite.map(oneClickFact)];
      const rows = facts.map(fact => row(hostname, fact));
      return createElement(
        'li',
        {},
        createElement('b', { dir: 'ltr' }, hostname),
        createElement('ul', {}, ...rows),
      );
    }),
  );
}

function factsOf(hostname: string, { region, detectionEnabled, ignoredTexts = [] }: SiteSettings): Fact[] {
  const forget = (name: keyof SiteSettings) => () =>
    updateSiteSettings(hostname, () => ({ [name]: undefined }));
  const unignore = (text: string) => () =>
    updateSiteSettings(hostname, site => ({ ignoredTexts: removeIgnored(site.ignoredTexts, text) }));
  return [
    ...(region === undefined
      ? []
      : [{ text: t('settings_site_country', countryName(region)), forget: forget('region') }]),
    ...(detectionEnabled === undefined
      ? []
      : [
          {
            text: t(detectionEnabled ? 'settings_site_on' : 'settings_site_off'),
            forget: forget('detectionEnabled'),
          },
        ]),
    ...ignoredTexts.map(text => ({ text: t('settings_site_ignored', text), forget: unignore(text) })),
  ];
}

function oneClickFact(origin: string): Fact {
  return { text: t('settings_site_one_click', origin), forget: () => decideOneClick(origin, undefined) };
}

function row(hostname: string, { text, forget }: Fact): HTMLElement {
  const remove = async () => {
    const buttons = [...byPart('sites').querySelectorAll('button')];
    const index = buttons.indexOf(removeButton);
    await forget().catch(() => {});
    await showRememberedSites();
    // The pressed button is gone: move the keyboard focus to the next one.
    const rest = [...byPart('sites').querySelectorAll('button')];
    (rest[index] ?? rest.at(-1) ?? byPart('export')).focus();
  };
  const label = t('remove');
  const removeButton = button({ 'aria-label': `${label}: ${hostname}, ${text}` }, label, () => void remove());
  return createElement('li', {}, createElement('bdi', {}, text), removeButton);
}
