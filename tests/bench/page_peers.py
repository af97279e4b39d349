"""Who else finds numbers in a page: extensions made at bench time of what the npm registry has."""

import json
from pathlib import Path

from support.dev_env import venv
from support.dev_env.progress import run

MODULES = venv.EXTENSION / "node_modules"

# What anybody would write first: the library asked for each text node, once and after changes.
PER_NODE = """
import { findPhoneNumbersInText } from 'libphonenumber-js/max';
let found = 0;
const read = node => {
  if (node.nodeType === Node.TEXT_NODE) found += findPhoneNumbersInText(node.data, 'US').length;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) found += findPhoneNumbersInText(walker.currentNode.data, 'US').length;
};
read(document.body);
new MutationObserver(records => {
  for (const { type, target, addedNodes } of records) {
    if (type === 'characterData') read(target);
    else addedNodes.forEach(read);
  }
}).observe(document, { subtree: true, childList: true, characterData: true });
"""
C2D_START = "new RingCentralC2D();"  # as its README starts it


def extensions(folder: Path) -> dict[str, Path]:
    """Each one's unpacked extension, by name; `off` does nothing."""
    c2d = (MODULES / "ringcentral-c2d/build/index.js").read_text("utf-8")
    return {
        "off": made(folder / "off", ""),
        "ours": venv.DIST,
        "ringcentral-c2d": made(folder / "c2d", f"{c2d}\n{C2D_START}"),
        "libphonenumber-js": made(folder / "per-node", bundled(PER_NODE)),
    }


def made(folder: Path, script: str) -> Path:
    """An extension that is one content script."""
    folder.mkdir()
    manifest = {
        "manifest_version": 3,
        "name": folder.name,
        "version": "1",
        "background": {"service_worker": "worker.js"},
        "content_scripts": [{"matches": ["<all_urls>"], "js": ["script.js"]}],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    (folder / "worker.js").write_text("", "utf-8")
    (folder / "script.js").write_text(script, "utf-8")
    return folder


def bundled(script: str) -> str:
    """A script and the libraries it imports, as one."""
    options = {
        "stdin": {"contents": script, "resolveDir": "."},
        "bundle": True,
        "minify": True,
        "write": False,
    }
    build = f"console.log(require('esbuild').buildSync({json.dumps(options)}).outputFiles[0].text)"
    return run(["node", "-e", build], env=venv.variables(), cwd=venv.EXTENSION)
