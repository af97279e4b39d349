// The keyboard shortcuts as they are set in the browser, and the way to its own page that changes them.

import { button, byPart, createElement } from '../dom.ts';
import { type MessageKey, t } from '../i18n.ts';

// Chromium has no function for it, and Firefox does not open such an address.
const CHROMIUM_SETTINGS = 'chrome://extensions/shortcuts';

declare global {
  namespace chrome.commands {
    function openShortcutSettings(): Promise<void>; // Firefox 137
  }
}

/** The texts of the commands, in the order in which they are shown. */
const COMMANDS: readonly (readonly [name: string, text: MessageKey])[] = [
  ['_execute_action', 'command_popup'],
  ['call-number', 'command_call'],
  ['next-number', 'command_next'],
  ['previous-number', 'command_previous'],
  ['call-clipboard', 'command_clipboard'],
];

/** Show the keys, now and when the agent comes back from the browser's settings. Firefox for Android has none. */
export function initShortcuts(): void {
  if (!chrome.commands) return;
  byPart('shortcuts').hidden = false;
  byPart('shortcuts-change').append(
    button({ 'data-part': 'change-shortcuts' }, t('options_shortcuts_change'), () => void openSettings()),
  );
  void showKeys();
  window.addEventListener('focus', () => void showKeys());
}

async function showKeys(): Promise<void> {
  const commands = await chrome.commands.getAll();
  const keys = new Map(commands.map(({ name, shortcut }) => [name, shortcut]));
  byPart('shortcuts-list').replaceChildren(
    ...COMMANDS.flatMap(([name, text]) => [
      createElement('dt', {}, t(text)),
      createElement('dd', { 'data-command': name }, keyElement(keys.get(name))),
    ]),
  );
}

function keyElement(key: string | undefined): Node | string {
  return key ? createElement('kbd', { dir: 'ltr' }, shownKeys(key)) : t('options_shortcut_none');
}

/** As they are printed on the keys: Chromium tells their names, as in `Alt+Shift+Period`. */
export function shownKeys(shortcut: string): string {
  return shortcut.replace(/\bPeriod$/, '.').replace(/\bComma$/, ',');
}

async function openSettings(): Promise<void> {
  if (chrome.commands.openShortcutSettings) await chrome.commands.openShortcutSettings();
  else await chrome.tabs.create({ url: CHROMIUM_SETTINGS });
}
