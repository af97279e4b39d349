"""Asks the extension's own code how it judges presses at many points of a page, without a card for each.

A copy of the extension has one content script more, which imports a module of that code when a test asks.
"""

import json
import shutil
from pathlib import Path

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.dev_env import venv
from support.dev_env.progress import run

SOURCE = venv.ROOT / "tests/extension/support/press-judge.ts"
MODULE, LOADER = "press-judge.js", "load-press-judge.js"
LOAD = f"""addEventListener('test-load-judge', async () => {{
  await import(chrome.runtime.getURL('{MODULE}'));
  dispatchEvent(new CustomEvent('test-judge-loaded'));
}});
"""
LOADED = """
new Promise((done) => {
  addEventListener('test-judge-loaded', () => done(true), { once: true });
  dispatchEvent(new CustomEvent('test-load-judge'));
})
"""
# Yields what is called at the first, the middle and the last point of each part of a page, which is scrolled
# into view.
JUDGED = """
(() => {
  let number = '';
  addEventListener('test-judged', ({ detail }) => { number = detail; });
  return PARTS.map((part) => {
    part.scrollIntoView({ block: 'center' });
    const points = (POINTS)(part);
    return [points[0], points[points.length >> 1], points.at(-1)].map(([x, y]) => {
      dispatchEvent(new CustomEvent('test-judge', { detail: `${x} ${y}` }));
      return number;
    });
  });
})()
"""


def copy_with_press_judge(extension: Path, copy: Path) -> Path:
    """Copy an unpacked extension and add the module and the script that imports it."""
    shutil.copytree(extension, copy)
    esbuild = venv.EXTENSION / "node_modules/.bin/esbuild"
    options = [
        "--bundle",
        "--format=esm",
        "--log-level=warning",
        "--supported:regexp-unicode-property-escapes=true",
    ]
    run([esbuild, SOURCE, *options, f"--outfile={copy / MODULE}"], env=venv.variables())
    (copy / LOADER).write_text(LOAD, "utf-8")
    manifest_file = copy / "manifest.json"
    manifest = json.loads(manifest_file.read_text("utf-8"))
    manifest["content_scripts"][-1]["js"].append(LOADER)
    manifest["web_accessible_resources"][0]["resources"].append(MODULE)
    manifest_file.write_text(json.dumps(manifest), "utf-8")
    return copy


def numbers_called(page: Page, parts: str, points: str) -> list[set[str]]:
    """Return the numbers that presses on each of the `parts` of a page may call at once.

    `parts` is an expression for the elements, `points` a function that returns points of one of them.
    """
    page.evaluate(LOADED)
    wait_until_idle(page)
    judged = page.evaluate(JUDGED.replace("PARTS", parts).replace("POINTS", points))
    return [set(numbers) for numbers in judged]
