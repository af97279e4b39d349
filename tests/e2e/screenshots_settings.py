"""Takes pictures of the settings into .local/shots: `pytest tests/e2e/screenshots_settings.py`."""

import json

import pytest

from support.browser.interface import Page
from support.camera import FOLDER, Camera
from support.dev_env import system_packages
from support.e2e_stack import Stack, running_stack
from support.managed_policy import policy_file

POLICY = {
    "detection": "listed",
    "detection_sites": ["*.crm.example.com", "127.0.0.1"],
    "mark_style": "dotted",
    "ask_first": "yes",
    "record_systems": ["zoho", "own-crm"],
    "record_patterns": [{"system": "own-crm", "address": "https://crm.example.com/contacts/{id}"}],
}
SITES = {
    "site:crm.example.com": {"region": "AT"},
    "site:a-very-long-name-of-a-site-that-does-not-end.intranet.example.com": {"detectionEnabled": False},
}
IGNORED = {"ignored:crm.example.com": ["4155 0100 99", "Order 2026-11-30 / 4711"]}


def open_settings(stack: Stack, part: str = "settings") -> Page:
    page = stack.browser.open(f"{stack.browser.origin}/options.html")
    page.wait("document.querySelector('[data-part=state]').dataset.state !== 'loading'", what="the status")
    show(page, part)
    return page


def show(page: Page, part: str) -> None:
    page.evaluate(f"(document.querySelector('[data-part={part}]').scrollIntoView({{block: 'start'}}), true)")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_take_screenshots_of_the_settings(
    name: system_packages.BrowserName, dark: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    camera = Camera(FOLDER, f"{name}-{'dark' if dark else 'light'}-settings")
    with running_stack(name, tmp_path_factory.mktemp("stack"), dark=dark, height=1400) as stack:
        page = open_settings(stack)
        camera.take(page, "empty")
        stack.browser.evaluate_in_background(
            f"Promise.all([chrome.storage.sync.set({json.dumps({**SITES, 'record_systems': ['zoho']})}),"
            f" chrome.storage.local.set({json.dumps(IGNORED)})]).then(() => true)"
        )
        stack.allow_one_click("https://crm.example.com/")
        page.wait("document.querySelectorAll('[data-part=sites] button').length >= 5", what="the sites")
        page.evaluate("(document.querySelector('#detection').value = 'listed', true)")
        page.evaluate("document.querySelector('#detection').dispatchEvent(new Event('change'))")
        page.wait("!document.querySelector('[data-part=listed-sites]').hidden", what="the list")
        page.evaluate("document.querySelector('#blocked-sites').focus()")
        page.type("not a site")
        page.evaluate("document.querySelector('#ask-first').focus()")
        page.wait("!document.querySelector('[data-part=settings-result]').hidden", what="the problem")
        camera.take(page, "error")
        show(page, "sites")
        page.click(*page.rect("[data-part=reset]").centre)
        camera.take(page, "sites-reset")
    settings = policy_file(name, POLICY)
    managed = tmp_path_factory.mktemp("managed")
    with running_stack(name, managed, dark=dark, policy=lambda *_: settings, width=500, height=1600) as stack:
        page = open_settings(stack)
        page.wait("document.querySelector('#detection').disabled", what="the policy")
        camera.take(page, "managed-narrow")
