"""Takes a picture of every screen in every state into .local/shots: `pytest tests/e2e/shots.py`.

The pictures are for eyes; pytest collects this file only when it is named.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from support import stack
from support.browser import Page, Rect
from support.dev_env import system_packages, venv

from .conftest import Stack, card, forget_sites, running_stack, wait_for_settled_card
from .test_page_samples import VARIED

FOLDER = venv.LOCAL / "shots"


class Camera:
    """Numbers the pictures in the order they are taken."""

    def __init__(self, folder: Path, prefix: str):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.prefix, self.taken = folder, prefix, 0

    def take(self, page: Page, name: str, clip: Rect | None = None) -> None:
        """Write one picture."""
        self.taken += 1
        page.wait("new Promise(done => setTimeout(done, 400, true))")  # what appears has appeared
        page.screenshot(self.folder / f"{self.prefix}-{self.taken:02}-{name}.png", clip)


def card_shots(line: Stack, camera: Camera) -> None:
    """The card in every state, on a page of its own each time."""
    states: dict[str, tuple[str, Callable[[Page], object]]] = {
        "placed": ("+1 415 555 0150", lambda page: said(page, "ID")),
        "refused": ("+1 701 555 0141", lambda page: said(page, "API key")),
        "agent-unavailable": ("+1 701 555 0125", lambda page: said(page, "Agent Panel")),
        "unknown": ("+1 701 555 0150", lambda page: said(page, "Agent Panel")),
        "asking": ("+1 900 555 0121", wait_for_settled_card),
        "calling": ("+1 701 555 0162", lambda page: said(page, "Calling")),
        "waiting": ("+1 701 555 0129", lambda page: said(page, "again in")),
    }
    for name, (number, ready) in states.items():
        page = line.open("answers.html")
        page.click_text(number)
        ready(page)
        camera.take(page, f"card-{name}")
        page.close()
    page = line.open("numbers.html")
    page.move(*page.rect_of_text("+1 415 555 0112").centre)
    wait_for_settled_card(page)
    camera.take(page, "card-offer")


def country_shots(line: Stack, camera: Camera) -> None:
    """A number that does not say its country: seen before the call, changed, explained, left alone."""
    page = line.open("country.html?lang=de-AT")
    page.move(*page.rect_of_text("+1 415 555 0171").centre)
    said(page, "United States")
    camera.take(page, "card-glimpse")
    page.move(*page.rect_of_text("0171 5550123").centre)
    wait_for_settled_card(page)
    camera.take(page, "card-country")
    card(page).click(".aside .quiet")
    camera.take(page, "card-why")
    card(page).evaluate("root => (root.querySelector('select').focus(), true)")
    page.press("ArrowDown")
    said(page, "Not a valid phone number")
    camera.take(page, "card-no-number-there")
    page.press("ArrowUp")
    wait_for_settled_card(page)
    card(page).click(".aside .quiet:last-child")
    said(page, "Ignored on this site")
    camera.take(page, "card-left-alone")
    page.press("Escape")
    page.click_text("+1 415 555 0176")
    wait_for_settled_card(page)
    camera.take(page, "card-fax")
    page.press("Escape")
    popup = line.browser.popup()
    popup.wait("!document.querySelector('[data-part=site-ignored]').hidden", what="the site")
    popup.evaluate("(document.querySelector('[data-part=site-ignored] summary').click(), true)")
    camera.take(popup, "popup-site")
    popup.evaluate("(document.querySelector('[data-part=site-detection]').click(), true)")
    camera.take(popup, "popup-site-off")
    popup.evaluate("(document.querySelector('[data-part=site-detection]').click(), true)")
    popup.close()
    page.close()
    page = line.open("country.html?asks=no")
    popup = line.browser.popup()
    popup.wait("!document.querySelector('[data-part=site]').hidden", what="the site")
    camera.take(popup, "popup-site-opts-out-not")
    popup.close()
    page.close()


def said(page: Page, text: str) -> None:
    """Wait until the card says it."""
    card(page).wait(f"root => root.querySelector('.card').innerText.includes({text!r})", text)


def varied_shots(line: Stack, camera: Camera) -> None:
    """Pages of every kind, with their marks and with the card of one call."""
    for name in VARIED:
        page = line.open(f"varied/{name}")
        camera.take(page, f"varied-{name.removesuffix('.html')}")
        page.click_text(page.evaluate("document.documentElement.dataset.call"))
        said(page, "ID")
        camera.take(page, f"varied-{name.removesuffix('.html')}-placed")
        page.close()


def popup_shots(line: Stack, camera: Camera) -> None:
    """The popup with calls, with a number typed, and with answers."""
    popup = line.browser.popup()
    popup.wait("!!document.querySelector('[data-part=history] > li')", what="calls")
    camera.take(popup, "popup-calls")
    for name, number in (
        ("typed", "020 7946 0000"),
        ("typed-good", "+44 20 7946 0000"),
        ("typed-emergency", "911"),
        ("typed-premium", "+1 900 555 0121"),
    ):
        popup.evaluate("(document.querySelector('input').value = '', true)")
        popup.evaluate("(document.querySelector('input').focus(), true)")
        popup.type(number)
        camera.take(popup, f"popup-{name}")
    popup.evaluate("(document.querySelector('input').value = '', true)")
    popup.type("+17015550129")
    popup.press("Enter")
    popup.wait("!!document.querySelector('[data-part=result] .countdown')", what="the wait")
    camera.take(popup, "popup-waiting")
    popup.evaluate("(document.querySelector('[data-part=cancel]').click(), true)")
    popup.evaluate("(document.querySelector('input').value = '', true)")
    popup.type("+14155550160")
    popup.press("Enter")
    popup.wait("!!document.querySelector('[data-part=result] [data-part=call-id]')", what="the call ID")
    camera.take(popup, "popup-placed")
    popup.close()


def limit_shots(line: Stack, camera: Camera) -> None:
    """A second call moments later, one too many, and a list of calls that was damaged."""
    settings = line.launcher.parent / "config.toml"
    kept = settings.read_text("utf-8")
    limited = kept.replace("repeat_window_s = 0", "repeat_window_s = 60")
    settings.write_text(limited, "utf-8")
    page = line.open("numbers.html")
    page.click_text("+1 415 555 0103")
    said(page, "ID")
    page.press("Escape")
    page.click_text("+1 415 555 0103")
    wait_for_settled_card(page)
    camera.take(page, "card-just-called")
    settings.write_text(limited.replace("per_minute = 0", "per_minute = 1"), "utf-8")
    page.press("Escape")
    page.click_text("+1 415 555 0103")
    said(page, "minute")
    camera.take(page, "card-too-many")
    page.press("Escape")
    settings.write_text(kept, "utf-8")
    line.browser.stop_background()  # and with it the host, which has the file open
    [journal] = line.launcher.parent.rglob("journal.sqlite3")
    for beside in journal.parent.glob("journal.sqlite3-*"):
        beside.unlink()  # SQLite would read from its log what the file itself no longer tells
    journal.unlink()
    journal.write_bytes(b"not a journal" * 1000)
    page.click_text("+1 415 555 0103")
    wait_for_settled_card(page)
    camera.take(page, "card-set-aside")
    page.close()
    popup = line.browser.popup()
    popup.wait("!document.querySelector('[data-part=history-before]').hidden", what="the name of the file")
    camera.take(popup, "popup-set-aside")
    popup.type("+14155550103")
    popup.press("Enter")
    popup.wait("!!document.querySelector('[data-part=call-anyway]')", what="the question")
    camera.take(popup, "popup-set-aside-question")
    popup.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_take_them_all(
    name: system_packages.BrowserName, dark: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    camera = Camera(FOLDER, f"{name}-{'dark' if dark else 'light'}")
    with running_stack(name, tmp_path_factory.mktemp("line"), dark=dark) as line:
        popup = line.browser.popup()
        popup.wait("document.body.innerText.includes('No calls yet')", what="the list of calls")
        camera.take(popup, "popup-empty")
        popup.close()
        sample_shots(line, camera)
        card_shots(line, camera)
        country_shots(line, camera)
        forget_sites(line)
        varied_shots(line, camera)
        line.browser.open("about:blank")
        popup_shots(line, camera)
        limit_shots(line, camera)
    with running_stack(name, tmp_path_factory.mktemp("alone"), dark=dark, registered=False) as line:
        page = line.open("answers.html")
        page.click_text("+1 415 555 0150")
        said(page, "not found")
        camera.take(page, "card-host-missing")
        camera.take(line.browser.popup(), "popup-host-missing")


def sample_shots(line: Stack, camera: Camera) -> None:
    """The sample page with its marks, and after a click."""
    with stack.sample_page() as url:
        page = line.browser.open(url)
        page.wait("CSS.highlights.get('voiso-call')?.size > 1", what="marks")
        camera.take(page, "sample")
        page.click_text("+1 415 555 0100")
        said(page, "ID")
        camera.take(page, "sample-placed")
        page.close()
