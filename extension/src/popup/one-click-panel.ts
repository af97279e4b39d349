// The settings of one click: a switch for the site in front, and the list of all sites where one click calls.

import { button, byPart, createElement } from '../dom.ts';
import { countText, t } from '../i18n.ts';
import { allowedOrigins, decideOneClick, type OneClick, oneClickOf, oneClickPolicy } from '../one-click.ts';

/** Show the switch of a site. */
export async function showOneClick(origin: string): Promise<void> {
  const state = await oneClickOf(origin);
  const box = byPart<HTMLInputElement>('site-one-click');
  box.dataset.origin = origin;
  box.checked = state === 'allowed' || state === 'preset';
  box.disabled = state !== 'undecided' && state !== 'allowed' && state !== 'declined';
  box.onchange = () => void decide(origin, box.checked);
  byPart('site-one-click-note').textContent = noteOf(state, origin);
}

/** List the sites where one click calls, with a button that removes what the agent has allowed. */
export async function showOneClickSites(): Promise<void> {
  const [policy, allowed] = await Promise.all([oneClickPolicy.get(), allowedOrigins()]);
  const own = policy.agents_may_allow ? allowed.filter(origin => !policy.origins.includes(origin)) : [];
  byPart('one-click-sites').hidden = own.length + policy.origins.length === 0;
  byPart('one-click-count').textContent = countText(
    'popup_one_click_sites',
    own.length + policy.origins.length,
  );
  byPart('one-click-list').replaceChildren(
    ...own.map((origin, index) => row(origin, removeButton(origin, index))),
    ...policy.origins.map(origin =>
      row(origin, createElement('span', { class: 'quiet' }, t('settings_managed'))),
    ),
  );
}

function row(origin: string, end: HTMLElement): HTMLElement {
  return createElement('li', {}, createElement('bdi', { dir: 'ltr' }, origin), end);
}

function removeButton(origin: string, index: number): HTMLElement {
  const remove = async () => {
    await decide(origin, undefined);
    // The pressed button is gone: move the keyboard focus to the next row.
    const buttons = [...byPart('one-click-list').querySelectorAll('button')];
    (buttons[index] ?? buttons.at(-1) ?? byPart('dial')).focus();
  };
  const label = t('remove');
  return button({ 'aria-label': `${label}: ${origin}` }, label, remove);
}

/** Store a decision; then show what is stored, also if that failed. */
async function decide(origin: string, isAllowed: boolean | undefined): Promise<void> {
  await decideOneClick(origin, isAllowed).catch(() => {});
  const shownOrigin = byPart('site-one-click').dataset.origin;
  await Promise.all([showOneClickSites(), shownOrigin ? showOneClick(shownOrigin) : undefined]);
}

function noteOf(state: OneClick, origin: string): string {
  switch (state) {
    case 'allowed':
      return t('one_click_on', origin);
    case 'preset':
      return `${t('settings_managed')} ${t('one_click_on', origin)}`;
    case 'ask_first':
      return t('one_click_ask_first');
    case 'forbidden':
      return `${t('settings_managed')} ${t('one_click_off')}`;
    case 'undecided':
    case 'declined':
      return t('one_click_off');
  }
}
