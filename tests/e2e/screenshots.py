"""Takes a picture of every screen in every state into .local/shots: `pytest tests/e2e/screenshots.py`.

The pictures are for people to look at; pytest collects this file only when it is named.
"""

from collections.abc import Callable
from urllib.parse import quote

import pytest

from support.browser.interface import Page
from support.browser.pending_work import wait_until_idle
from support.camera import FOLDER, Camera
from support.card_driver import card, click_and_call, wait_for_click_guard, wait_for_settled_card
from support.dev_env import system_packages
from support.e2e_stack import MARKED, SAMPLE_PAGES, Stack, running_stack
from support.popup_dial_field import paste, type_over
from support.popup_driver import open_with_page_numbers, open_with_site, opened_with_question
from support.trial_stack import serve_folder


def card_shots(stack: Stack, camera: Camera) -> None:
    """The card in every state, on a page of its own each time."""
    states: dict[str, tuple[str, Callable[[Page], object]]] = {
        "placed": ("+1 415 555 0150", lambda page: wait_for_text(page, "ID")),
        "refused": ("+1 701 555 0141", lambda page: wait_for_text(page, "API key")),
        "agent-unavailable": ("+1 701 555 0125", lambda page: wait_for_text(page, "Agent Panel")),
        "unknown": ("+1 701 555 0150", lambda page: wait_for_text(page, "Agent Panel")),
        "asked-elsewhere": ("+1 900 555 0121", lambda page: wait_for_text(page, "Click-to-Call window")),
        "calling": ("+1 701 555 0162", lambda page: wait_for_text(page, "Calling")),
        "waiting": ("+1 701 555 0129", lambda page: wait_for_text(page, "again in")),
    }
    for name, (number, ready) in states.items():
        page = stack.open("answers.html")
        page.click_text(number)
        ready(page)
        camera.take(page, f"card-{name}")
        if name == "asked-elsewhere":
            popup = opened_with_question(stack)
            camera.take(popup, "popup-question-costly")
            popup.close()
        page.close()
    page = stack.open("numbers.html")
    page.move(*page.rect_of_text("+1 415 555 0112").centre)
    wait_for_settled_card(page)
    camera.take(page, "card-offer")


def one_click_shots(stack: Stack, camera: Camera) -> None:
    """What the card asks after a call, and how the popup shows the site in each state of one click."""
    stack.forget_site_settings()
    take_site(stack, camera, "undecided")
    for name, index in (("allowed", 1), ("declined", 2)):
        stack.forget_site_settings()
        page = stack.open("answers.html")
        click_and_call(page, "+1 415 555 0150")
        card(page).wait("root => !!root.querySelector('.question button')", "the question")
        if index == 1:
            camera.take(page, "card-one-click-question")
        wait_for_click_guard(page)
        card(page).click(f".question button:nth-child({index})")
        wait_for_text(page, "popup")
        camera.take(page, f"card-one-click-{name}")
        page.close()
        take_site(stack, camera, name)
    settings = stack.launcher.parent / "config.toml"
    original = settings.read_text("utf-8")
    origin = stack.url.rstrip("/")
    for name, section in (
        ("preset", f"origins = [{origin!r}, 'https://crm.example.com']"),
        ("forbidden", "agents_may_allow = false"),
    ):
        settings.write_text(f"{original}\n[one_click]\n{section}\n", "utf-8")
        stack.browser.popup().close()  # reads the settings
        take_site(stack, camera, name, "document.querySelector('[data-part=site-one-click]').disabled")
    settings.write_text(original, "utf-8")
    stack.browser.popup().close()
    take_site(stack, camera, "again", "!document.querySelector('[data-part=site-one-click]').disabled")


def take_site(stack: Stack, camera: Camera, name: str, condition: str = "true") -> None:
    """Take the popup's panel of the site, with the list of the sites where one click calls unfolded."""
    page = stack.open("answers.html")
    popup = open_with_site(stack)
    popup.wait(condition)
    popup.evaluate("(document.querySelector('[data-part=one-click-sites] details').open = true)")
    popup.evaluate("(document.querySelector('[data-part=site]').scrollIntoView(), true)")
    camera.take(popup, f"popup-site-one-click-{name}")
    popup.close()
    page.close()


def popup_question_shots(stack: Stack, camera: Camera) -> None:
    """The popup's question about a number for which the page shows no card."""
    page = stack.open(f"answers.html?header={quote('Content-Security-Policy: sandbox allow-scripts')}")
    page.click_text("+1 415 555 0150")
    popup = opened_with_question(stack)
    camera.take(popup, "popup-question")
    popup.close()
    page.close()


def country_shots(stack: Stack, camera: Camera) -> None:
    """A national number: preview with its region, another region, the reasons, ignored."""
    page = stack.open("country.html?lang=de-AT")
    page.move(*page.rect_of_text("+1 415 555 0171").centre)
    wait_for_text(page, "United States")
    camera.take(page, "card-tooltip")
    page.move(*page.rect_of_text("0171 5550123").centre)
    wait_for_settled_card(page)
    camera.take(page, "card-country")
    card(page).click(".footer .tertiary")
    camera.take(page, "card-why")
    card(page).evaluate("root => (root.querySelector('select').focus(), true)")
    page.press("ArrowDown")
    wait_for_text(page, "Not a valid phone number")
    camera.take(page, "card-no-number")
    page.press("ArrowUp")
    wait_for_settled_card(page)
    card(page).click(".footer .tertiary:last-child")
    wait_for_text(page, "Ignored on this site")
    camera.take(page, "card-ignored")
    page.press("Escape")
    click_and_call(page, "+1 415 555 0176")
    wait_for_text(page, "fax number")
    camera.take(page, "card-fax")
    page.press("Escape")
    popup = open_with_site(stack)
    popup.wait("!document.querySelector('[data-part=site-ignored]').hidden", what="the site")
    popup.evaluate("(document.querySelector('[data-part=site-ignored] summary').click(), true)")
    popup.evaluate("(document.querySelector('[data-part=site]').scrollIntoView(), true)")
    camera.take(popup, "popup-site")
    popup.evaluate("(document.querySelector('[data-part=site-detection]').click(), true)")
    camera.take(popup, "popup-site-off")
    popup.evaluate("(document.querySelector('[data-part=site-detection]').click(), true)")
    wait_until_idle(popup)  # the setting is stored
    popup.close()
    page.close()
    page = stack.open("country.html?asks=no")
    popup = open_with_site(stack)
    popup.evaluate("(document.querySelector('[data-part=site]').scrollIntoView(), true)")
    camera.take(popup, "popup-site-opts-out")
    popup.close()
    page.close()


def wait_for_text(page: Page, text: str) -> None:
    """Wait until the card shows a text."""
    card(page).wait(f"root => !!root.querySelector('.card')?.innerText.includes({text!r})", text)


def varied_shots(stack: Stack, camera: Camera) -> None:
    """The sample pages, with their marks and with the card of one call."""
    for name in SAMPLE_PAGES:
        page = stack.open(f"varied/{name}")
        camera.take(page, f"varied-{name.removesuffix('.html')}")
        click_and_call(page, page.evaluate("document.documentElement.dataset.call"))
        wait_for_text(page, "ID")
        camera.take(page, f"varied-{name.removesuffix('.html')}-placed")
        page.close()


def popup_shots(stack: Stack, camera: Camera) -> None:
    """The popup with calls, with a number typed, and with answers."""
    popup = stack.browser.popup()
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
    popup.evaluate("document.querySelectorAll('.more-about').forEach(more => more.click())")
    popup.evaluate("(document.querySelector('.calls').scrollIntoView(), true)")
    camera.take(popup, "popup-calls-unfolded")
    for name, number in (("extension", "+1 415 555 0160,,1234#"), ("half-typed", "+44 20 79")):
        type_over(popup, number)
        camera.take(popup, f"popup-{name}")
    for name, text in (
        ("several-numbers", "Office (415) 555-0150, mobile +1 415 555 0160 ext. 7, London +44 20 7946 0000"),
        ("no-number", "nothing to call in here " * 4),
    ):
        paste(popup, text)
        camera.take(popup, f"popup-{name}")
    for name, number in (("try-again", "+1 701 555 0125"), ("unknown", "+1 701 555 0150")):
        type_over(popup, number)
        popup.press("Enter")
        popup.wait("!!document.querySelector('[data-part=result] .why')", what="the failure")
        popup.evaluate("(document.querySelector('[data-part=result] .why').open = true)")
        camera.take(popup, f"popup-failure-{name}")
    popup.close()
    caller_id_shots(stack, camera)


def caller_id_shots(stack: Stack, camera: Camera) -> None:
    """The popup with a choice of caller IDs, over a page with numbers, wide and narrow."""
    settings = stack.launcher.parent / "config.toml"
    original = settings.read_text("utf-8")
    settings.write_text(f'caller_ids = ["442079460000", "14155550199"]\n{original}', "utf-8")
    page = stack.open("listing.html")
    popup = open_with_page_numbers(stack)
    popup.wait("!document.querySelector('[data-part=caller-id-line]').hidden", what="the caller IDs")
    camera.take(popup, "popup-caller-id")
    popup.evaluate("(document.body.style.width = '320px', true)")
    camera.take(popup, "popup-narrow")
    popup.close()
    page.close()
    settings.write_text(original, "utf-8")


def limit_shots(stack: Stack, camera: Camera) -> None:
    """A call repeated at once, too many calls, and a damaged history."""
    settings = stack.launcher.parent / "config.toml"
    original = settings.read_text("utf-8")
    limited = original.replace("repeat_window_s = 0", "repeat_window_s = 60")
    settings.write_text(limited, "utf-8")
    page = stack.open("numbers.html")
    page.click_text("+1 415 555 0103")
    wait_for_text(page, "ID")
    page.press("Escape")
    page.click_text("+1 415 555 0103")
    wait_for_settled_card(page)
    camera.take(page, "card-just-called")
    settings.write_text(limited.replace("per_minute = 0", "per_minute = 1"), "utf-8")
    page.press("Escape")
    page.click_text("+1 415 555 0103")
    wait_for_text(page, "minute")
    camera.take(page, "card-too-many")
    page.press("Escape")
    settings.write_text(original, "utf-8")
    stack.browser.stop_background()  # and with it the host, which has the file open
    [journal] = stack.launcher.parent.rglob("journal.sqlite3")
    for log in journal.parent.glob("journal.sqlite3-*"):
        log.unlink()  # SQLite would restore the content from its write-ahead log
    journal.unlink()
    journal.write_bytes(b"not a journal" * 1000)
    page.click_text("+1 415 555 0103")
    wait_for_settled_card(page)
    camera.take(page, "card-journal-quarantined")
    page.close()
    popup = stack.browser.popup()
    popup.wait("!document.querySelector('[data-part=history-notice]').hidden", what="the name of the file")
    camera.take(popup, "popup-journal-quarantined")
    popup.type("+14155550103")
    popup.press("Enter")
    popup.wait("!!document.querySelector('[data-part=call-anyway]')", what="the question")
    camera.take(popup, "popup-journal-quarantined-question")
    popup.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_take_screenshots(
    name: system_packages.BrowserName, dark: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    camera = Camera(FOLDER, f"{name}-{'dark' if dark else 'light'}")
    with running_stack(name, tmp_path_factory.mktemp("stack"), dark=dark) as stack:
        popup = stack.browser.popup()
        popup.wait("document.body.innerText.includes('No calls yet')", what="the list of calls")
        camera.take(popup, "popup-empty")
        popup.close()
        stack.allow_one_click()
        sample_shots(stack, camera)
        card_shots(stack, camera)
        country_shots(stack, camera)
        one_click_shots(stack, camera)
        popup_question_shots(stack, camera)
        stack.forget_site_settings()
        varied_shots(stack, camera)
        stack.allow_one_click()
        stack.browser.open("about:blank")
        popup_shots(stack, camera)
        limit_shots(stack, camera)
    alone = tmp_path_factory.mktemp("alone")
    with running_stack(name, alone, dark=dark, registered=False, one_click=True) as stack:
        page = stack.open("answers.html")
        page.click_text("+1 415 555 0150")
        wait_for_text(page, "not found")
        camera.take(page, "card-host-missing")
        camera.take(stack.browser.popup(), "popup-host-missing")


def sample_shots(stack: Stack, camera: Camera) -> None:
    """The sample page with its marks, and after a click."""
    with serve_folder() as url:
        page = stack.browser.open(url)
        page.wait(f"{MARKED} > 1", what="marks")
        camera.take(page, "sample")
        click_and_call(page, "+1 415 555 0100")
        wait_for_text(page, "ID")
        camera.take(page, "sample-placed")
        page.close()
