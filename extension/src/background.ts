// The service worker: asks the host for pages and popup, and dials from the right-click menu. It only wires.

import { registerContextMenu, requestFromClick } from './background/context-menu.ts';
import { frameRegion, placeContextMenuCall } from './background/context-menu-call.ts';
import { authorizeRequest } from './background/message-guard.ts';
import { NativeHostClient, type Port } from './background/native-host-client.ts';
import { failure } from './failures.ts';
import { type Failure, HOST_NAME, type Reply, type ReplyTo, type Request } from './protocol.ts';
import { defaultRegion } from './storage-item.ts';

const ownOrigin = new URL(chrome.runtime.getURL('')).origin;
const host = new NativeHostClient(
  () => chrome.runtime.connectNative(HOST_NAME) as Port,
  chrome.runtime.getManifest().version,
);

async function askHost<R extends Request>(request: R): Promise<ReplyTo<R> | Failure> {
  const reply = await host.request(request);
  void keepRegion(reply); // nobody waits for the disk
  return reply;
}

/** Keep what the host's settings say of the agent's region: pages read national numbers by it. */
async function keepRegion(reply: Reply): Promise<void> {
  if (reply.type === 'status') await defaultRegion.set(reply.default_region);
}

chrome.runtime.onMessage.addListener((message: unknown, sender, answer: (reply: Reply) => void) => {
  const request = authorizeRequest(message, sender, chrome.runtime.id, ownOrigin);
  if (!request) answer(failure('invalid_request', 'this sender may not ask for this'));
  else askHost(request).then(answer);
  return true; // the answer comes later
});

chrome.contextMenus.onClicked.addListener(async (info, tab) => {
  if (tab?.id === undefined) return;
  const call = requestFromClick(
    info,
    (await frameRegion(tab.id, info.frameId)) ?? (await defaultRegion.get()),
  );
  await placeContextMenuCall(call, info, tab.id, askHost);
});

chrome.runtime.onInstalled.addListener(registerContextMenu);
chrome.runtime.onStartup.addListener(registerContextMenu); // Firefox may have forgotten it

// Whatever woke this worker will want the host: have it started, and learn what was set up since.
void askHost({ type: 'get_status' });
