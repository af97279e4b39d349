// The gate in every frame: one look whether a number may be there. Only then the page's side is loaded.

import { NumberProbe } from './content/number-probe.ts';

type MainModule = typeof import('./content/main.ts');

let probe: NumberProbe | undefined;
let main: Promise<MainModule> | undefined;

/** Load the page's side, once. An extension that was updated or removed has none for this page any more. */
async function loadMain(): Promise<MainModule | undefined> {
  probe?.close();
  main ??= import(chrome.runtime.getURL('content-main.js')) as Promise<MainModule>;
  return main.catch(() => undefined);
}

// A page of its own kind, such as an SVG drawing or an XML feed, has no place for a card.
if (/html/.test(document.contentType)) {
  probe = new NumberProbe(document, () => void loadMain());
  chrome.runtime.onMessage.addListener((message, _, answer) => {
    loadMain()
      .then(loaded => loaded?.onMessage(message))
      .then(answer);
    return true; // the answer comes later
  });
  chrome.runtime.onConnect.addListener(port => void loadMain().then(loaded => loaded?.onPopupPort(port)));
}
