"""How tests reach a card: a document of an extension in a frame, in the closed shadow root of a popover.

The extension is the tests' own, in tests/support/card_extension.
"""

import base64
import contextlib
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from support import stack
from support.browser.interface import LaunchOptions, Page
from support.browser.launch import launch
from support.browser.page_part import FrameDocument, NoPagePart, PageError, PageGone
from support.browser.pending_work import CARD_FRAME, CARD_HOST, copy_with_pending_work, wait_until_idle
from support.dev_env import system_packages, venv

EXTENSION = venv.ROOT / "tests/support/card_extension"
BACKGROUND = [0, 0, 255, 255]  # of its card.html
MAX_IDLE_S = 5.0
ROUNDS = 2

SEND = "void (window.send = (name, detail) => dispatchEvent(new CustomEvent(name, { detail })))"
CLICKS = "root => Number(root.querySelector('output').textContent)"
# The card comes and goes every few milliseconds; it is closed after a second.
COMING_AND_GOING = """
(() => {
  const timer = setInterval(() => { send('open-card'); setTimeout(() => send('close-card'), 40); }, 60);
  setTimeout(() => { clearInterval(timer); document.documentElement.setAttribute('data-done', ''); }, 1000);
  return true;
})()
"""


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], Page]]:
    """Open a page in a browser with the extension, whose content script has started."""
    binary = system_packages.find_browser(request.param)
    if binary is None:
        pytest.skip(f"no {request.param} on this machine: tests/run.py installs it where it may")
    folder = tmp_path_factory.mktemp(request.param)
    options = LaunchOptions(
        binary=binary,
        extension=copy_with_pending_work(EXTENSION, folder / "extension"),
        profile=folder / "profile",
        env=stack.private_variables(folder),
    )
    with stack.serve_folder(venv.ROOT / "tests/e2e/pages") as url, launch(request.param, options) as browser:

        def open_page() -> Page:
            page = browser.open(url + "country.html")
            wait_until_idle(page)
            page.evaluate(
                "void (window.send = (name, detail) => dispatchEvent(new CustomEvent(name, { detail })))"
            )
            return page

        yield open_page


@pytest.fixture
def page(opened: Callable[[], Page]) -> Iterator[Page]:
    page = opened()
    yield page
    with contextlib.suppress(PageError):
        page.close()


def idle_seconds(page: Page) -> float:
    started_at = time.monotonic()
    wait_until_idle(page)
    return time.monotonic() - started_at


def first_pixel(page: Page, image: Path) -> list[int]:
    """Return red, green, blue and alpha of an image's top left pixel, as the browser reads it."""
    source = json.dumps("data:image/png;base64," + base64.b64encode(image.read_bytes()).decode())
    pixel: list[int] = page.evaluate(
        f"(async () => {{ const image = new Image(); image.src = {source}; await image.decode();"
        "const context = document.createElement('canvas').getContext('2d'); context.drawImage(image, 0, 0);"
        "return [...context.getImageData(0, 0, 1, 1).data]; })()"
    )
    return pixel


def card(page: Page) -> FrameDocument:
    return page.shadow(CARD_HOST).frame(CARD_FRAME)


def open_card(page: Page) -> FrameDocument:
    page.evaluate("void send('open-card')")
    wait_until_idle(page)
    return card(page)


def test_card_is_read_clicked_and_typed_into(page: Page, tmp_path: Path) -> None:
    shown = open_card(page)
    assert shown.exists()
    assert shown.text == "A card of its own Count 0"
    page.screenshot(tmp_path / "card.png", shown.rect("p"))
    assert first_pixel(page, tmp_path / "card.png") == BACKGROUND
    for number in range(ROUNDS):
        shown.click("button")
        shown.wait(f"root => ({CLICKS})(root) === {number + 1}", "the click to count")
    shown.press("Enter")
    shown.wait(f"root => ({CLICKS})(root) === {ROUNDS + 1}", "the key to count")
    shown.press("Tab")
    page.type("Zoë")
    shown.wait("root => root.querySelector('input').value === 'Zoë'", "the text")
    page.click(5, 5)
    shown.focus("button")
    page.press("Enter")
    shown.wait(f"root => ({CLICKS})(root) === {ROUNDS + 2}", "the key to count")
    with pytest.raises(LookupError, match="no output"):
        shown.focus("output")
    shown.evaluate("() => console.error('an error of the card')")
    assert "an error of the card" in page.console_errors()


def test_card_and_page_notice_the_pointer_that_comes_and_goes(page: Page) -> None:
    shown = open_card(page)
    is_over_button = "root.querySelector('button').matches(':hover')"
    is_over_host = f"document.querySelector('{CARD_HOST}').matches(':hover')"
    for _ in range(ROUNDS):
        page.move(*shown.rect("button").centre)
        shown.wait(f"root => {is_over_button}", "the button to be hovered")
        page.wait(is_over_host)
        page.move(5, 5)
        shown.wait(f"root => !{is_over_button}", "the button not to be hovered")
        page.wait(f"!{is_over_host}")


def test_card_that_is_absent_or_removed_is_reported(page: Page) -> None:
    shown = card(page)
    assert not shown.exists()
    with pytest.raises(NoPagePart):
        shown.evaluate("() => true")
    for _ in range(ROUNDS):
        assert open_card(page).evaluate("root => root.title") == "Card"
        page.evaluate("void setTimeout(() => send('close-card'), 20)")
        with pytest.raises((NoPagePart, PageGone)):
            shown.evaluate("() => new Promise(() => {})")
        assert not shown.exists()


def test_waiting_for_a_card_survives_its_removals(page: Page) -> None:
    page.evaluate(COMING_AND_GOING)
    with pytest.raises(TimeoutError, match="waited"):
        card(page).wait("() => false", "nothing", timeout=1.5)
    page.wait("document.documentElement.hasAttribute('data-done')")
    assert open_card(page).text == "A card of its own Count 0"


def test_closing_the_page_ends_an_evaluation_in_its_card(page: Page) -> None:
    shown = open_card(page)
    page.evaluate("void setTimeout(() => location.assign('about:blank'), 20)")
    with pytest.raises((NoPagePart, PageGone)):
        shown.evaluate("() => new Promise(() => {})")
    page.wait("location.href === 'about:blank'")
    assert not shown.exists()


def test_page_is_not_idle_until_messages_to_its_card_are_handled(page: Page) -> None:
    open_card(page)
    for number in range(ROUNDS):
        page.evaluate(f"send('send-to-card', 'message {number}')")
        wait_until_idle(page)
        assert page.evaluate("document.documentElement.dataset.card") == f"message {number}, received"


def test_page_is_idle_when_its_card_is_out_of_view_or_removed(page: Page) -> None:
    for step in ("move-card-away", "hide-card"):
        open_card(page)
        page.evaluate(f"void send({step!r})")
        assert idle_seconds(page) < MAX_IDLE_S, step
        assert card(page).exists(), step
        page.evaluate("void send('close-card')")
    open_card(page)
    page.evaluate("send('send-to-card', 'last words'), send('close-card')")
    assert idle_seconds(page) < MAX_IDLE_S
    assert not card(page).exists()


def test_page_is_not_idle_while_its_card_is_loaded_or_works(page: Page) -> None:
    page.evaluate("void send('open-card')")
    wait_until_idle(page)
    assert card(page).evaluate("root => root.readyState") == "complete"
    card(page).evaluate("() => void (window.busy = setTimeout(() => {}, 60_000))")
    with pytest.raises(TimeoutError, match=r"card\.html#.*setTimeout in \d+ ms"):
        wait_until_idle(page, horizon_ms=61_000, timeout=1)
