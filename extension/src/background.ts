// The background script: answers messages, the browser's menu, keys and address bar. It only wires.

import { frontTabId } from './active-tab.ts';
import { CallKeyPresses } from './background/call-key-presses.ts';
import { Calls } from './background/calls.ts';
import { onCommand } from './background/commands.ts';
import { registerContextMenu } from './background/context-menu.ts';
import { onContextMenuClick } from './background/context-menu-call.ts';
import { MessageHandler } from './background/message-handler.ts';
import { NativeHostClient } from './background/native-host-client.ts';
import { Notifications } from './background/notifications.ts';
import { Offers } from './background/offers.ts';
import { Omnibox } from './background/omnibox.ts';
import { Questions } from './background/questions.ts';
import { onStorageChanged } from './background/settings-broadcast.ts';
import { offerSetup } from './background/setup-state.ts';
import { StatusRefresh } from './background/status-refresh.ts';
import { storeStatus } from './background/status-storage.ts';
import { restrictStorage } from './background/storage-access.ts';
import { ToolbarState } from './background/toolbar-state.ts';
import { extensionInstalledBy } from './background/version-skew.ts';
import type { HostRequest } from './context-messages.ts';
import { type Failure, HOST_NAME, type ReplyTo } from './protocol.ts';
import { respond } from './respond.ts';

const originOf = (path: string) => new URL(chrome.runtime.getURL(path)).origin;
// The card may have a dynamic address.
const own = { id: chrome.runtime.id, origins: [originOf('popup.html'), originOf('card.html')] };
const manifest = chrome.runtime.getManifest();
const host = new NativeHostClient(() => chrome.runtime.connectNative(HOST_NAME), {
  version: manifest.version,
  installedBy: extensionInstalledBy(manifest),
});

const toolbar = new ToolbarState();

async function requestHost<R extends HostRequest>(request: R): Promise<ReplyTo<R> | Failure> {
  const reply = await toolbar.during(request.type === 'place_call', host.request(request));
  storeStatus(reply);
  return reply;
}

const status = new StatusRefresh(() => requestHost({ type: 'get_status' }));
const questions = new Questions();
const calls = new Calls(requestHost, questions, new Notifications(requestHost));
const offers = new Offers(questions);
const callKeyPresses = new CallKeyPresses();
const handler = new MessageHandler({
  own,
  calls,
  offers,
  questions,
  callKeyPresses,
  requestHost,
  wakeHost: () => host.wake(),
  refreshStatus: () => status.refresh(),
});

chrome.runtime.onMessage.addListener((message: unknown, sender, sendResponse) =>
  respond(sendResponse, () => handler.reply(message, sender)),
);

chrome.contextMenus.onClicked.addListener((click, tab) => {
  if (tab?.id !== undefined) void onContextMenuClick(click, tab.id, { calls, offers });
});

const omnibox = new Omnibox({ calls, offers, requestHost });
chrome.omnibox?.onInputStarted.addListener(() => omnibox.onStart()); // not on Android
chrome.omnibox?.onInputChanged.addListener(
  (text, suggest) => void omnibox.onInput(text, suggest).catch(() => {}),
);
chrome.omnibox?.onInputEntered.addListener(async text => {
  const tabId = await frontTabId();
  if (tabId !== undefined) await omnibox.onEnter(text, tabId);
});

chrome.commands?.onCommand.addListener((command, tab) => {
  if (tab?.id !== undefined) void onCommand(command, tab.id, callKeyPresses).catch(() => {}); // the tab was closed meanwhile
});

chrome.storage.onChanged.addListener((changes, area) => void onStorageChanged(changes, area).catch(() => {}));
chrome.runtime.onInstalled.addListener(({ reason }) => {
  registerContextMenu();
  if (reason === 'install') void requestHost({ type: 'get_status' }).then(offerSetup);
});
chrome.runtime.onStartup.addListener(registerContextMenu); // Firefox may have lost the entries

void restrictStorage().catch(() => {});
// Whatever started this worker needs the host soon: start it now, and get its current settings.
status.refresh();
// The agent may come back from a terminal, where the host was installed or its settings were changed.
chrome.tabs.onActivated.addListener(() => status.refresh());
chrome.windows?.onFocusChanged.addListener(() => status.refresh()); // not on Android
