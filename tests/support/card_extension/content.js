// Shows a card as the extension does: an own document in a frame, in the closed shadow root of a popover.
//
// The page asks by events: `open-card`, `move-card-away`, `hide-card`, `close-card`, and `send-to-card` (detail: a
// text for the card's port).

let host;
let port;

/** Return the origin of the extension's documents: in Chromium, addresses have a random host until they are loaded. */
function originOf(url) {
  const { protocol, origin } = new URL(url);
  return protocol === 'chrome-extension:' ? `${protocol}//${chrome.runtime.id}` : origin;
}

function openCard() {
  host = document.createElement('div');
  host.popover = 'manual';
  Object.assign(host.style, { inset: '60px auto auto 80px', width: '300px', height: '200px', overflow: 'hidden' });
  const frame = document.createElement('iframe');
  const url = chrome.runtime.getURL('card.html');
  const token = crypto.randomUUID();
  frame.src = `${url}#${token}`;
  Object.assign(frame.style, { width: '250px', height: '150px', border: '4px solid green', padding: '3px' });
  frame.addEventListener('load', () => {
    const channel = new MessageChannel();
    port = channel.port1;
    port.onmessage = ({ data }) => document.documentElement.setAttribute('data-card', data);
    frame.contentWindow.postMessage({ type: 'card_port', token }, originOf(url), [channel.port2]);
  });
  host.attachShadow({ mode: 'closed' }).append(frame);
  document.documentElement.append(host);
  host.showPopover();
}

addEventListener('open-card', openCard);
addEventListener('move-card-away', () => {
  host.style.top = '-1000px';
});
addEventListener('hide-card', () => host.hidePopover());
addEventListener('close-card', () => host.remove());
addEventListener('send-to-card', ({ detail }) => port.postMessage(detail));
