"""A copy of the extension whose content script obeys the page: what a taken-over renderer could do.

The page hands a message to the content script of a frame, which sends it to the background script and hands
the reply back. The document of the copy's card, in a frame of the page, does the same. The content script
also lets a card show what the page says.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from support.browser.interface import Page
from support.e2e_stack import Stack

CARD_FILE = "card.html"
# In a content script `send` runs at the request of the page, in the document of the card too.
OBEY = """
const showInCard = async messages => {
  const token = crypto.randomUUID();
  await chrome.runtime.sendMessage({ type: 'open_card', token });
  const frame = document.createElement('iframe');
  frame.src = `${chrome.runtime.getURL('card.html')}#${token}`;
  const loaded = new Promise(resolve => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await loaded;
  const { port1, port2 } = new MessageChannel();
  const states = [];
  const shown = new Promise(resolve => {
    port1.onmessage = ({ data }) => {
      if (data.type === 'state_shown') states.push(data.state);
      if (['placed', 'failed'].includes(data.state)) resolve(states);
    };
  });
  frame.contentWindow.postMessage({ type: 'card_port', token }, '*', [port2]);
  for (const message of messages) port1.postMessage(message);
  return shown;
};
addEventListener('message', async ({ data, source }) => {
  if (typeof data !== 'string' || !data.startsWith('{"testRequest"')) return;
  const { testRequest, id } = JSON.parse(data);
  const { kind, value } = testRequest;
  let reply = 'there';
  try {
    if (kind === 'send') reply = await chrome.runtime.sendMessage(value);
    else if (kind === 'read storage') reply = await chrome.storage[value ?? 'local'].get();
    else if (kind === 'write storage') reply = (await chrome.storage.local.set(value), 'written');
    else if (kind === 'list numbers')
      reply = (chrome.runtime.onConnect.addListener(port => port.postMessage(value)), 'listed');
    else if (kind === 'show in card') reply = await showInCard(value);
    else if (kind === 'remove extension')
      reply = (Object.defineProperty(chrome, 'runtime', { value: {} }), chrome.runtime.id ?? 'removed');
    else if (kind === 'card url') reply = chrome.runtime.getURL('card.html');
  } catch (error) {
    reply = { error: String(error) };
  }
  source.postMessage(JSON.stringify({ testReply: reply ?? null, id }), '*');
});
"""
ASK = """
(async () => {
  const frame = TARGET;
  const ask = testRequest => new Promise(resolve => {
    const id = String(Math.random());
    const listener = ({ data }) => {
      const message = JSON.parse(typeof data === 'string' && data.startsWith('{"testReply"') ? data : '{}');
      if (message.id !== id) return;
      removeEventListener('message', listener);
      resolve(message.testReply);
    };
    addEventListener('message', listener);
    frame.postMessage(JSON.stringify({ testRequest, id }), '*');
    if (testRequest.kind === 'ping') setTimeout(resolve, 100);
  });
  while (await ask({ kind: 'ping' }) !== 'there'); // a frame's content script may not run yet
  return ask(REQUEST);
})()
"""


def copy_that_obeys_pages(extension: Path, copy: Path) -> Path:
    """Copy an unpacked extension and make its content script and its card obey the page."""
    shutil.copytree(extension, copy)
    with (copy / "content.js").open("a", encoding="utf-8") as script:
        script.write(f"\n{OBEY}")
    with (copy / CARD_FILE).open("a", encoding="utf-8") as card:
        card.write('<script src="obedient-card.js"></script>\n')
    (copy / "obedient-card.js").write_text(OBEY, "utf-8")
    manifest_file = copy / "manifest.json"
    manifest = json.loads(manifest_file.read_text("utf-8"))
    [accessible] = manifest["web_accessible_resources"]
    if CARD_FILE not in accessible["resources"]:
        accessible["resources"].append(CARD_FILE)
    manifest_file.write_text(json.dumps(manifest), "utf-8")
    return copy


def ask(page: Page, kind: str, value: object = None, *, target: str = "window") -> Any:
    """Let the content script in a frame (or the card) do something; `target` is a window of the page."""
    request = json.dumps({"kind": kind, "value": value})
    return page.evaluate(ASK.replace("TARGET", target).replace("REQUEST", request))


def send(page: Page, message: Mapping[str, Any], *, target: str = "window") -> dict[str, Any]:
    """Send a message to the background script as a frame of a page; return the reply."""
    reply: dict[str, Any] = ask(page, "send", message, target=target)
    return reply


def allow_one_click(stack: Stack, decisions: dict[str, bool]) -> None:
    """Store the agent's decisions about one click, by origin."""
    stack.browser.evaluate_in_background(
        f"chrome.storage.local.set({{ one_click: {json.dumps(decisions)} }})"
    )


def origin_of(stack: Stack) -> str:
    """Return the origin of the test pages."""
    return stack.url.rstrip("/")
