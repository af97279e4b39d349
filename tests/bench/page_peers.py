"""Builds the extensions that ours is compared with in a page, from libraries in tests/bench/node_modules."""

import json
from pathlib import Path

from support.dev_env import venv
from support.dev_env.progress import run

HERE = Path(__file__).resolve().parent
MODULES = HERE / "node_modules"

# The simplest implementation: the library is called for each text node, once and after each change.
LIBPHONENUMBER_SCRIPT = """
import { findPhoneNumbersInText } from 'libphonenumber-js/max';
let count = 0;
const search = node => {
  if (node.nodeType === Node.TEXT_NODE) count += findPhoneNumbersInText(node.data, 'US').length;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) count += findPhoneNumbersInText(walker.currentNode.data, 'US').length;
};
search(document.body);
new MutationObserver(records => {
  for (const { type, target, addedNodes } of records) {
    if (type === 'characterData') search(target);
    else addedNodes.forEach(search);
  }
}).observe(document, { subtree: true, childList: true, characterData: true });
"""
NAMES = ("off", "ours", "ringcentral-c2d", "libphonenumber-js")
C2D_START = "new RingCentralC2D();"  # as its README starts it


def build_extensions(folder: Path, names: list[str] | None) -> dict[str, Path]:
    """Build the extensions with these names, or all; return their folders. `off` does nothing in a page."""
    builders = {
        "off": lambda: _write_extension(folder / "off", ""),
        "ours": lambda: venv.DIST,
        "ringcentral-c2d": lambda: _write_extension(folder / "c2d", _c2d_script()),
        "libphonenumber-js": lambda: _write_extension(folder / "per-node", _bundle(LIBPHONENUMBER_SCRIPT)),
    }
    wanted = names or NAMES
    missing = [name for name in wanted if name not in ("off", "ours") and not (MODULES / name).is_dir()]
    if missing:
        raise SystemExit(f"Not installed: {', '.join(missing)}. Run this first:  npm ci --prefix tests/bench")
    return {name: builders[name]() for name in wanted}


def _c2d_script() -> str:
    script = (MODULES / "ringcentral-c2d/build/index.js").read_text("utf-8")
    return f"{script}\n{C2D_START}"


def _write_extension(folder: Path, script: str) -> Path:
    """Write an extension that consists of one content script."""
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


def _bundle(script: str) -> str:
    """Bundle a script with the libraries that it imports."""
    options = {
        "stdin": {"contents": script, "resolveDir": str(HERE)},
        "bundle": True,
        "minify": True,
        "write": False,
    }
    build = f"console.log(require('esbuild').buildSync({json.dumps(options)}).outputFiles[0].text)"
    return run(["node", "-e", build], env=venv.variables(), cwd=venv.EXTENSION)
