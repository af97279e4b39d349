"""Takes pictures of the set-up, the popup and the card in several languages into .local/shots.

German has the longest texts; Arabic and Hebrew are read from right to left. Run with:
`pytest tests/e2e/screenshots_languages.py`.
"""

from pathlib import Path
from typing import Any

import pytest

from support import sandbox
from support.browser.interface import Page
from support.camera import FOLDER, Camera
from support.card_driver import card, click_and_call, wait_for_card, wait_for_settled_card
from support.dev_env import system_packages, venv
from support.e2e_stack import Stack, end_hosts, running_stack
from support.one_language import copy_in_language
from support.popup_dial_field import CALL, paste, type_over
from support.popup_driver import (
    NEWEST_CALL,
    RESULT,
    open_with_page_numbers,
    open_with_site,
    opened_with_question,
)
from voiso_call.config.paths import app_paths

NARROW_PX = 320  # Chromium only: Firefox has no windows that are as narrow as that
LANGUAGES = ["en", "de", "ar", "he"]
ANSWER_MS = 1500  # longer than an answer takes
CALLER_IDS = 'caller_ids = ["442079460000", "14155550199"]'
POLICY = '[policy]\nblocked_countries = ["FR"]'
QUIET = 'quiet_hours = { since = "00:00", until = "23:59", action = "confirm" }'


def set_up_shots(stack: Stack, camera: Camera) -> None:
    """The steps of the options page, from a host that has nothing to a refused and a placed test call."""
    paths = app_paths(stack.browser.env)
    settings = paths.config_file.read_text("utf-8")
    kept = [line for line in settings.splitlines() if line.startswith(("cluster", "sandbox_url"))]
    paths.config_file.write_text("\n".join(kept) + "\n", "utf-8")
    key = paths.key_file.read_bytes()
    paths.key_file.unlink()
    end_hosts(stack.launcher)
    popup = stack.browser.popup()
    popup.wait("document.querySelector('[data-part=host-state]').dataset.state === 'attention'")
    camera.take(popup, "popup-not-set-up")
    popup.close()
    page = stack.browser.open(f"{stack.browser.origin}/options.html")
    page.wait("document.querySelector('[data-part=state]').dataset.state !== 'loading'", what="the status")
    page.wait("!document.querySelector('[data-part=account-fields]').disabled", what="the fields")
    camera.take(page, "setup-1-nothing")
    set_value(page, "api-key", sandbox.API_KEY)
    save(page, "cluster", "https://voiso.com.evil.example", "account-form")
    page.wait("document.querySelector('[data-part=cluster]').getAttribute('aria-invalid') === 'true'")
    camera.take(page, "setup-2-wrong-address")
    set_value(page, "cluster", "sandbox")
    save(page, "api-key", sandbox.API_KEY, "account-form")
    page.wait("!document.querySelector('[data-part=file-choice]').hidden", what="the choice of a file")
    camera.take(page, "setup-3-no-keyring")
    page.evaluate("(document.querySelector('[data-part=use-file]').checked = true)")
    save(page, "api-key", "test-key-wrong", "account-form")
    page.wait("document.querySelector('[data-part=account]').dataset.state === 'done'")
    save(page, "agent-query", "ann", "agent-search")
    page.wait("!document.querySelector('[data-part=agent-result]').hidden", what="the refused search")
    camera.take(page, "setup-4-rejected-key")
    save(page, "api-key", sandbox.API_KEY, "account-form")
    page.wait("document.querySelector('[data-part=api-key]').value === ''", what="the key to be saved")
    save(page, "agent-query", "nobody at all", "agent-search")
    page.wait("!document.querySelector('[data-part=agent-result]').hidden", what="nobody")
    camera.take(page, "setup-5-nobody")
    save(page, "agent-query", "a", "agent-search")
    page.wait("!!document.querySelector('[data-part=agents] button')", what="the agents")
    camera.take(page, "setup-6-agents")
    page.evaluate("(document.querySelector('[data-part=agents] button').click(), true)")
    page.wait("document.querySelector('[data-part=agent]').dataset.state === 'done'")
    set_value(page, "region", "GB")
    save(page, "caller-ids", "12", "calls-form")
    page.wait("!document.querySelector('[data-part=calls-result]').hidden", what="the refused caller ID")
    submit(page, "check-form")
    page.wait("document.querySelectorAll('[data-part=checks] li').length === 8", what="the checks")
    camera.take(page, "setup-7-checked")
    save(page, "test-number", "+1 701 555 0141", "dialer")
    page.wait("!document.querySelector('[data-part=result]').hidden", what="the refused call")
    page.wait("!!document.querySelector('[data-part=checks] [data-outcome=failed]')", what="the evidence")
    camera.take(page, "setup-8-refused-call")
    save(page, "test-number", "+1 415 555 0150", "dialer")
    page.wait("document.querySelector('[data-part=result]').innerText.includes('-')", what="the call ID")
    camera.take(page, "setup-9-placed")
    page.close()
    paths.config_file.write_text(settings, "utf-8")
    paths.key_file.write_bytes(key)
    end_hosts(stack.launcher)


def set_value(page: Page, part: str, value: str) -> None:
    page.evaluate(f"(document.querySelector('[data-part={part}]').value = {value!r}, true)")


def save(page: Page, part: str, value: str, form: str) -> None:
    set_value(page, part, value)
    submit(page, form)


def submit(page: Page, form: str) -> None:
    page.evaluate(f"(document.querySelector('[data-part={form}]').requestSubmit(), true)")


def card_shots(stack: Stack, camera: Camera) -> None:
    """The card with an offer, its reasons, the answers to a call, and questions."""
    page = stack.open("country.html?lang=de-AT")
    page.move(*page.rect_of_text("0171 5550123").centre)
    wait_for_settled_card(page)
    card(page).click(".footer .tertiary")
    camera.take(page, "card-why")
    card(page).click(".footer .tertiary:last-child")
    camera.take(page, "card-ignored")
    page.press("Escape")
    click_and_call(page, "+1 415 555 0176")
    camera.take(page, "card-fax")
    page.close()
    for name, number in (
        ("placed", "+1 415 555 0150"),
        ("refused", "+1 701 555 0141"),
        ("unknown", "+1 701 555 0150"),
        ("unavailable", "+1 701 555 0125"),
        ("waiting", "+1 701 555 0129"),
        ("asked-elsewhere", "+1 900 555 0121"),
    ):
        page = stack.open("answers.html")
        click_and_call(page, number)
        page.wait_ms(ANSWER_MS)
        camera.take(page, f"card-{name}")
        if name == "asked-elsewhere":
            popup = opened_with_question(stack)
            camera.take(popup, "popup-question")
            narrow(stack, popup, camera, "popup-question-narrow")
            popup.close()
        page.close()


def narrow(stack: Stack, popup: Page, camera: Camera, name: str) -> None:
    """Take the popup as wide as a telephone."""
    if stack.browser.name == "chromium":
        popup.evaluate(f"(document.body.style.width = '{NARROW_PX}px', true)")
        camera.take(popup, name)


def popup_shots(stack: Stack, camera: Camera) -> None:
    """The popup over a page with numbers: what is typed, pasted, refused and called."""
    paths = app_paths(stack.browser.env)
    settings = paths.config_file.read_text("utf-8")
    paths.config_file.write_text(f"{CALLER_IDS}\n{settings}\n{POLICY}\n", "utf-8")
    page = stack.open("listing.html")
    popup = open_with_page_numbers(stack)
    camera.take(popup, "popup")
    for name, number in (
        ("emergency", "911"),
        ("half-typed", "+44 20 79"),
        ("national", "020 7946 0000"),
        ("extension", "+1 415 555 0160,,1234#"),
        ("letters", "call me ☎ maybe"),
        ("long", "+44 20 7946 0000 555 123 456 789 123"),
    ):
        type_over(popup, number)
        camera.take(popup, f"popup-{name}")
    paste(popup, "Office (415) 555-0150, mobile +1 415 555 0160 ext. 7, London +44 20 7946 0000")
    camera.take(popup, "popup-several")
    for name, number in (
        ("blocked", "+33 1 99 00 12 34"),
        ("refused", "+1 701 555 0141"),
        ("unknown", "+1 701 555 0150"),
        ("waiting", "+1 701 555 0129"),
        ("placed", "+1 415 555 0160"),
        ("confirm", "+1 900 155 0121"),
    ):
        if name == "confirm":
            paths.config_file.write_text(f"{CALLER_IDS}\n{settings}\n{POLICY}\n{QUIET}\n", "utf-8")
        type_over(popup, number)
        popup.press("Enter")
        # A blocked number cannot be called as soon as its preview is there.
        popup.wait(f"!{RESULT}.hidden || {CALL}.disabled", what="an answer")
        popup.wait_ms(ANSWER_MS)
        popup.evaluate("document.querySelectorAll('[data-part=result] details').forEach(d => d.open = true)")
        camera.take(popup, f"popup-{name}")
        popup.evaluate("(document.querySelector('[data-part=cancel]')?.click(), true)")
    popup.evaluate("document.querySelectorAll('.more-about').forEach(more => more.click())")
    popup.evaluate("(document.querySelector('.calls').scrollIntoView(), true)")
    popup.wait(f"!!{NEWEST_CALL}", what="calls")
    camera.take(popup, "popup-calls")
    narrow(stack, popup, camera, "popup-calls-narrow")
    popup.evaluate("scrollTo(0, 0)")
    narrow(stack, popup, camera, "popup-narrow")
    popup.close()
    page.close()
    page = stack.open("country.html?asks=no")
    popup = open_with_site(stack)
    popup.evaluate("(document.querySelector('[data-part=site]').scrollIntoView(), true)")
    camera.take(popup, "popup-site")
    popup.close()
    page.close()
    paths.config_file.write_text(settings, "utf-8")


def host_missing_shots(stack: Stack, camera: Camera) -> None:
    """What is said where the host is not registered: in the card, the popup and the set-up."""
    page = stack.open("answers.html")
    page.click_text("+1 415 555 0150")
    wait_for_card(page, "voiso-call install")
    camera.take(page, "card-host-missing")
    popup = stack.browser.popup()
    popup.wait("document.querySelector('[data-part=host-state]').dataset.state === 'attention'")
    camera.take(popup, "popup-host-missing")
    narrow(stack, popup, camera, "popup-host-missing-narrow")
    popup.close()
    page = stack.browser.open(f"{stack.browser.origin}/options.html")
    page.wait("document.querySelector('[data-part=state]').dataset.state === 'attention'")
    camera.take(page, "setup-host-missing")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_take_screenshots_of_languages(
    name: system_packages.BrowserName, dark: bool, language: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    camera = Camera(FOLDER, f"{name}-{'dark' if dark else 'light'}-{language}")
    extension = Path(tmp_path_factory.mktemp("extension")) / "extension"
    extension = venv.DIST if language == "en" else copy_in_language(venv.DIST, language, extension)
    options: dict[str, Any] = {"dark": dark, "extension": extension, "width": 700, "height": 1500}
    with running_stack(name, tmp_path_factory.mktemp("stack"), **options) as stack:
        set_up_shots(stack, camera)
        popup_shots(stack, camera)
        card_shots(stack, camera)
    alone = tmp_path_factory.mktemp("alone")
    with running_stack(name, alone, registered=False, one_click=True, **options) as stack:
        host_missing_shots(stack, camera)
