// The gate in every frame: one look whether a number may be there. Only then the page's side is loaded.

import { Gate } from './content/number-probe.ts';

type Side = typeof import('./content/main.ts');

let gate: Gate | undefined;
let side: Promise<Side> | undefined;

/** Load the page's side, once. An extension that was updated or removed has none for this page any more. */
async function load(): Promise<Side | undefined> {
  gate?.close();
  side ??= import(chrome.runtime.getURL('content-main.js')) as Promise<Side>;
  return side.catch(() => undefined);
}

// A page of its own kind, such as an SVG drawing or an XML feed, has no place for a card.
if (/html/.test(document.contentType)) {
  gate = new Gate(document, () => void load());
  chrome.runtime.onMessage.addListener((message, _, answer) => {
    load()
      .then(loaded => loaded?.told(message))
      .then(answer);
    return true; // the answer comes later
  });
  chrome.runtime.onConnect.addListener(port => void load().then(loaded => loaded?.listed(port)));
}
