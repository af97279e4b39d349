// The background script: passes requests on to the host, places calls from the context menu. It only wires.

import { registerContextMenu } from './background/context-menu.ts';
import { onContextMenuClick } from './background/context-menu-call.ts';
import { NativeHostClient } from './background/native-host-client.ts';
import { authorizeRequest } from './background/sender-permissions.ts';
import type { BackgroundMessage } from './context-messages.ts';
import { defaultRegion } from './default-region.ts';
import { failure } from './failures.ts';
import { type Failure, HOST_NAME, type Reply, type ReplyTo } from './protocol.ts';
import { respond } from './respond.ts';

const ownOrigin = new URL(chrome.runtime.getURL('')).origin;
const host = new NativeHostClient(
  () => chrome.runtime.connectNative(HOST_NAME),
  chrome.runtime.getManifest().version,
);

async function forwardToHost<R extends BackgroundMessage>(request: R): Promise<ReplyTo<R> | Failure> {
  const reply = await host.request(request);
  storeDefaultRegion(reply);
  return reply;
}

/** Keep the default region that a status reports. If the storage fails, the next status is stored. */
function storeDefaultRegion(reply: Reply): void {
  if (reply.type === 'status') void defaultRegion.set(reply.default_region).catch(() => {});
}

chrome.runtime.onMessage.addListener((message: unknown, sender, sendResponse) =>
  respond(sendResponse, () => {
    const request = authorizeRequest(message, sender, chrome.runtime.id, ownOrigin);
    return request
      ? forwardToHost(request)
      : failure('invalid_request', 'not a request that this sender may make');
  }),
);

chrome.contextMenus.onClicked.addListener((click, tab) => {
  if (tab?.id !== undefined) void onContextMenuClick(click, tab.id, forwardToHost);
});

chrome.runtime.onInstalled.addListener(registerContextMenu);
chrome.runtime.onStartup.addListener(registerContextMenu); // Firefox may have lost the entries

// Whatever started this worker needs the host soon: start it now, and get its current settings.
void forwardToHost({ type: 'get_status' });
