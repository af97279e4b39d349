// The content script of every frame: looks for a number, and loads the main module only if there may be one.

import { hasOwnFocus } from './content/dom/own-focus.ts';
import { NumberProbe } from './content/number-probe.ts';
import type { FrameMessage } from './context-messages.ts';
import { isObject } from './guards.ts';
import { respond } from './respond.ts';

type MainModule = typeof import('./content/main.ts');

let probe: NumberProbe | undefined;
let main: Promise<MainModule> | undefined;

/** Load the main module, once. Rejects if the extension was updated or removed while this page was open. */
function loadMain(): Promise<MainModule> {
  probe?.close();
  main ??= import(chrome.runtime.getURL('content-main.js')) as Promise<MainModule>;
  return main;
}

// The browsers show plain text in an HTML document. Others, such as an SVG image or an XML feed, cannot show a card.
if (/html|^text\/plain$/.test(document.contentType)) {
  probe = new NumberProbe(document, () => void loadMain().catch(() => {}));
  chrome.runtime.onMessage.addListener((message: unknown, _sender, sendResponse) => {
    // Sent to all frames, and the first reply counts: only the frame that is meant replies.
    if (isForFrameWithFocus(message) && !hasOwnFocus()) return false;
    return respond(sendResponse, async () => {
      // A frame that has no settings yet requests them when it loads its main module.
      if (!main && hasType(message, 'site_settings_changed')) return { type: 'frame_done' } as const;
      return (await loadMain()).onMessage(message);
    });
  });
  chrome.runtime.onConnect.addListener(port => {
    loadMain()
      .then(({ onPopupPort }) => onPopupPort(port))
      .catch(() => port.disconnect()); // tells the popup that this frame cannot be read
  });
}

function isForFrameWithFocus(message: unknown): boolean {
  return hasType(message, 'keyboard_command') && message.frames === 'inner';
}

function hasType(message: unknown, type: FrameMessage['type']): message is Record<string, unknown> {
  return isObject(message) && message.type === type;
}
