// The popup's lines about the site in front: whether numbers are found there, of which country, and which are none.

import { countrySelect } from '../country-select.ts';
import { button, element, part } from '../dom.ts';
import { say } from '../i18n.ts';
import { countryName } from '../locale-format.ts';
import { changeSite, type SiteQuestion, type SiteReport, siteItem, withoutSpared } from '../site-settings.ts';

/** Show the site of the tab in front, if it is one where numbers can be found. */
export async function showSite(): Promise<void> {
  const report = await askPage();
  const { spared = [] } = report?.hostname ? await siteItem(report.hostname).get() : {};
  if (report?.hostname) {
    part('site-name').textContent = report.hostname;
    showSwitch(report);
    showCountry(report);
    showSpared(report.hostname, spared);
  }
  part('site').hidden = !report?.hostname; // not before it is whole: a switch that is seen is pressed
}

async function askPage(): Promise<SiteReport | undefined> {
  const [tab] = await chrome.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined) return undefined;
  const question: SiteQuestion = { ask: 'site' };
  return chrome.tabs
    .sendMessage<SiteQuestion, SiteReport | undefined>(tab.id, question, { frameId: 0 })
    .catch(() => undefined); // the browser's own pages have no script of ours
}

function showSwitch({ hostname, finds, asksNot }: SiteReport): void {
  const box = part<HTMLInputElement>('site-finds');
  box.checked = finds;
  box.onchange = () => {
    // Where the page asks for nothing, finding is what it is without a word of the agent's.
    const wanted = box.checked ? asksNot || undefined : false;
    void decide(hostname, () => ({ finds: wanted }));
  };
  part('site-asks').hidden = !asksNot || finds;
}

function showCountry({ hostname, region, how, likely, regions }: SiteReport): void {
  const select = part<HTMLSelectElement>('site-country');
  part('site-how').textContent = region && how ? say(`how_${how}` as const, countryName(region)) : '';
  // What is being typed in is left alone: the next letter may be on its way.
  const isTypedIn = select === document.activeElement;
  if (!isTypedIn || select.value === '') select.value = region ?? '';
  if (isTypedIn) return;
  const attributes = { id: 'site-country', 'data-part': 'site-country', 'aria-describedby': 'site-how' };
  const chosen = (region: string | undefined) => void decide(hostname, () => ({ region }));
  select.replaceWith(countrySelect(attributes, { regions, likely, region }, chosen));
}

function showSpared(hostname: string, spared: readonly string[]): void {
  const list = part('site-spared');
  list.hidden = spared.length === 0;
  part('site-spared-count').textContent = say('popup_spared', String(spared.length));
  part('site-spared-list').replaceChildren(...spared.map((text, place) => sparedRow(hostname, text, place)));
}

function sparedRow(hostname: string, text: string, place: number): HTMLElement {
  const back = button(
    { 'aria-label': `${say('popup_bring_back')}: ${text}` },
    say('popup_bring_back'),
    async () => {
      await decide(hostname, ({ spared }) => ({ spared: withoutSpared(spared, text) }));
      // The button that was pressed is gone: the keyboard goes on with the next.
      const rows = [...part('site-spared-list').children];
      const next = rows[place] ?? rows.at(-1);
      (next?.querySelector('button') ?? part('site-finds')).focus();
    },
  );
  return element('li', {}, element('bdi', {}, text), back);
}

/** Keep what was decided; every page of the site hears of it. Then show what holds there now. */
async function decide(...[hostname, change]: Parameters<typeof changeSite>): Promise<void> {
  await changeSite(hostname, change);
  await showSite();
}
