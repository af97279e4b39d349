"""Waits until the extension has nothing to do in a page, so that a test can state that nothing happened.

A copy of the extension has one script more, `pending-work.js`, which runs before the extension's own scripts.
"""

import json
import shutil
from pathlib import Path

from support.browser.interface import Page
from support.browser.page_part import PageGone
from support.browser.polling import TIMEOUT_S, wait_until

SCRIPT = Path(__file__).parent / "pending-work.js"
POPUP_SCRIPT = '    <script src="popup.js" defer></script>\n'
POPUP_LINE = f'    <script src="{SCRIPT.name}"></script>\n'

# Later than the longest delay after a pointer's move (0.9 s) and than the longest pause of a scan (1 s).
DEFAULT_HORIZON_MS = 1500
# For pages with custom elements that have no shadow root: they are polled every 500 ms for ten seconds. Slow
# machines check late after a poll, so this is well below 500.
SHORT_HORIZON_MS = 300
MAX_ATTEMPT_MS = 10_000  # Firefox ends a script after 30 s

# Yields what is under way in this document and in all frames that it can reach, those of the same origin.
WHEN_IDLE = """
(() => {
  const windowsIn = (frame) => {
    try {
      void frame.document.body;
    } catch {
      return [];
    }
    return [frame, ...Array.from({ length: frame.length }, (_, index) => windowsIn(frame[index])).flat()];
  };
  const whenIdle = (frame) => new Promise((done) => {
    frame.addEventListener('test-idle', ({ detail }) => done(detail), { once: true });
    const ask = new CustomEvent('test-when-idle', { detail: ASK, cancelable: true });
    if (frame.dispatchEvent(ask)) done('no content script yet');
  });
  const described = (frame) => whenIdle(frame).then((work) => work && `${frame.location.href}: ${work}`);
  return Promise.all(windowsIn(window).map(described));
})()
"""

IMPORTS = """
(() => {
  let names = null;
  addEventListener('test-imports', ({ detail }) => { names = detail; }, { once: true });
  dispatchEvent(new CustomEvent('test-list-imports'));
  return names;
})()
"""


def copy_with_pending_work(extension: Path, copy: Path) -> Path:
    """Copy an unpacked extension and add the script, one entry to its manifest and one line to its popup."""
    shutil.copytree(extension, copy)
    shutil.copy(SCRIPT, copy / SCRIPT.name)
    manifest_file = copy / "manifest.json"
    manifest = json.loads(manifest_file.read_text("utf-8"))
    for content_script in manifest["content_scripts"]:
        content_script["js"].insert(0, SCRIPT.name)
    manifest_file.write_text(json.dumps(manifest), "utf-8")
    popup_file = copy / "popup.html"
    html = popup_file.read_text("utf-8")
    if html.count(POPUP_SCRIPT) != 1:
        raise LookupError(f"{popup_file} does not load popup.js as expected")
    popup_file.write_text(html.replace(POPUP_SCRIPT, POPUP_LINE + POPUP_SCRIPT), "utf-8")
    return copy


def wait_until_idle(page: Page, horizon_ms: int = DEFAULT_HORIZON_MS, timeout: float = TIMEOUT_S) -> None:
    """Wait until the extension has nothing under way in a page or popup, and no timer due within the horizon.

    Includes the page's frames of the same origin. A page has to be in front: others get no animation frames.
    Work of the background script counts as long as the page waits for its reply. Raises TimeoutError.
    """
    ask = json.dumps(f"{horizon_ms} {min(timeout * 1000, MAX_ATTEMPT_MS)}")
    work: list[str] = []

    def is_idle() -> bool:
        try:
            work[:] = filter(None, page.evaluate(WHEN_IDLE.replace("ASK", ask)))
        except PageGone:
            work[:] = ["another document is being loaded"]
        return not work

    wait_until(
        is_idle,
        f"the extension to have nothing to do within {horizon_ms} ms",
        timeout,
        lambda: f"under way are: {work}",
    )


def imported_modules(page: Page) -> list[str]:
    """Return the modules of the extension that its content script has imported in a page."""
    return [name for name in page.evaluate(IMPORTS).split(",") if name]
