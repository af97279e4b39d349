"""Waits until the extension has nothing to do in a page, so that a test can state that nothing happened.

A copy of the extension has one script more, `pending-work.js`, which runs before the extension's own scripts.
"""

import json
import re
import shutil
from pathlib import Path

from support.browser.interface import Page
from support.browser.page_part import NoPagePart, PageGone, PagePart
from support.browser.polling import TIMEOUT_S, wait_until

SCRIPT = Path(__file__).parent / "pending-work.js"
FIRST_SCRIPT = re.compile(r'^ *<script src="[^"]+"[^>]*></script>\n', re.MULTILINE)
ADDED_LINE = f'    <script src="{SCRIPT.name}"></script>\n'

CARD_HOST = "html > [popover]"  # the element over the page whose closed shadow root holds the card
CARD_FRAME = "iframe"  # in it

# Later than the longest delay after a pointer's move (0.9 s) and than the longest pause of a scan (1 s).
DEFAULT_HORIZON_MS = 1500
# For pages with custom elements that have no shadow root: they are polled every 500 ms for ten seconds. Slow
# machines check late after a poll, so this is well below 500.
SHORT_HORIZON_MS = 300
MAX_ATTEMPT_MS = 10_000  # Firefox ends a script after 30 s

# Yields for this document and all frames that it can reach, those of the same origin: how much work was begun
# so far, and what is under way.
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
    if (frame.dispatchEvent(ask)) done('0 no content script yet');
  });
  const described = (frame) => whenIdle(frame).then((detail) => {
    const [, begun, work] = /^(\\d+) (.*)$/s.exec(detail);
    return [Number(begun), work && `${frame.location.href}: ${work}`];
  });
  return Promise.all(windowsIn(window).map(described));
})()
"""

IMPORTS = """
(frame => {
  let names = null;
  frame.addEventListener('test-imports', ({ detail }) => { names = detail; }, { once: true });
  frame.dispatchEvent(new CustomEvent('test-list-imports'));
  return names;
})
"""


def copy_with_pending_work(extension: Path, copy: Path) -> Path:
    """Copy an unpacked extension and add the script, one entry to its manifest and one line to its pages."""
    shutil.copytree(extension, copy)
    shutil.copy(SCRIPT, copy / SCRIPT.name)
    manifest_file = copy / "manifest.json"
    manifest = json.loads(manifest_file.read_text("utf-8"))
    for content_script in manifest["content_scripts"]:
        if content_script.get("run_at") != "document_start":  # which begins no work
            content_script["js"].insert(0, SCRIPT.name)
    manifest_file.write_text(json.dumps(manifest), "utf-8")
    for page in copy.glob("*.html"):
        html = page.read_text("utf-8")
        first = FIRST_SCRIPT.search(html)
        if first is None:
            raise LookupError(f"{page} does not load its script as expected")
        page.write_text(html[: first.start()] + ADDED_LINE + html[first.start() :], "utf-8")
    return copy


def wait_until_idle(page: Page, horizon_ms: int = DEFAULT_HORIZON_MS, timeout: float = TIMEOUT_S) -> None:
    """Wait until the extension has nothing under way in a page or popup, and no timer due within the horizon.

    Includes the page's frames of the same origin, and the card over the page. A page has to be in front:
    others get no animation frames. Work of the background script counts as long as the page waits for its
    reply. Raises TimeoutError.
    """
    ask = json.dumps(f"{horizon_ms} {min(timeout * 1000, MAX_ATTEMPT_MS)}")
    when_idle = WHEN_IDLE.replace("ASK", ask)
    host = page.shadow(CARD_HOST)
    card = host.frame(CARD_FRAME)
    work: list[str] = []

    def begun_when_idle() -> list[int]:
        """Return how much work the page's documents had begun when they were idle; update `work`."""
        begun: list[int] = []
        work.clear()
        try:
            for count, description in page.evaluate(when_idle):
                begun.append(count)
                work.extend(filter(None, [description]))
        except PageGone:
            work.append("another document is being loaded")
        return begun

    def is_idle() -> bool:
        begun = begun_when_idle()
        if work or not _has_card(host):
            return not work
        try:
            work.extend(description for _, description in card.evaluate(f"() => {when_idle}") if description)
        except (NoPagePart, PageGone):
            work.append("the card is being loaded")
        if work:
            return False
        # Page and card send each other messages, which count as work of both. The page has begun nothing
        # since it was asked first: so it was idle also when the card was.
        is_unchanged = begun_when_idle() == begun
        if not (work or is_unchanged):
            work.append("what the card has just caused")
        return not work

    wait_until(
        is_idle,
        f"the extension to have nothing to do within {horizon_ms} ms",
        timeout,
        lambda: f"under way are: {work}",
    )


def _has_card(host: PagePart) -> bool:
    try:
        return bool(host.evaluate(f"root => !!root.querySelector({CARD_FRAME!r})"))
    except (NoPagePart, PageGone):
        return False


def imported_modules(page: Page, frame: str = "window") -> list[str]:
    """Return the modules of the extension that its content script has imported in a page, or in a frame."""
    return [name for name in page.evaluate(f"({IMPORTS})({frame})").split(",") if name]
