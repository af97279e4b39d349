"""The extension's settings: they apply to open pages and can be a file; a policy comes before them."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from support import axe
from support.browser.interface import Page
from support.browser.pending_work import SHORT_HORIZON_MS, wait_until_idle
from support.card_driver import card, close_card, press_call, wait_for_card, wait_for_settled_card
from support.dev_env.system_packages import BrowserName
from support.e2e_stack import Stack, click_settled
from support.managed_policy import policy_file

Start = Callable[..., AbstractContextManager[Stack]]
PLACED, REFUSED = "+1 415 555 0150", "+1 701 555 0141"
MAX_CALLS = 3  # the extension leaves a page 300 ms to tell its address


def open_options(stack: Stack) -> Page:
    page = stack.browser.open(f"{stack.browser.origin}/options.html")
    page.wait("document.querySelector('[data-part=state]').dataset.state !== 'loading'", what="the status")
    return page


def choose(options: Page, name: str, value: str) -> None:
    """Choose a value of a list, as a person does."""
    control = f"document.querySelector('[data-setting={name}]')"
    options.evaluate(f"({control}.value = {value!r}, {control}.dispatchEvent(new Event('change')))")
    options.wait("!document.querySelector('[data-part=settings-result]').hidden", what="the result")


def import_file(options: Page, content: object) -> None:
    """Choose a file to import."""
    text = json.dumps(json.dumps(content))
    options.evaluate(
        f"(() => {{ const files = new DataTransfer(); files.items.add(new File([{text}], 'settings.json'));"
        " const input = document.querySelector('[data-part=import-file]'); input.files = files.files;"
        " input.dispatchEvent(new Event('change')); return true })()"
    )


def wait_for_text(page: Page, part: str, text: str) -> None:
    page.wait(f"document.querySelector('[data-part={part}]').innerText.includes({text!r})", what=text)


def source_of_call(stack: Stack, page: Page, call: Callable[[], object]) -> dict[str, str]:
    """Call, and return the record that Voiso gets; again if a slow page did not tell its address in time."""
    for _ in range(MAX_CALLS):
        count = len(stack.posts()) + 1
        call()
        body = stack.wait_for_posts(count)[-1]["body"]
        wait_until_idle(page, SHORT_HORIZON_MS)  # the card shows the answer
        close_card(page)
        if "source" in body:
            return dict(body["source"])
    pytest.fail(f"none of {MAX_CALLS} calls told the record")


def test_settings_apply_to_open_pages_and_are_a_file_on_request(stack: Stack) -> None:
    page = stack.open("answers.html")
    options = open_options(stack)
    choose(options, "mark_style", "solid")
    choose(options, "mark_colour", "green")
    page.bring_to_front()
    page.wait("CSS.highlights.get('voiso-call-solid-green')?.size > 0", what="other marks")
    assert not page.evaluate("CSS.highlights.has('voiso-call')")
    options.bring_to_front()
    choose(options, "card_size", "large")
    page.bring_to_front()
    page.click_text(PLACED)
    wait_for_settled_card(page)
    assert card(page).evaluate("root => innerWidth") == 375
    assert card(page).evaluate("root => root.documentElement.scrollHeight <= innerHeight")
    page.press("Escape")

    file = {"format": "voiso-call-settings", "version": 1}
    options.bring_to_front()
    choose(options, "one_click_prefixes", "44")
    wait_for_text(options, "settings-result", "“44”: This is not the beginning of a number")
    import_file(options, {"version": 1})
    wait_for_text(options, "file-result", "not a file with settings")
    assert not options.evaluate("!!document.querySelector('[data-part=file-result] code')")
    import_file(options, {**file, "settings": {"blocked_sites": ["a b"]}})
    wait_for_text(options, "file-result", "settings.blocked_sites[0]")
    long = [f"site-number-{number}.example.com" for number in range(400)]
    import_file(options, {**file, "settings": {"blocked_sites": long}})
    wait_for_text(options, "file-result", "synced settings is full")  # longer than what browsers sync
    shown = "document.querySelector('#blocked-sites').value.split('\\n').length"
    options.wait(f"{shown} === {len(long)}", what="the long list in its field")
    options.evaluate("(document.querySelector('[data-part=export]').click(), true)")
    wait_for_text(options, "file-result", "Saved as")
    sites = {"127.0.0.1": {"country": "AT"}}
    import_file(options, {**file, "settings": {"detection": "nowhere"}, "sites": sites})
    wait_for_text(options, "sites", "Austria")
    page.wait("CSS.highlights.size === 0", what="no marks")  # also in a tab behind
    button = "[data-part=sites] button"
    options.evaluate(f"document.querySelector({button!r}).scrollIntoView({{ block: 'center' }})")
    options.click(*options.rect(button).centre)
    options.wait(f"!document.querySelector({button!r})", what="the site to be forgotten")

    options.evaluate("(document.querySelector('[data-part=reset]').click(), true)")
    options.evaluate("(document.querySelector('[data-part=reset-confirm]').click(), true)")
    wait_for_text(options, "file-result", "were reset")
    page.bring_to_front()
    page.wait("CSS.highlights.get('voiso-call')?.size > 0", what="the marks of the defaults")


def test_policy_comes_before_the_agent_and_the_host_decides_on_records(fresh_stack: Start) -> None:
    def policy(name: BrowserName, url: str) -> dict[str, Any]:
        settings = {
            "detection": "listed",
            "detection_sites": ["127.0.0.1"],
            "mark_style": "dotted",
            "card_size": "huge",
            "one_click_prefixes": ["+1415"],
            "record_systems": ["own-crm"],
            "record_patterns": [{"system": "own-crm", "address": f"{url}{{id}}"}],
        }
        return policy_file(name, settings)

    with fresh_stack(policy=policy, one_click=True) as stack:
        stack.browser.evaluate_in_background(
            "chrome.storage.sync.set({ mark_style: 'none', one_click_prefixes: [], 'site:localhost':"
            " { detectionEnabled: true } })"
        )
        page = stack.browser.open(f"{stack.url}answers.html")
        page.wait("CSS.highlights.get('voiso-call-dotted-blue')?.size > 0", what="the marks of the policy")

        # The host sends no record of a system that its settings do not name.
        [post] = stack.call_settled(page, PLACED, 1)
        assert "source" not in post["body"]
        wait_for_card(page, post["call_id"])
        close_card(page)
        with (stack.launcher.parent / "config.toml").open("a", encoding="utf-8") as file:
            file.write('[source]\nsystems = ["own-crm"]\n')
        page.evaluate("(history.pushState({}, '', '/contact-7'), true)")

        def call_from_card() -> None:
            click_settled(page, REFUSED)  # not a number that one click may call
            press_call(page)

        source = source_of_call(stack, page, call_from_card)
        assert source == {"system": "own-crm", "account_id": "contact-7"}
        page.evaluate("(history.pushState({}, '', '/contact-8'), true)")
        source = source_of_call(stack, page, lambda: stack.call_settled(page, PLACED, len(stack.posts()) + 1))
        assert source["account_id"] == "contact-8"

        other = stack.browser.open(f"{stack.url.replace('127.0.0.1', 'localhost')}answers.html")
        wait_until_idle(other)
        assert other.evaluate("CSS.highlights.size") == 0, "not on the list of the policy"

        options = open_options(stack)
        for name in ("detection", "mark_style", "one_click_prefixes"):
            options.wait(f"document.querySelector('[data-setting={name}]').disabled", what=f"{name}: locked")
        assert not options.evaluate("document.querySelector('[data-setting=ask_first]').disabled")
        if stack.browser.name == axe.THOROUGH:
            assert axe.violations(options) == []
        # Chromium leaves out what its schema does not allow, Firefox has none.
        unreadable = "to a value that does not exist" in options.evaluate("document.body.innerText")
        assert unreadable == (stack.browser.name == "firefox")
